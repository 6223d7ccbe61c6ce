import type { BucketKey } from '#shared/model/storage.ts';

/** One folder of a bucket; prefix `''` is the bucket itself. */
export interface Place extends BucketKey {
  prefix: string;
}

/** `connection/bucket/prefix` with the first two escaped: bucket names of Azure have slashes, a prefix may be anything. */
export function writePlace({ connectionId, bucket, prefix }: Place): string {
  return `${encodeURIComponent(connectionId)}/${encodeURIComponent(bucket)}/${prefix}`;
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** The place a text means; null when it means none. */
export function readPlace(text: string): Place | null {
  const first = text.indexOf('/');
  const second = text.indexOf('/', first + 1);
  if (first < 1 || second < 0) return null;
  const [connectionId, bucket] = [decoded(text.slice(0, first)), decoded(text.slice(first + 1, second))];
  return connectionId && bucket ? { connectionId, bucket, prefix: text.slice(second + 1) } : null;
}

export function samePlace(a: Place, b: Place): boolean {
  return a.prefix === b.prefix && sameBucket(a, b);
}

export function sameBucket(a: BucketKey, b: BucketKey): boolean {
  return a.connectionId === b.connectionId && a.bucket === b.bucket;
}

/** Folder above; null at the top of a bucket. */
export function parentPrefix(prefix: string): string | null {
  if (prefix === '') return null;
  return prefix.slice(0, prefix.replace(/\/$/, '').lastIndexOf('/') + 1);
}

/** Last part of a key or prefix, a folder's slash included. */
export function lastName(key: string): string {
  return key.slice(key.lastIndexOf('/', key.length - 2) + 1);
}

/** The folders from the bucket down to the prefix. `//` makes folders without a name. */
export function trail(prefix: string): { name: string; prefix: string }[] {
  const steps: { name: string; prefix: string }[] = [];
  for (let from = 0, cut = prefix.indexOf('/'); cut >= 0; from = cut + 1, cut = prefix.indexOf('/', from))
    steps.push({ name: prefix.slice(from, cut), prefix: prefix.slice(0, cut + 1) });
  const rest = prefix.slice(prefix.lastIndexOf('/') + 1);
  return rest ? [...steps, { name: rest, prefix }] : steps;
}

/** A name as it can be read: control characters and what would be invisible are made visible. */
export function visibleName(name: string): string {
  if (name === '') return '(no name)';
  // Unicode has pictures of control characters.
  return name.replace(/\p{Cc}/gu, (char) => (char < ' ' ? String.fromCodePoint(0x2400 + char.charCodeAt(0)) : '\u2421'));
}
