import type { BigIntStats } from 'node:fs';
import type { ObjectRow } from '#shared/model/storage.ts';
import type { ObjectStat } from '../capabilities/objects.ts';

/** Changes whenever the file is written or replaced: size, modification time in nanoseconds, inode. */
export function etagOf({ size, mtimeNs, ino }: BigIntStats): string {
  return `${size}-${mtimeNs}-${ino}`;
}

/** Checksums are not kept by file systems: whoever wants one reads the file. */
export function statOf(facts: BigIntStats): ObjectStat {
  return { size: Number(facts.size), modified: Number(facts.mtimeMs), etag: etagOf(facts), versionId: null, checksums: [] };
}

export function rowOf(key: string, facts: BigIntStats): ObjectRow {
  return { key, size: Number(facts.size), modified: Number(facts.mtimeMs), storageClass: '', etag: etagOf(facts) };
}
