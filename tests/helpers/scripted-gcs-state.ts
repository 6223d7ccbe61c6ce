import { createHash } from 'node:crypto';
import { crc32c } from '@node-rs/crc32';
import type { BucketRecord } from '#connectors/gcp/objects/bucket-record.ts';
import type { PolicyRecord } from '#connectors/gcp/objects/policy-facts.ts';
import type { ObjectRecord } from '#connectors/gcp/objects/records.ts';

/**
 * Self-authored state of Cloud Storage, enough for the calls of the connector; no complete independent server exists. Written from
 * the published reference of the JSON API: https://cloud.google.com/storage/docs/json_api/v1 (objects, buckets),
 * https://cloud.google.com/storage/docs/performing-resumable-uploads, https://cloud.google.com/storage/docs/object-versioning,
 * https://cloud.google.com/storage/docs/soft-delete, https://cloud.google.com/storage/docs/request-preconditions.
 */
export interface StoredObject {
  record: ObjectRecord & { name: string; generation: string; size: string };
  body: Buffer;
  state: 'live' | 'noncurrent' | 'soft';
}

export interface GcsBucket {
  record: BucketRecord;
  policy: PolicyRecord;
  objects: StoredObject[];
}

export interface UploadSession {
  bucket: string;
  record: ObjectRecord & { name: string };
  ifGenerationMatch: string | null;
  received: Buffer[];
  size: number;
  done: StoredObject | null;
}

export interface GcsState {
  buckets: Map<string, GcsBucket>;
  sessions: Map<string, UploadSession>;
  /** Bytes that a chunk of a session keeps at most; null: all. */
  keepAtMost: number | null;
  /** Bytes that one call of a rewrite does. */
  rewriteAtOnce: number;
  /** Flips a byte of what arrives. */
  corrupt: boolean;
  clock: number;
  generation: bigint;
}

export function crc32cOf(body: Uint8Array): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32c(Buffer.from(body)));
  return bytes.toString('base64');
}

/** A refusal in Google's words. */
export class GcsRefusal extends Error {
  readonly status: number;
  readonly reason: string;
  constructor(status: number, reason: string, message: string = reason) {
    super(message);
    this.status = status;
    this.reason = reason;
  }
}

export function bucketNamed(state: GcsState, name: string): GcsBucket {
  const found = state.buckets.get(name);
  if (found) return found;
  throw new GcsRefusal(404, 'notFound', 'The specified bucket does not exist.');
}

export function liveObject({ objects }: GcsBucket, name: string): StoredObject | undefined {
  return objects.find((one) => one.record.name === name && one.state === 'live');
}

export function generationOf(bucket: GcsBucket, name: string, generation: string | null): StoredObject {
  const found = generation
    ? bucket.objects.find((one) => one.record.name === name && one.record.generation === generation && one.state !== 'soft')
    : liveObject(bucket, name);
  if (found) return found;
  throw new GcsRefusal(404, 'notFound', `No such object: ${bucket.record.name}/${name}`);
}

/** `0` means: there must be none. */
export function requireGeneration(live: StoredObject | undefined, wanted: string | null): void {
  if (wanted !== null && (live?.record.generation ?? '0') !== wanted) {
    throw new GcsRefusal(412, 'conditionNotMet', 'At least one of the pre-conditions you specified did not hold.');
  }
}

/** The current version is not the current one any more: kept as an older one, for some days, or not at all. */
export function retire(state: GcsState, bucket: GcsBucket, live: StoredObject): void {
  const at = new Date((state.clock += 1000)).toISOString();
  if (bucket.record.versioning?.enabled) {
    Object.assign(live, { state: 'noncurrent' });
    live.record.timeDeleted = at;
  } else if (bucket.record.softDeletePolicy) {
    Object.assign(live, { state: 'soft' });
    live.record.softDeleteTime = at;
  } else bucket.objects.splice(bucket.objects.indexOf(live), 1);
}

interface Writing {
  record: Partial<ObjectRecord> & { name: string };
  body: Buffer;
  ifGenerationMatch: string | null;
}

/** Writes a new generation; refuses bytes without the checksum that was stated. */
export function writeObject(state: GcsState, bucket: GcsBucket, { record, body: sent, ifGenerationMatch }: Writing): StoredObject {
  const live = liveObject(bucket, record.name);
  requireGeneration(live, ifGenerationMatch);
  const body = Buffer.from(sent);
  if (state.corrupt && body.length > 0) body[0]! ^= 1;
  const crc = crc32cOf(body);
  const md5 = createHash('md5').update(body).digest('base64');
  if (record.crc32c && record.crc32c !== crc) throw new GcsRefusal(400, 'invalid', 'Provided CRC32C does not match calculated CRC32C.');
  if (record.md5Hash && record.md5Hash !== md5)
    throw new GcsRefusal(400, 'invalid', 'Provided MD5 hash does not match calculated MD5 hash.');
  if (live) retire(state, bucket, live);
  state.generation += 1n;
  const time = new Date((state.clock += 1000)).toISOString();
  const kept: StoredObject = {
    record: {
      storageClass: bucket.record.storageClass ?? 'STANDARD',
      ...record,
      bucket: bucket.record.name ?? '',
      size: String(body.length),
      generation: String(state.generation),
      metageneration: '1',
      timeCreated: time,
      crc32c: crc,
      md5Hash: md5,
    },
    body,
    state: 'live',
  };
  bucket.objects.push(kept);
  return kept;
}
