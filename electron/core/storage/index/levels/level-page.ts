import { deserialize, serialize } from 'node:v8';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { ObjectRow } from '#shared/model/storage.ts';
import { type ObjectColumns, objectColumns, objectRows } from '../../../capabilities/object-columns.ts';
import { keyBytes } from '../key-bytes.ts';

/** Some entries of a folder's listing, in key order. */
export interface LevelPage {
  objects: ObjectRow[];
  prefixes: string[];
}

/** As it is kept: columns are quicker to read than rows. */
interface StoredPage {
  objects: ObjectColumns;
  prefixes: string[];
}

export function packPage({ objects, prefixes }: LevelPage): Uint8Array {
  return deflateRawSync(serialize({ objects: objectColumns(objects), prefixes } satisfies StoredPage), { level: 1 });
}

export function unpackPage(packed: Uint8Array): LevelPage {
  const { objects, prefixes } = deserialize(inflateRawSync(packed)) as StoredPage;
  return { objects: [...objectRows(objects)], prefixes };
}

function later(a: string | undefined, b: string | undefined): Uint8Array {
  const [first, second] = [keyBytes(a ?? ''), keyBytes(b ?? '')];
  return Buffer.compare(first, second) < 0 ? second : first;
}

/** The last key or folder of a page. */
export function lastEntry({ objects, prefixes }: LevelPage): Uint8Array {
  return later(objects.at(-1)?.key, prefixes.at(-1));
}
