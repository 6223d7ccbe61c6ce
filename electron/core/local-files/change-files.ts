import { lstat, mkdir, rmdir, unlink } from 'node:fs/promises';
import { AppFailure } from '#shared/errors/app-error.ts';
import type { BulkOutcome, Removal } from '../capabilities/objects.ts';
import { systemCode } from './file-failure.ts';
import { type FolderContext, inFolderOf } from './folder-context.ts';
import { resolveRoot } from './open-folder.ts';

/** A folder of the way that is not there, or a file in its place: then there is nothing of this key. */
function isGone(cause: unknown): boolean {
  return cause instanceof AppFailure && ['ENOENT', 'ENOTDIR'].includes(systemCode(cause.cause));
}

async function removeOne(context: FolderContext, bucket: string, key: string): Promise<BulkOutcome> {
  try {
    // A link is removed itself, not what it points to; a folder only when it is empty.
    await inFolderOf(context, { bucket, key }, ({ folder, name }) =>
      key.endsWith('/') ? rmdir(folder.at(name)) : unlink(folder.at(name)),
    );
    return null;
  } catch (cause) {
    if (!(cause instanceof AppFailure)) throw cause;
    return isGone(cause) ? null : cause.error;
  }
}

/** The folders on the way to a key, the innermost first, as far as they lie below a prefix or are it; never the bucket's own. */
function foldersOf(key: string, prefix: string): string[] {
  const names = key.replace(/\/$/, '').split('/').slice(0, -1);
  return names
    .map((_, at) => `${names.slice(0, at + 1).join('/')}/`)
    .filter((folder) => folder.startsWith(prefix))
    .toReversed();
}

/** Folders that the deletion left empty. What cannot be removed holds something, or is not ours to remove: it stays. */
async function removeEmptied(context: FolderContext, bucket: string, { key, emptied }: Removal): Promise<void> {
  if (emptied === undefined) return;
  for (const folder of foldersOf(key, emptied)) if (await removeOne(context, bucket, folder)) return;
}

/** `remove` of the store: folders around a file stay, unless they were asked for. */
export async function removeFiles(
  context: FolderContext,
  { bucket, objects, signal }: { bucket: string; objects: readonly Removal[]; signal: AbortSignal },
): Promise<BulkOutcome[]> {
  // A disk that is not there must not look like work done.
  await resolveRoot(context.rootOf(bucket), context.platform);
  const outcomes: BulkOutcome[] = [];
  for (const object of objects) {
    signal.throwIfAborted();
    const outcome = await removeOne(context, bucket, object.key);
    if (!outcome) await removeEmptied(context, bucket, object);
    outcomes.push(outcome);
  }
  return outcomes;
}

/** `createFolder` of the store: a real folder. Succeeds when it is there. */
export async function makeFolder(context: FolderContext, bucket: string, prefix: string): Promise<void> {
  await inFolderOf(context, { bucket, key: prefix, make: true }, async ({ folder, name }) => {
    await mkdir(folder.at(name)).catch(async (cause: unknown) => {
      if (systemCode(cause) !== 'EEXIST' || !(await lstat(folder.at(name))).isDirectory()) throw cause;
    });
    await folder.sync();
  });
}
