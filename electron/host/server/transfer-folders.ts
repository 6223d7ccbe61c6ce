import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Core } from '#core/core.ts';
import { isOtherProcess } from '#core/platform/other-process.ts';

/** Folder of files that the browser sent: `<transfer id>/<name>`. */
export function uploadsFolder(home: string): string {
  return join(home, 'uploads');
}

/** Folder of files on their way to the browser; `/download/<id>` serves `<id>/<name>` of it. */
export function downloadsFolder(home: string): string {
  return join(home, 'downloads');
}

/** Makes an empty folder with an unguessable name. The name begins with this process, so that others leave it alone. */
export async function makeTransferFolder(parent: string): Promise<{ id: string; path: string }> {
  const id = `${process.pid}-${randomBytes(24).toString('base64url')}`;
  const path = join(parent, id);
  await mkdir(path, { recursive: true, mode: 0o700 });
  return { id, path };
}

/** Whether a text has the form of a transfer id: it cannot name another folder. */
export function isTransferId(id: string): boolean {
  return /^\d{1,10}-[\w-]{32}$/.test(id);
}

/**
 * Removes what transfers of this and of ended processes left in the home. An upload that a connection still points to
 * stays: it is that connection's only copy and is read again at its next refresh.
 */
export async function clearTransfers(core: Core, home: string): Promise<void> {
  const [uploads, downloads] = await Promise.all([leftovers(uploadsFolder(home)), leftovers(downloadsFolder(home))]);
  const inUse = uploads.length > 0 ? await pathsInUse(core) : [];
  const orphans = inUse === null ? [] : uploads.filter((folder) => !inUse.some((path) => path.startsWith(folder)));
  await Promise.all([...orphans, ...downloads].map((folder) => rm(folder, { recursive: true, force: true })));
}

async function leftovers(parent: string): Promise<string[]> {
  const names = await readdir(parent).catch(() => []);
  return names.filter((name) => isTransferId(name) && !isOtherProcess(Number(name.split('-')[0]))).map((name) => join(parent, name));
}

/** Text settings of all connections, or null when they cannot be read: then nothing may be thrown away. */
async function pathsInUse(core: Core): Promise<string[] | null> {
  try {
    const connections = await core.services.connections.list({}, { id: 'transfer-folders', signal: new AbortController().signal });
    return connections.flatMap(({ settings }) => Object.values(settings)).filter((value) => typeof value === 'string');
  } catch {
    return null;
  }
}
