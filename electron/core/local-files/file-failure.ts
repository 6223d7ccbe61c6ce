import { type AppError, AppFailure, appError } from '#shared/errors/app-error.ts';

type Said = [code: AppError['code'], message: string, hint: string];

/** What the system's codes mean for somebody who reads or writes files. */
const meanings: Record<string, Said> = {
  ENOENT: ['not_found', 'It is not there', 'It may have been moved or deleted. Refresh and look again.'],
  ENOTDIR: ['conflict', 'A file stands where a folder is needed', 'Rename or remove that file, or choose another folder.'],
  EISDIR: ['conflict', 'A folder stands where a file is needed', 'Rename or remove that folder, or choose another name.'],
  EEXIST: ['conflict', 'There is something of this name already', 'Choose another name or another conflict rule.'],
  ENOTEMPTY: ['conflict', 'The folder is not empty', 'Delete what is in it first.'],
  EACCES: ['forbidden', 'This user may not do that', 'Give this user access to the file and its folder.'],
  EPERM: ['forbidden', 'The system does not allow it', 'Give this user access to the file and its folder; another program may hold it.'],
  EROFS: ['forbidden', 'The disk is read-only', 'Choose a folder on a disk that can be written.'],
  EBUSY: ['conflict', 'Another program uses it', 'Close that program and try again.'],
  ETXTBSY: ['conflict', 'Another program uses it', 'Close that program and try again.'],
  ENOSPC: ['conflict', 'The disk is full', 'Make room or choose a folder on another disk, then try again.'],
  EDQUOT: ['conflict', 'Your share of the disk is used up', 'Make room or choose a folder on another disk, then try again.'],
  EFBIG: ['unsupported', 'This disk cannot hold a file of that size', 'Choose a folder on a disk of another format.'],
  ENAMETOOLONG: ['invalid_input', 'The path is too long for this disk', 'Choose a folder higher up, or shorter names.'],
  EINVAL: ['invalid_input', 'This disk cannot hold a file of that name', 'Choose another name or a folder on another disk.'],
  ELOOP: ['forbidden', 'A symbolic link stands there', 'Links that lead out of the chosen folder are not followed.'],
  EMFILE: ['provider_unavailable', 'Too many files are open', 'It is tried again automatically.'],
  EIO: ['provider_unavailable', 'The disk reports an error', 'Check the disk or the network drive. It is tried again automatically.'],
  ESTALE: ['provider_unavailable', 'The network drive lost the file', 'Check the network drive. It is tried again automatically.'],
};

/** The system's code of an error; `''`: it has none. */
export function systemCode(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
}

/** The `AppFailure` of what the file system threw, naming what it was about. Aborts and bugs stay as they are. */
export function fileFailure(cause: unknown, about: string): unknown {
  if (cause instanceof AppFailure) return cause;
  const said = meanings[systemCode(cause)];
  if (!said) return cause;
  const [code, message, hint] = said;
  return new AppFailure(appError(code, `${message}: ${about}`, { hint, source: { scope: about } }), { cause });
}

/** Runs work on files; what the system refuses becomes an `AppFailure` that names `about`. */
export async function withFileFailures<T>(about: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw fileFailure(cause, about);
  }
}
