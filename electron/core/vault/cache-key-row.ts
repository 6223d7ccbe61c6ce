import { failure } from '#shared/errors/app-error.ts';
import { readCacheKeyFile, removeCacheKeyFile } from './cache-key-file.ts';
import type { SecretRows } from './secret-rows.ts';

/** The cache key is a row of no connection. */
const place = { connectionId: '', key: 'cache-key' };

export function writeCacheKeyRow(rows: SecretRows, dataKey: Buffer, value: string): void {
  rows.set(dataKey, { ...place, value });
}

function lost(cause: unknown) {
  return failure('conflict', 'The key of the cache is missing from the vault or damaged.', {
    hint: 'Restore vault.db from a backup, or remove the cache to fetch everything again.',
    cause,
  });
}

/** The cache key in the vault; `conflict` when it is gone or damaged: a new one would lose the cache. */
export function readCacheKeyRow(rows: SecretRows, dataKey: Buffer): string {
  let key: string | null;
  try {
    key = rows.get(dataKey, place.connectionId, place.key);
  } catch (cause) {
    throw lost(cause);
  }
  if (key === null) throw lost(undefined);
  return key;
}

/** Finishes a move into the vault that a crash cut short: the file goes only when the vault has the key. */
export function settleCacheKey(home: string, rows: SecretRows, dataKey: Buffer): void {
  const inFile = readCacheKeyFile(home);
  if (inFile === null) return;
  if (!rows.keys(place.connectionId).includes(place.key)) writeCacheKeyRow(rows, dataKey, inFile);
  readCacheKeyRow(rows, dataKey);
  removeCacheKeyFile(home);
}
