import { constants } from 'node:fs';

// Windows has not all of them, whatever the types say.
const { O_DIRECTORY = 0, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants as Partial<typeof constants>;
const { O_RDONLY, O_RDWR, O_WRONLY, O_CREAT, O_EXCL } = constants;

/** How files are opened here. */
export const openFlags = {
  folder: O_RDONLY | O_DIRECTORY,
  folderNoLink: O_RDONLY | O_DIRECTORY | O_NOFOLLOW,
  /** Links are followed: whoever opens it looks where it lies. A pipe does not hold the call. */
  read: O_RDONLY | O_NONBLOCK,
  readNoLink: O_RDONLY | O_NOFOLLOW,
  write: O_WRONLY | O_NOFOLLOW,
  readWrite: O_RDWR | O_NOFOLLOW,
  /** Fails when anything has the name. */
  create: O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW,
};
