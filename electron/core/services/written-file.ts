import { randomBytes } from 'node:crypto';
import { rename, rm, stat } from 'node:fs/promises';
import { failure } from '#shared/errors/app-error.ts';

const causes: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the disk is read-only',
  ENOENT: 'the folder does not exist',
  EISDIR: 'it is a folder',
};

function notWritten(path: string, cause: unknown): unknown {
  const reason = causes[(cause as NodeJS.ErrnoException | null)?.code ?? ''];
  return reason ? failure('invalid_input', `${path} was not written: ${reason}`, { hint: 'Choose another place.', cause }) : cause;
}

/** Lets `write` fill a file beside `path` and puts it in place when it is whole: a failure leaves what was there before. */
export async function writtenFile<T>(path: string, write: (partPath: string) => Promise<T>): Promise<{ result: T; bytes: number }> {
  const part = `${path}.${randomBytes(4).toString('hex')}.part`;
  try {
    const result = await write(part);
    const { size } = await stat(part);
    await rename(part, path);
    return { result, bytes: size };
  } catch (cause) {
    await rm(part, { force: true });
    throw notWritten(path, cause);
  }
}
