import { type AppFailure, failure } from '#shared/errors/app-error.ts';
import { sqliteCode } from './sqlite.ts';

const rules: { code: RegExp; message: string; hint: string }[] = [
  {
    code: /^SQLITE_FULL/,
    message: 'The disk is full: the cache could not be written.',
    hint: 'Free space on the disk that holds the cache, or lower the cache limit in Settings. What was cached before is still there.',
  },
  {
    code: /^SQLITE_IOERR/,
    message: 'The disk refused to read or write the cache.',
    hint: 'Check that the disk has free space and is healthy. What was cached before is still there.',
  },
  {
    code: /^SQLITE_(READONLY|PERM|CANTOPEN)/,
    message: 'The cache may not be written here.',
    hint: 'Check who owns the folder of the console and whether the disk is mounted read-only.',
  },
  {
    code: /^SQLITE_(BUSY|LOCKED)/,
    message: 'Another program holds the cache.',
    hint: 'Wait until the other console or command has finished, then try again.',
  },
];

/** What a person can understand and do about a fault of SQLite; null when it is none that is expected. */
export function sqliteFailure(cause: unknown): AppFailure | null {
  const code = sqliteCode(cause);
  const rule = code === null ? undefined : rules.find((candidate) => candidate.code.test(code));
  if (!rule) return null;
  const kind = /BUSY|LOCKED/.test(code ?? '') ? 'conflict' : 'internal';
  return failure(kind, `${rule.message} (${code})`, { hint: rule.hint, cause });
}
