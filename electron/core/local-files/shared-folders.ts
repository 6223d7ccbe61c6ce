import { readlink } from 'node:fs/promises';
import { type OpenFolder, openFolder, type Root, resolveRoot } from './open-folder.ts';

/** A folder held open for all that write into it now. */
interface SharedFolder {
  /** Its address for the file system, as every thread of this process has it. */
  address: string;
  /** Where it lay when it was opened. */
  lies: string;
}

interface Held {
  opening: Promise<{ folder: OpenFolder; shared: SharedFolder }>;
  users: number;
  rest: NodeJS.Timeout | null;
}

/** Who writes many files comes back at once. */
const restMs = 100;

async function opened(root: Root, names: readonly string[]) {
  const folder = await openFolder(root, names, true);
  const address = folder.at('').replace(/\/$/, '');
  return { folder, shared: { address, lies: await readlink(address) } };
}

/** Folders below roots, each opened (and made) once for all that use it at the time. Only where folders are held by descriptors. */
export function createSharedFolders() {
  const held = new Map<string, Held>();
  const close = (id: string, one: Held) => {
    if (held.get(id) === one) held.delete(id);
    void one.opening.then(({ folder }) => folder.close()).catch(() => undefined);
  };
  const take = (path: string, names: readonly string[]) => {
    const id = [path, ...names].join('\0');
    const known = held.get(id);
    const one: Held = known ?? {
      opening: resolveRoot(path, 'linux').then((root) => opened(root, names)),
      users: 0,
      rest: null,
    };
    if (one.rest) clearTimeout(one.rest);
    one.rest = null;
    one.users += 1;
    held.set(id, one);
    return { id, one };
  };
  return {
    async use<T>(path: string, names: readonly string[], work: (folder: SharedFolder) => Promise<T>): Promise<T> {
      const { id, one } = take(path, names);
      try {
        return await work((await one.opening).shared);
      } finally {
        one.users -= 1;
        if (one.users === 0) one.rest = setTimeout(() => close(id, one), restMs).unref();
      }
    },
    /** The next one opens it anew. */
    forget(path: string, names: readonly string[]): void {
      held.delete([path, ...names].join('\0'));
    },
  };
}
