import { constants } from 'node:fs';
import { copyFile, type FileHandle, rm } from 'node:fs/promises';
import { failure } from '#shared/errors/app-error.ts';
import type { ObjectStat, ServerCopy } from '../capabilities/objects.ts';
import { statOf } from './file-facts.ts';
import { type FolderContext, inFolderOf } from './folder-context.ts';
import { closing, finish, makePart, writeAll } from './part-file.ts';
import { newPartName } from './part-name.ts';
import { withFile } from './read-file.ts';

const window = 4 * 1024 * 1024;

async function copyBytes(from: FileHandle, to: FileHandle, copy: ServerCopy): Promise<void> {
  const buffer = Buffer.allocUnsafe(window);
  for (let at = 0; ; ) {
    const { bytesRead } = await from.read(buffer, 0, window, at);
    if (bytesRead === 0) return;
    copy.signal.throwIfAborted();
    await writeAll(to, buffer.subarray(0, bytesRead), at);
    at += bytesRead;
    copy.onProgress?.(at);
  }
}

/** Shares the blocks where the disk can; false where it cannot, and then there is no file. */
async function cloned(from: string, to: string): Promise<boolean> {
  return copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE).then(
    () => true,
    () => false,
  );
}

/** `copy` of the store: a clone where the disk can share blocks, else a copy of the bytes. The source must not change meanwhile. */
export async function copyWithin(context: FolderContext, copy: ServerCopy): Promise<ObjectStat> {
  const { from, to, ifAbsent = false, signal } = copy;
  signal.throwIfAborted();
  return withFile(context, from, async ({ handle, address }) => {
    const source = statOf(await handle.stat({ bigint: true }));
    const { size, modified } = source;
    const unchanged = async (etag: string) => {
      if (statOf(await handle.stat({ bigint: true })).etag === etag) return;
      throw failure('conflict', `${from.key} was changed meanwhile.`, { hint: 'Refresh and copy it again.' });
    };
    await unchanged(from.etag ?? source.etag);
    return inFolderOf(context, { ...to, make: true }, async (place) => {
      const part = newPartName(place.name);
      try {
        if (!(await cloned(address, place.folder.at(part)))) {
          await closing(await makePart(place, part), (target) => copyBytes(handle, target, copy));
        }
        await unchanged(source.etag);
        return await finish(place, part, { ...to, size, modified, properties: {}, checksum: null, ifAbsent });
      } catch (cause) {
        await rm(place.folder.at(part), { force: true });
        throw cause;
      }
    });
  });
}
