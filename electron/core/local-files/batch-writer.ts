import { setImmediate } from 'node:timers/promises';
import type { NewObject, ObjectStat } from '../capabilities/objects.ts';
import { createBatchThread } from './batch-thread.ts';
import { type FolderContext, requireName } from './folder-context.ts';
import { newPartName } from './part-name.ts';
import type { Batch, SmallPut } from './put-batch.ts';
import { createSharedFolders } from './shared-folders.ts';

/** Larger files gain nothing by being written together. */
const mostBytes = 1024 * 1024;
const mostTogether = 64;
const spareBytes = 512 * 1024;

interface Waiting {
  put: Omit<SmallPut, 'from' | 'to'>;
  body: Uint8Array;
  resolve: (stat: ObjectStat | null) => void;
}

/** The bytes of all behind each other: those of the caller are used again. */
function batchOf(waiting: readonly Waiting[], spare: Batch['bytes']): Batch {
  const size = waiting.reduce((sum, { body }) => sum + body.length, 0);
  const bytes = spare.length >= size ? spare : new Uint8Array(Math.max(size, spareBytes));
  let at = 0;
  const puts = waiting.map(({ put, body }) => {
    bytes.set(body, at);
    at += body.length;
    return { ...put, from: at - body.length, to: at };
  });
  return { puts, bytes, mode: 0o666 & ~process.umask() };
}

/**
 * Writes small files of which several are under way at the same time, in batches and in a thread of its own. One that is not
 * for here, or with which something unusual happened, is written by itself: nothing was written then.
 */
export function createBatchWriter(context: FolderContext) {
  const thread = createBatchThread();
  const folders = createSharedFolders();
  let waiting: Waiting[] = [];
  let writing = false;
  let spare: Batch['bytes'] = new Uint8Array(0);
  let underWay = 0;
  const writeAll = async () => {
    if (writing) return;
    writing = true;
    while (waiting.length > 0) {
      // What comes in this turn goes along: each message wakes a thread.
      await setImmediate();
      const batch = waiting.splice(0, mostTogether);
      const answer = await thread.write(batchOf(batch, spare)).catch(() => ({ stats: [], bytes: new Uint8Array(0) }));
      // One that was unusually large is let go of.
      spare = answer.bytes.length <= 2 * spareBytes ? answer.bytes : new Uint8Array(0);
      batch.forEach(({ resolve }, at) => resolve(answer.stats[at] ?? null));
    }
    writing = false;
  };
  const written = async (object: NewObject, body: Uint8Array): Promise<ObjectStat | null> => {
    const names = requireName(context, object.key);
    const [path, above, name] = [context.rootOf(object.bucket), names.slice(0, -1), names.at(-1)!];
    const stat = await folders.use(path, above, ({ address, lies }) => {
      const { modified, ifAbsent = false } = object;
      const put = { folder: address, lies, part: newPartName(name), name, modified, ifAbsent };
      return new Promise<ObjectStat | null>((resolve) => {
        waiting.push({ put, body, resolve });
        void writeAll();
      });
    });
    if (!stat) folders.forget(path, above);
    return stat;
  };
  return {
    async put(object: NewObject, body: Uint8Array, byItself: () => Promise<ObjectStat>): Promise<ObjectStat> {
      underWay += 1;
      try {
        const usual = context.platform === 'linux' && body.length <= mostBytes && body.length === object.size;
        const stat = usual && underWay > 1 ? await written(object, body).catch(() => null) : null;
        return stat ?? (await byItself());
      } finally {
        underWay -= 1;
      }
    },
  };
}
