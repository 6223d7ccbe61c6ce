import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { isUnfinished } from '../local-files/part-name.ts';
import { isOtherProcess } from './other-process.ts';

const nameForm = /^\d{1,10}-[\w-]{32}$/;

const parentOf = (home: string): string => join(home, 'drag-out');

/** Makes an empty folder for what is dragged out of the window. Its name begins with this process, so that others leave it alone. */
export async function makeDragFolder(home: string): Promise<string> {
  const path = join(parentOf(home), `${process.pid}-${randomBytes(24).toString('base64url')}`);
  await mkdir(path, { recursive: true, mode: 0o700 });
  return path;
}

/** What lies ready in the folder that was made for a path in it: whole files and folders, never what is being written. None for any other path. */
export async function draggable(home: string, path: string): Promise<string[]> {
  const [name = ''] = relative(parentOf(home), path).split(sep);
  if (!nameForm.test(name)) return [];
  const folder = join(parentOf(home), name);
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => !isUnfinished(name)).map((name) => join(folder, name));
}

/** Removes the folders of this process and of those that have ended. */
export async function clearDragFolders(home: string): Promise<void> {
  const names = await readdir(parentOf(home)).catch(() => []);
  const left = names.filter((name) => nameForm.test(name) && !isOtherProcess(Number(name.split('-')[0])));
  await Promise.all(left.map((name) => rm(join(parentOf(home), name), { recursive: true, force: true })));
}
