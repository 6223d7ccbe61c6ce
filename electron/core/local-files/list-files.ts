import { lstat } from 'node:fs/promises';
import { type AppError, AppFailure, appError, toAppError } from '#shared/errors/app-error.ts';
import type { ListRequest, ObjectPage } from '../capabilities/objects.ts';
import { rowOf } from './file-facts.ts';
import { fileFailure, systemCode, withFileFailures } from './file-failure.ts';
import type { FolderContext } from './folder-context.ts';
import { bytesOf, type Entry, entriesOf } from './folder-entries.ts';
import { nameProblem } from './key-path.ts';
import { type OpenFolder, openFolder, resolveRoot } from './open-folder.ts';
import { PageWriter } from './page-writer.ts';

/** Files looked at together: more than the system's threads for it, so that none waits. */
const atOnce = 32;

interface Walk {
  request: ListRequest;
  /** `startAfter`, as bytes. */
  after: string;
  pages: PageWriter;
}

/** What the listing has to say of an entry that it leaves out. */
function leftOut(key: string, kind: Entry['kind'], name: string | null): AppError {
  if (name === null) {
    return appError('unsupported', `A name in ${key || 'the folder'} is not UTF-8: it is left out.`, { hint: 'Rename it.' });
  }
  if (kind === 'link') {
    return appError('unsupported', `${key}${name} is a symbolic link: it is not followed.`, {
      hint: 'Add the folder that it points to as a folder of its own.',
    });
  }
  return appError('unsupported', `${key}${name} is no regular file: it is left out.`, {
    hint: 'Devices, pipes and sockets hold no content.',
  });
}

/** The failure as a warning; bugs and aborts are thrown on. */
function warningOf(cause: unknown, about: string): AppError {
  const known = fileFailure(cause, about);
  if (known instanceof AppFailure) return toAppError(known);
  throw cause;
}

async function addFiles(walk: Walk, folder: OpenFolder, { key, names }: { key: string; names: readonly string[] }): Promise<void> {
  const found = await Promise.allSettled(names.map((name) => lstat(folder.at(name), { bigint: true })));
  found.forEach((one, i) => {
    const about = `${key}${names[i]!}`;
    if (one.status === 'fulfilled') walk.pages.object(rowOf(about, one.value));
    // Deleted since the folder was read: it is not there.
    else if (systemCode(one.reason) !== 'ENOENT') walk.pages.warn(warningOf(one.reason, about));
  });
}

/** Whether everything of an entry comes before what is asked for. */
function isBehind({ order, kind }: Entry, base: string, after: string): boolean {
  const full = base + order;
  return kind === 'folder' ? full <= after && !after.startsWith(full) : full <= after;
}

async function* below(walk: Walk, folder: OpenFolder, { key, name }: { key: string; name: string }): AsyncGenerator<ObjectPage> {
  let child: OpenFolder;
  try {
    child = await folder.child(name);
  } catch (cause) {
    if (systemCode(cause) !== 'ENOENT') walk.pages.warn(warningOf(cause, key));
    return;
  }
  try {
    yield* level(walk, child, { key, begin: '' });
  } finally {
    await child.close();
  }
}

/** Entries of one folder whose names begin with `begin`; those of its folders among them, unless one level is asked for. */
async function* level(walk: Walk, folder: OpenFolder, { key, begin }: { key: string; begin: string }): AsyncGenerator<ObjectPage> {
  const { request, after, pages } = walk;
  const base = bytesOf(key);
  let entries: Entry[];
  try {
    entries = await entriesOf(folder);
  } catch (cause) {
    pages.warn(warningOf(cause, key));
    return;
  }
  let files: string[] = [];
  const flush = async () => {
    const names = files;
    files = [];
    if (names.length > 0) await addFiles(walk, folder, { key, names });
  };
  for (const entry of entries) {
    if (!entry.order.startsWith(bytesOf(begin)) || isBehind(entry, base, after)) continue;
    request.signal.throwIfAborted();
    const { name, kind } = entry;
    if (name !== null && kind === 'file') {
      if (files.push(name) >= atOnce) await flush();
    } else if (name !== null && kind === 'folder') {
      await flush();
      if (request.delimiter === null) yield* below(walk, folder, { key: `${key}${name}/`, name });
      else pages.folder(`${key}${name}/`);
    } else pages.warn(leftOut(key, kind, name));
    if (pages.full) {
      await flush();
      yield pages.take();
    }
  }
  await flush();
  if (pages.full) yield pages.take();
}

/** The folder that a prefix begins in; null when there is none, and so nothing that begins so. */
async function folderOf(context: FolderContext, bucket: string, key: string): Promise<OpenFolder | null> {
  const root = await resolveRoot(context.rootOf(bucket), context.platform);
  if (key !== '' && nameProblem(key, context.rules)) return null;
  const names = key === '' ? [] : key.slice(0, -1).split('/');
  return openFolder(root, names).catch((cause: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(cause))) return null;
    throw cause;
  });
}

/** `list` of the store: files in the byte order of their keys. Links, special files and what cannot be read are warnings. */
export async function* listFiles(context: FolderContext, request: ListRequest): AsyncGenerator<ObjectPage> {
  const { bucket, prefix, startAfter = '', signal } = request;
  signal.throwIfAborted();
  const key = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  const walk: Walk = { request, after: bytesOf(startAfter), pages: new PageWriter() };
  const folder = await withFileFailures(key || context.rootOf(bucket), () => folderOf(context, bucket, key));
  if (folder) {
    try {
      yield* level(walk, folder, { key, begin: prefix.slice(key.length) });
    } finally {
      await folder.close();
    }
  }
  yield walk.pages.take();
}
