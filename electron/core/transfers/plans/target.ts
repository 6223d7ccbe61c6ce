import { stat } from 'node:fs/promises';
import { basename, dirname, relative, resolve, sep } from 'node:path';
import { failure } from '#shared/errors/app-error.ts';
import type { TransferTarget } from '#shared/model/transfer.ts';
import type { Folder } from './listing.ts';
import { fileRoot, folderPrefix, type Root } from './roots.ts';

/** Where objects go: a folder, and the exact key there where one object was given one. */
export interface Target extends Folder {
  key: string | null;
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() ?? false;
}

/** A folder of this machine as root and prefix: the root is there already, what is missing is made below it. */
async function localFolder(path: string): Promise<Folder> {
  let root = path;
  while (!(await isFolder(root))) {
    if (dirname(root) === root) throw failure('not_found', `There is no folder to write ${path} to`);
    if (await stat(root).catch(() => null))
      throw failure('invalid_input', `${root} is a file, not a folder`, { hint: 'Choose a folder as the target.' });
    root = dirname(root);
  }
  const below = relative(root, path);
  return { connectionId: null, bucket: root, prefix: below === '' ? '' : `${below.replaceAll(sep, '/')}/` };
}

/** The service has put paths in place of tokens. */
function pathOf({ path }: { path?: string | undefined }): string {
  if (path) return path;
  throw failure('invalid_input', 'The target names no folder or file');
}

/** As `cp`: a single object goes to the path given, unless that is a folder or ends as one; then it goes into it under its own name. */
export async function targetOf(target: TransferTarget, roots: readonly Root[]): Promise<Target> {
  const single = roots.length === 1 && roots[0]!.kind === 'object';
  if (target.kind === 'bucket') {
    const { connectionId, bucket, prefix, key = null } = target;
    if (key !== null && !single)
      throw failure('invalid_input', 'Only a single object can have an exact key', { hint: 'Name a folder as the target.' });
    return { connectionId, bucket, prefix: folderPrefix(prefix), key };
  }
  const path = pathOf(target);
  const full = resolve(path);
  if (!single || /[/\\]$/.test(path) || (await isFolder(full))) return { ...(await localFolder(full)), key: null };
  const folder = await localFolder(dirname(full));
  return { ...folder, key: folder.prefix + basename(full) };
}

/** A side of a sync: always a folder. */
export async function syncSource(from: TransferTarget): Promise<Folder> {
  if (from.kind === 'bucket') return { connectionId: from.connectionId, bucket: from.bucket, prefix: folderPrefix(from.prefix) };
  const root = await fileRoot(pathOf(from));
  if (root.kind === 'folder') return root;
  throw failure('invalid_input', 'A sync is of two folders', { hint: 'Copy a single file instead.' });
}

export async function syncTarget(to: TransferTarget): Promise<Folder> {
  if (to.kind === 'file') return localFolder(resolve(pathOf(to)));
  if (to.key !== undefined) throw failure('invalid_input', 'A sync is of two folders', { hint: 'Name a prefix as the target.' });
  return { connectionId: to.connectionId, bucket: to.bucket, prefix: folderPrefix(to.prefix) };
}
