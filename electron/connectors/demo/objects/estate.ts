import { failure, type ObjectProperties, type ObjectRow } from '../../sdk.ts';
import type { DemoBucket } from '../buckets.ts';
import type { OpenDemo } from '../open-demo.ts';
import { type BucketChanges, type Changed, changesOf } from './changes.ts';
import { bytesOf, contentTypes } from './content.ts';
import { objectOf, type Section, sectionsOf } from './sections.ts';
import { placeOf } from './walk.ts';

/** Objects in all buckets together, and in the largest at least. */
const objectsInAll = 1_000_000;
const inLargest = 220_000;

/** Objects of each bucket: as its charges suggest, within the limit of them all. */
export function countsOf(buckets: readonly DemoBucket[]): Map<DemoBucket, number> {
  const largest = buckets.reduce((a, b) => (b.objects > a.objects ? b : a), buckets[0]!);
  const rest = buckets.filter((bucket) => bucket !== largest);
  // Roots: else one bucket would leave a handful for each of the others.
  const sum = rest.reduce((total, { objects }) => total + Math.sqrt(objects), 0);
  const counts = new Map(rest.map((bucket) => [bucket, Math.round(((objectsInAll - inLargest) * Math.sqrt(bucket.objects)) / sum)]));
  return counts.set(largest, inLargest);
}

export interface OpenBucket {
  bucket: DemoBucket;
  seed: number;
  sections: readonly Section[];
  changes: BucketChanges;
}

/** Throws `not_found`. */
export function openBucket({ organisation, options, connectionId }: OpenDemo, name: string): OpenBucket {
  const buckets = organisation.buckets();
  const bucket = buckets.find((one) => one.name === name);
  if (!bucket) throw failure('not_found', `The demo organisation has no bucket ${name}.`);
  const sections = sectionsOf(bucket, countsOf(buckets).get(bucket)!);
  return { bucket, seed: options.seed, sections, changes: changesOf(connectionId, options.seed, name) };
}

export interface DemoObject extends ObjectRow, Pick<Changed, 'access' | 'readableUntil'> {
  etag: string;
  properties: ObjectProperties;
  tags: Record<string, string>;
  /** Bytes from one to before another. */
  read: (from: number, to: number) => Buffer;
}

export function own({ sections, seed, bucket }: OpenBucket, key: string): DemoObject | null {
  const place = placeOf(sections, key);
  if (!place) return null;
  const { size, modified, storageClass, kind, id } = objectOf(seed, place.section, place.n);
  return {
    key,
    size,
    modified,
    storageClass,
    etag: etagOf(id, size),
    properties: { contentType: contentTypes[kind] },
    tags: bucket.tags,
    read: (from, to) => bytesOf({ kind, key: id, size }, from, to),
  };
}

export const etagOf = (id: number, size: number): string => `${id.toString(16).padStart(8, '0')}${size.toString(16)}`;

/** An object as it is now; null when there is none. */
export function objectIn(open: OpenBucket, key: string): DemoObject | null {
  const changed = open.changes.of(key);
  return changed === undefined ? own(open, key) : changed && withBytes(open, changed);
}

/** An object as it was left, with its bytes. */
export function withBytes(open: OpenBucket, changed: Changed): DemoObject {
  const { body, size, modified } = changed;
  const read =
    'bytes' in body
      ? (from: number, to: number) => body.bytes.subarray(from, to)
      : (from: number, to: number) => own(open, body.from)!.read(from, to);
  return { ...changed, etag: changed.etag ?? etagOf(modified % 0xffffffff, size), read };
}
