import { lstat, readdir } from 'node:fs/promises';
import type { PendingUpload } from '#shared/model/storage.ts';
import { fileFailure, systemCode, withFileFailures } from './file-failure.ts';
import type { FolderContext } from './folder-context.ts';
import { type OpenFolder, openFolder, resolveRoot } from './open-folder.ts';
import { notedParts } from './part-log.ts';
import { finalStem, isPartName, partLogName } from './part-name.ts';

interface Request {
  bucket: string;
  prefix: string;
  signal: AbortSignal;
}

/** A part file that is renamed or removed meanwhile is none any more. */
async function pendingOf(folder: OpenFolder, { key, part }: { key: string; part: string }): Promise<PendingUpload[]> {
  try {
    const { mtimeMs } = await lstat(folder.at(part));
    const parts = await notedParts(folder.at(partLogName(part))).catch(() => []);
    const bytes = parts.reduce((sum, { size }) => sum + size, 0);
    return [{ key: key + finalStem(part), uploadId: part, initiated: Math.floor(mtimeMs), bytes, storageClass: '' }];
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return [];
    throw cause;
  }
}

async function* below(folder: OpenFolder, key: string, request: Request): AsyncGenerator<PendingUpload[]> {
  request.signal.throwIfAborted();
  const found: PendingUpload[] = [];
  const entries = await readdir(folder.at('.'), { withFileTypes: true });
  for (const { name } of entries.filter((one) => one.isFile() && isPartName(one.name))) {
    found.push(...(await pendingOf(folder, { key, part: name })));
  }
  const wanted = found.filter((one) => one.key.startsWith(request.prefix));
  if (wanted.length > 0) yield wanted;
  for (const { name } of entries.filter((one) => one.isDirectory())) {
    const inside = `${key}${name}/`;
    if (!inside.startsWith(request.prefix) && !request.prefix.startsWith(inside)) continue;
    const child = await folder.child(name).catch((cause: unknown) => {
      if (['ENOENT', 'EACCES', 'EPERM'].includes(systemCode(cause))) return null;
      throw fileFailure(cause, inside);
    });
    if (!child) continue;
    try {
      yield* below(child, inside, request);
    } finally {
      await child.close();
    }
  }
}

/** `pendingUploads` of the store: part files that were begun and not finished, those being written now among them. */
export async function* pendingFiles(context: FolderContext, request: Request): AsyncGenerator<PendingUpload[]> {
  const path = context.rootOf(request.bucket);
  const folder = await withFileFailures(path, async () => openFolder(await resolveRoot(path, context.platform), []));
  try {
    yield* below(folder, '', request);
  } finally {
    await folder.close();
  }
}
