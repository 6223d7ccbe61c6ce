import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

/**
 * A wrong key and a damaged file look the same to SQLite. A value derived from the key (never the key) beside the
 * database tells them apart: a wrong key must leave the file alone, damage must be repaired.
 */
const keyCheckSchema = z.object({ version: z.literal(1), salt: z.string(), check: z.string() });

function derive(key: string, salt: string): Buffer {
  return createHmac('sha256', Buffer.from(key, 'hex')).update(`aetherium cache key check ${salt}`).digest();
}

/** `unknown`: there is no readable check value. */
export function checkKey(path: string, key: string): 'right' | 'wrong' | 'unknown' {
  try {
    const stored = keyCheckSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    const expected = Buffer.from(stored.check, 'hex');
    const actual = derive(key, stored.salt);
    return expected.length === actual.length && timingSafeEqual(expected, actual) ? 'right' : 'wrong';
  } catch {
    return 'unknown';
  }
}

export function writeKeyCheck(path: string, key: string): void {
  const salt = randomBytes(16).toString('hex');
  writeFileSync(`${path}.new`, JSON.stringify({ version: 1, salt, check: derive(key, salt).toString('hex') }), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
