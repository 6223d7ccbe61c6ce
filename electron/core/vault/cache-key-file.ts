import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { failure } from '#shared/errors/app-error.ts';
import { createFile } from './atomic-file.ts';

const keyPattern = /^[0-9a-f]{64}$/;
const pathOf = (home: string) => join(home, 'cache.key');

/** A new 32-byte key in hex. */
export function newCacheKey(): string {
  return randomBytes(32).toString('hex');
}

/** The key kept beside the cache; null when there is no file. A damaged file is an error: a new key would lose the cache. */
export function readCacheKeyFile(home: string): string | null {
  if (!existsSync(pathOf(home))) return null;
  const key = readFileSync(pathOf(home), 'utf8').trim();
  if (keyPattern.test(key)) return key;
  throw failure('conflict', 'The key file of the cache (cache.key) is damaged.', {
    hint: 'Restore cache.key from a backup, or remove it together with the cache to fetch everything again.',
  });
}

/** The key kept beside the cache, made when there is none. */
export function ensureCacheKeyFile(home: string): string {
  const found = readCacheKeyFile(home);
  if (found) return found;
  const made = newCacheKey();
  return createFile(pathOf(home), `${made}\n`) ? made : ensureCacheKeyFile(home);
}

export function removeCacheKeyFile(home: string): void {
  rmSync(pathOf(home), { force: true });
}
