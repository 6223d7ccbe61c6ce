import { Refusal, refusal } from './refusal.ts';

const codeOf = (cause: unknown) => (cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '');

/** The `Refusal` for an expected failure of reading a file; anything else is passed on as it is. */
export function fileFailure(cause: unknown, path: string): unknown {
  const code = codeOf(cause);
  if (code === 'ENOENT')
    return new Refusal('not_found', 'The file is not there', `Check that ${path} still exists, or choose it again.`, cause);
  if (code === 'EACCES' || code === 'EPERM')
    return new Refusal('forbidden', 'The file may not be read', `Give this user read access to ${path}.`, cause);
  if (code === 'EISDIR') return refusal('This is a folder, not a file', 'Choose one CSV, CSV.gz or Parquet file.', cause);
  if (code === 'Z_BUF_ERROR')
    return refusal(
      'The gzip file ends too early',
      'It was cut off while being copied or downloaded. Get it again; nothing was imported.',
      cause,
    );
  if (code.startsWith('Z_')) return refusal('The gzip file is damaged', 'Get it again; nothing was imported.', cause);
  return cause;
}
