import { chmod, link, rename, stat, unlink } from 'node:fs/promises';
import { failure } from '#shared/errors/app-error.ts';
import { systemCode } from './file-failure.ts';
import type { OpenFolder } from './open-folder.ts';

/** Disks without hard links (FAT, some network drives) say one of these. */
const noLinks = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

function exists(name: string) {
  return failure('conflict', `There is a file ${name} already.`, { hint: 'Choose another name or another conflict rule.' });
}

async function linkInPlace(folder: OpenFolder, part: string, name: string): Promise<void> {
  try {
    await link(folder.at(part), folder.at(name));
  } catch (cause) {
    const code = systemCode(cause);
    if (code === 'EEXIST') throw exists(name);
    if (!noLinks.includes(code)) throw cause;
    const there = await stat(folder.at(name)).catch(() => null);
    if (there) throw exists(name);
    return rename(folder.at(part), folder.at(name));
  }
  await unlink(folder.at(part));
}

/** What a new file may be read by: as the one that it replaces, else as the user's other files. */
async function modeFor(folder: OpenFolder, name: string): Promise<number> {
  const before = await stat(folder.at(name)).catch(() => null);
  return before?.isFile() ? before.mode & 0o777 : 0o666 & ~process.umask();
}

/** Gives a finished part file its final name, in one step: readers see the old file or the new one, whole. */
export async function giveFinalName(
  folder: OpenFolder,
  { part, name, ifAbsent }: { part: string; name: string; ifAbsent: boolean },
): Promise<void> {
  await chmod(folder.at(part), await modeFor(folder, name));
  await folder.confirm();
  if (ifAbsent) await linkInPlace(folder, part, name);
  else await rename(folder.at(part), folder.at(name));
  await folder.sync();
}
