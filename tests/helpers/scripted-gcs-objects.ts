import type { ObjectRecord } from '#connectors/gcp/objects/records.ts';
import {
  bucketNamed,
  type GcsBucket,
  GcsRefusal,
  type GcsState,
  generationOf,
  liveObject,
  requireGeneration,
  retire,
  type StoredObject,
  writeObject,
} from './scripted-gcs-state.ts';

/** A request to the API: names decoded, body as it came. */
export interface GcsRequest {
  method: string;
  url: URL;
  headers: Record<string, string | undefined>;
  body: Buffer;
}

export interface GcsReply {
  status: number;
  headers?: Record<string, string>;
  body?: Buffer | string;
}

export const reply = (value: unknown, status = 200): GcsReply => ({
  status,
  headers: { 'content-type': 'application/json; charset=UTF-8' },
  body: JSON.stringify(value),
});

const bytes = (text: string) => Buffer.from(text);

/** Source: https://cloud.google.com/storage/docs/json_api/v1/objects/list */
export function listReply(bucket: GcsBucket, url: URL, pageSize: number): GcsReply {
  const query = url.searchParams;
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const from = query.get('pageToken') ?? query.get('startOffset') ?? '';
  const states = query.get('softDeleted') ? ['soft'] : query.get('versions') ? ['live', 'noncurrent'] : ['live'];
  if (query.get('softDeleted') && !bucket.record.softDeletePolicy) throw new GcsRefusal(400, 'invalid', 'Soft delete policy is required.');
  const entries = new Map<string, StoredObject[]>();
  for (const object of bucket.objects) {
    const { name } = object.record;
    if (!states.includes(object.state) || !name.startsWith(prefix)) continue;
    const end = delimiter ? name.indexOf(delimiter, prefix.length) : -1;
    const key = end < 0 ? name : name.slice(0, end + 1);
    entries.set(key, [...(entries.get(key) ?? []), object]);
  }
  const isPrefix = (key: string) => delimiter !== '' && key.endsWith(delimiter) && key.length > prefix.length;
  const sorted = [...entries.keys()]
    .filter((key) => Buffer.compare(bytes(key), bytes(from)) >= 0)
    .sort((a, b) => Buffer.compare(bytes(a), bytes(b)));
  const most = Math.min(pageSize, Number(query.get('maxResults') ?? 1000));
  const page = sorted.slice(0, most);
  const items = page.filter((key) => !isPrefix(key)).flatMap((key) => entries.get(key)!.map(({ record }) => record));
  const prefixes = page.filter(isPrefix);
  const next = sorted[most];
  return reply({ kind: 'storage#objects', items, prefixes, ...(next === undefined ? {} : { nextPageToken: next }) });
}

/** Source: https://cloud.google.com/storage/docs/json_api/v1/objects/get (`alt=media`) */
function mediaReply({ record, body }: StoredObject, range: string | undefined): GcsReply {
  const headers: Record<string, string> = {
    'content-type': record.contentType ?? 'application/octet-stream',
    'x-goog-generation': record.generation,
    'x-goog-hash': `crc32c=${record.crc32c},md5=${record.md5Hash}`,
    'last-modified': new Date(record.timeCreated!).toUTCString(),
    ...(record.contentEncoding ? { 'content-encoding': record.contentEncoding } : {}),
  };
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
  if (first === undefined) return { status: 200, headers: { ...headers, 'content-length': String(body.length) }, body };
  if (Number(first) >= body.length) return { status: 416, body: 'The requested range cannot be satisfied.' };
  const end = Math.min(body.length, last ? Number(last) + 1 : body.length);
  const part = body.subarray(Number(first), end);
  const place = `bytes ${first}-${end - 1}/${body.length}`;
  return { status: 206, headers: { ...headers, 'content-range': place, 'content-length': String(part.length) }, body: part };
}

/** A patch as RFC 7396: null removes. */
function patched(record: object, patch: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(patch)) {
    const target = record as Record<string, unknown>;
    if (value === null) delete target[name];
    else if (typeof value === 'object' && !Array.isArray(value)) {
      const inner = { ...(target[name] as object | undefined) };
      patched(inner, value as Record<string, unknown>);
      target[name] = inner;
    } else target[name] = value;
  }
}

/** Changes a bucket's or an object's record, if it is still the one that was seen. */
export function patchReply(record: { metageneration?: string }, { url, body }: GcsRequest): GcsReply {
  const wanted = url.searchParams.get('ifMetagenerationMatch');
  if (wanted !== null && wanted !== record.metageneration) throw new GcsRefusal(412, 'conditionNotMet', 'The metageneration is another.');
  patched(record, JSON.parse(body.toString()) as Record<string, unknown>);
  record.metageneration = String(Number(record.metageneration ?? 1) + 1);
  return reply(record);
}

/** Source: https://cloud.google.com/storage/docs/json_api/v1/objectAccessControls */
function aclReply(bucket: GcsBucket, object: StoredObject, { method, body }: GcsRequest, entity: string | undefined): GcsReply {
  if (bucket.record.iamConfiguration?.uniformBucketLevelAccess?.enabled) {
    throw new GcsRefusal(400, 'invalid', 'Cannot update access control for an object when uniform bucket-level access is enabled.');
  }
  const acl = (object.record.acl ??= []);
  if (method === 'POST') {
    acl.push(JSON.parse(body.toString()) as { entity: string; role: string });
    return reply(acl.at(-1));
  }
  const at = acl.findIndex((one) => one.entity === entity);
  if (at < 0) throw new GcsRefusal(404, 'notFound', 'The specified ACL entry does not exist.');
  acl.splice(at, 1);
  return { status: 204 };
}

interface RewriteTo {
  bucket: string;
  name: string;
}

/** Source: https://cloud.google.com/storage/docs/json_api/v1/objects/rewrite */
function rewriteReply(state: GcsState, source: StoredObject, to: RewriteTo, { url, body }: GcsRequest): GcsReply {
  const query = url.searchParams;
  requireGeneration(source, query.get('ifSourceGenerationMatch'));
  const done = Number(query.get('rewriteToken')?.split('-')[1] ?? 0) + state.rewriteAtOnce;
  const target = bucketNamed(state, to.bucket);
  requireGeneration(liveObject(target, to.name), query.get('ifGenerationMatch'));
  if (done < source.body.length) {
    const progress = { totalBytesRewritten: String(done), objectSize: source.record.size };
    return reply({ kind: 'storage#rewriteResponse', done: false, rewriteToken: `token-${done}`, ...progress });
  }
  const given = JSON.parse(body.toString() || '{}') as Partial<ObjectRecord>;
  const { acl: _acl, timeDeleted: _deleted, softDeleteTime: _soft, storageClass: _class, ...own } = source.record;
  const record = { ...(Object.keys(given).length > 0 ? given : own), name: to.name };
  const written = writeObject(state, target, {
    record: { ...record, crc32c: '', md5Hash: '' },
    body: source.body,
    ifGenerationMatch: null,
  });
  return reply({ done: true, totalBytesRewritten: source.record.size, objectSize: source.record.size, resource: written.record });
}

/** Source: https://cloud.google.com/storage/docs/json_api/v1/objects/restore */
function restoreReply(state: GcsState, bucket: GcsBucket, name: string, generation: string | null): GcsReply {
  const found = bucket.objects.find((one) => one.state === 'soft' && one.record.name === name && one.record.generation === generation);
  if (!found) throw new GcsRefusal(404, 'notFound', 'No such soft-deleted object.');
  const { softDeleteTime: _time, ...record } = found.record;
  return reply(writeObject(state, bucket, { record, body: found.body, ifGenerationMatch: null }).record);
}

/** What is done with one object: `rest` is what stands behind its name. */
export function objectReply(
  state: GcsState,
  { bucket, name, rest }: { bucket: GcsBucket; name: string; rest: string[] },
  request: GcsRequest,
): GcsReply {
  const { method, url, headers } = request;
  const generation = url.searchParams.get('generation');
  if (rest[0] === 'restore') return restoreReply(state, bucket, name, generation);
  const object = generationOf(bucket, name, rest[0] === 'rewriteTo' ? url.searchParams.get('sourceGeneration') : generation);
  if (rest[0] === 'rewriteTo') return rewriteReply(state, object, { bucket: rest[2]!, name: rest[4]! }, request);
  if (rest[0] === 'acl') return aclReply(bucket, object, request, rest[1]);
  if (method === 'PATCH') return patchReply(object.record, request);
  if (method === 'DELETE') {
    requireGeneration(liveObject(bucket, name), url.searchParams.get('ifGenerationMatch'));
    if (object.state === 'live' && !generation) retire(state, bucket, object);
    else bucket.objects.splice(bucket.objects.indexOf(object), 1);
    return { status: 204 };
  }
  if (url.searchParams.get('alt') !== 'media') {
    const { acl, ...record } = object.record;
    return reply(url.searchParams.get('projection') === 'full' && acl ? { ...record, acl } : record);
  }
  requireGeneration(object, url.searchParams.get('ifGenerationMatch'));
  return mediaReply(object, headers['range']);
}
