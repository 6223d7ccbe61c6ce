import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { failure } from '#shared/errors/app-error.ts';
import type { ObjectDetail } from '#shared/model/storage.ts';
import type { ObjectAddress, ObjectStat, ReadRequest, Receive } from '../capabilities/objects.ts';
import { contentTypeOf } from './content-type.ts';
import { rowOf, statOf } from './file-facts.ts';
import { type FolderContext, inFolderOf } from './folder-context.ts';
import { openFlags } from './open-flags.ts';
import { confirmInside } from './open-folder.ts';

/** Bytes read at once, into a buffer that is used again. */
const window = 1024 * 1024;

interface OpenFile {
  handle: FileHandle;
  /** For people. */
  path: string;
  /** For the file system: what was opened, even when something else has its name by now. */
  address: string;
}

function noFile(key: string) {
  return failure('not_found', `There is no file ${key}.`);
}

/** Opens a regular file below the root: links are followed, but not out of it. */
export async function withFile<T>(
  context: FolderContext,
  { bucket, key }: ObjectAddress,
  work: (file: OpenFile) => Promise<T>,
): Promise<T> {
  return inFolderOf(context, { bucket, key }, async ({ root, folder, name, names }) => {
    if (key.endsWith('/')) throw noFile(key);
    const path = join(root.path, ...names);
    const handle = await open(folder.at(name), openFlags.read);
    try {
      await confirmInside(root, handle, path);
      if (!(await handle.stat()).isFile()) throw noFile(key);
      return await work({ handle, path, address: root.held ? `/proc/self/fd/${handle.fd}` : path });
    } finally {
      await handle.close();
    }
  });
}

/** `stat` of the store. */
export async function statFile(context: FolderContext, address: ObjectAddress, signal: AbortSignal): Promise<ObjectStat> {
  signal.throwIfAborted();
  return withFile(context, address, async ({ handle }) => statOf(await handle.stat({ bigint: true })));
}

/** `head` of the store. */
export async function headFile(context: FolderContext, address: ObjectAddress, signal: AbortSignal): Promise<ObjectDetail> {
  signal.throwIfAborted();
  return withFile(context, address, async ({ handle, path }) => {
    const facts = await handle.stat({ bigint: true });
    const mode = (Number(facts.mode) & 0o7777).toString(8).padStart(4, '0');
    return {
      ...rowOf(address.key, facts),
      versionId: null,
      properties: { contentType: contentTypeOf(address.key) },
      tags: null,
      checksums: [],
      encryption: '',
      restore: null,
      access: 'unknown',
      grants: context.platform === 'win32' ? [] : [`Mode ${mode}, user ${facts.uid}, group ${facts.gid}`],
      address: pathToFileURL(path).href,
      problems: [],
    };
  });
}

function changed(key: string) {
  return failure('conflict', `${key} was changed meanwhile.`, { hint: 'Start again: what was read belongs to the file as it was.' });
}

/** Reads a file's bytes in order; with `ifMatch`, a file that changes while it is read is a `conflict`. */
export async function readFile(context: FolderContext, request: ReadRequest, receive: Receive): Promise<ObjectStat> {
  const { key, offset = 0, length, ifMatch, into, signal } = request;
  signal.throwIfAborted();
  return withFile(context, request, async ({ handle }) => {
    const before = statOf(await handle.stat({ bigint: true }));
    if (ifMatch !== undefined && before.etag !== ifMatch) throw changed(key);
    const end = Math.min(before.size, length === undefined ? before.size : offset + length);
    const own = into ? null : Buffer.allocUnsafe(Math.max(1, Math.min(window, end - offset)));
    for (let at = offset; at < end; ) {
      const buffer = own ?? into!.subarray(at - offset);
      const { bytesRead } = await handle.read(buffer, 0, Math.min(window, buffer.length, end - at), at);
      signal.throwIfAborted();
      if (bytesRead === 0) throw changed(key);
      await receive(buffer.subarray(0, bytesRead));
      at += bytesRead;
    }
    if (ifMatch !== undefined && statOf(await handle.stat({ bigint: true })).etag !== ifMatch) throw changed(key);
    return before;
  });
}
