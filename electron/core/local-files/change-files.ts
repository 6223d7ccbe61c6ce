import { lstat, mkdir, rmdir, unlink } from 'node:fs/promises';
import { AppFailure } from '#shared/errors/app-error.ts';
import type { BulkOutcome } from '../capabilities/objects.ts';
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

/** `remove` of the store: folders around a file stay. */
export async function removeFiles(
  context: FolderContext,
  { bucket, keys, signal }: { bucket: string; keys: readonly string[]; signal: AbortSignal },
): Promise<BulkOutcome[]> {
  // A disk that is not there must not look like work done.
  await resolveRoot(context.rootOf(bucket), context.platform);
  const outcomes: BulkOutcome[] = [];
  for (const key of keys) {
    signal.throwIfAborted();
    outcomes.push(await removeOne(context, bucket, key));
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
