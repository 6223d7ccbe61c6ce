import { access, constants, readdir } from 'node:fs/promises';
import { hostname, userInfo } from 'node:os';
import type { CheckResult, Permission } from '../sdk.ts';
import type { ChosenFolder } from './folders.ts';

interface Found {
  missing: Permission[];
  notes: string[];
}

async function look({ bucket, path }: ChosenFolder): Promise<Found> {
  const unreadable = await readdir(path).then(
    () => null,
    (cause: unknown) => cause as NodeJS.ErrnoException,
  );
  if (unreadable?.code === 'ENOENT') return { missing: [], notes: [`${path} is not there: ${bucket} stays empty until it is.`] };
  if (unreadable?.code === 'ENOTDIR') return { missing: [], notes: [`${path} is a file, not a folder.`] };
  if (unreadable) return { missing: [{ name: `read ${path}`, neededFor: `the files of ${bucket}`, dataSet: 'buckets' }], notes: [] };
  const writable = await access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
  return { missing: [], notes: writable ? [] : [`${path} can be read, but not written.`] };
}

/** Whether the folders are there and may be read. */
export async function checkFolders(folders: readonly ChosenFolder[]): Promise<CheckResult> {
  const found = await Promise.all(folders.map(look));
  return {
    account: folders.map(({ bucket }) => bucket).join(', '),
    identity: `${userInfo().username} on ${hostname()}`,
    missing: found.flatMap(({ missing }) => missing),
    notes: found.flatMap(({ notes }) => notes),
  };
}
