import { type FileHandle, mkdir, open, readlink, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { failure } from '#shared/errors/app-error.ts';
import { systemCode, withFileFailures } from './file-failure.ts';
import { openFlags } from './open-flags.ts';

/**
 * A folder below the chosen one. On Linux it is held open and its files are reached through the descriptor, so that nobody
 * can put a link in its place meanwhile. Elsewhere Node has no such way: there the path is resolved again by `confirm`.
 */
export interface OpenFolder {
  /** Address of a file in it, for the file system. */
  at(name: string): string;
  /** Throws `forbidden` when it does not lie in the chosen folder any more. */
  confirm(): Promise<void>;
  /** A folder in it; links are not followed. */
  child(name: string): Promise<OpenFolder>;
  /** Makes what was renamed in it last through a loss of power. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** The chosen folder, resolved. */
export interface Root {
  path: string;
  /** Files are reached through descriptors. */
  held: boolean;
}

export function resolveRoot(folder: string, platform: NodeJS.Platform): Promise<Root> {
  return withFileFailures(folder, async () => ({ path: await realpath(folder), held: platform === 'linux' }));
}

function isInside(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

function escaped(path: string) {
  return failure('forbidden', `${path} leads out of the chosen folder.`, {
    hint: 'A symbolic link points elsewhere. Choose the folder that it points to, if you mean it.',
  });
}

/** Throws `forbidden` unless an open file lies in the chosen folder. `path`: how it was reached, where descriptors have no address. */
export async function confirmInside(root: Root, handle: FileHandle, path: string): Promise<void> {
  const real = root.held ? await readlink(`/proc/self/fd/${handle.fd}`) : await realpath(path);
  if (!isInside(root.path, real)) throw escaped(path);
}

function heldFolder(root: Root, handle: FileHandle, path: string): OpenFolder {
  const base = `/proc/self/fd/${handle.fd}`;
  return {
    at: (name) => `${base}/${name}`,
    confirm: () => confirmInside(root, handle, path),
    child: async (name) => heldFolder(root, await open(`${base}/${name}`, openFlags.folderNoLink), join(path, name)),
    sync: () => handle.sync(),
    close: () => handle.close(),
  };
}

function namedFolder(root: Root, path: string): OpenFolder {
  const folder: OpenFolder = {
    at: (name) => join(path, name),
    async confirm() {
      if (!isInside(root.path, await realpath(path))) throw escaped(path);
    },
    async child(name) {
      const below = namedFolder(root, join(path, name));
      await below.confirm();
      return below;
    },
    // Windows opens no folder for writing: there the file system's own journal has to do.
    async sync() {
      const handle = await open(path, openFlags.readNoLink).catch(() => null);
      await handle?.sync().catch(() => {});
      await handle?.close();
    },
    close: async () => {},
  };
  return folder;
}

async function reach(root: Root, path: string, address = path): Promise<OpenFolder> {
  const folder = root.held ? heldFolder(root, await open(address, openFlags.folder), path) : namedFolder(root, path);
  try {
    await folder.confirm();
    return folder;
  } catch (cause) {
    await folder.close();
    throw cause;
  }
}

/** Makes the folders that are missing, one below the other: each is made in one that was found to lie inside. */
async function reachMaking(root: Root, segments: readonly string[]): Promise<OpenFolder> {
  let folder = await reach(root, root.path);
  let path = root.path;
  for (const name of segments) {
    path = join(path, name);
    const parent = folder;
    try {
      await mkdir(parent.at(name)).catch((cause: unknown) => {
        if (systemCode(cause) !== 'EEXIST') throw cause;
      });
      folder = await reach(root, path, parent.at(name));
    } finally {
      await parent.close();
    }
  }
  return folder;
}

/** The folder of these names below the root. `make`: missing ones are made. Links are followed, but not out of the root. */
export async function openFolder(root: Root, segments: readonly string[], make = false): Promise<OpenFolder> {
  try {
    return await reach(root, join(root.path, ...segments));
  } catch (cause) {
    if (!make || systemCode(cause) !== 'ENOENT') throw cause;
    return reachMaking(root, segments);
  }
}
