import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsync,
  fsyncSync,
  futimesSync,
  linkSync,
  openSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { promisify } from 'node:util';
import type { ObjectStat } from '../capabilities/objects.ts';
import { statOf } from './file-facts.ts';
import { openFlags } from './open-flags.ts';
import { secondsOf } from './seconds-of.ts';

/** One small file, whole. */
export interface SmallPut {
  /** Folder, by the descriptor that the process holds open: `/proc/self/fd/7`. */
  folder: string;
  /** Where that folder lay when it was found to be inside. */
  lies: string;
  part: string;
  name: string;
  /** Place of its bytes among those of the batch. */
  from: number;
  to: number;
  modified: number | undefined;
  ifAbsent: boolean;
}

export interface Batch {
  puts: SmallPut[];
  bytes: Uint8Array<ArrayBuffer>;
  /** Of files that replace none. */
  mode: number;
}

export interface BatchAnswer {
  /** For each what was written; null: nothing. */
  stats: (ObjectStat | null)[];
  /** The memory of the batch, to be used again. */
  bytes: Uint8Array<ArrayBuffer>;
}

interface Written {
  put: SmallPut;
  fd: number;
}

/** Where flushing takes longer than this, several files are flushed at the same time. */
const slowFlushMs = 0.2;
const flushLater = promisify(fsync);
let lastFlushMs = 0;

const pathOf = ({ folder }: SmallPut, name: string): string => `${folder}/${name}`;

function writeWhole(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
}

/** Null for whatever goes wrong: the file is then written by itself, and says what it is. */
function orNothing<T>(put: SmallPut, fd: number, work: () => T): T | null {
  try {
    return work();
  } catch {
    if (fd >= 0) closeSync(fd);
    rmSync(pathOf(put, put.part), { force: true });
    return null;
  }
}

function write(put: SmallPut, { bytes, mode }: Batch): Written | null {
  const fd = orNothing(put, -1, () => openSync(pathOf(put, put.part), openFlags.create, constants.S_IRUSR | constants.S_IWUSR));
  if (fd === null) return null;
  return orNothing(put, fd, () => {
    writeWhole(fd, bytes.subarray(put.from, put.to));
    const before = statSync(pathOf(put, put.name), { throwIfNoEntry: false });
    fchmodSync(fd, before?.isFile() ? before.mode & 0o777 : mode);
    if (put.modified !== undefined) futimesSync(fd, secondsOf(put.modified), secondsOf(put.modified));
    return { put, fd };
  });
}

/** A disk takes many flushes at once nearly as fast as one; memory takes each in no time. */
async function flush({ put, fd }: Written): Promise<boolean> {
  const start = performance.now();
  const flushed =
    lastFlushMs > slowFlushMs
      ? await flushLater(fd).then(
          () => true,
          () => null,
        )
      : orNothing(put, -1, () => (fsyncSync(fd), true));
  lastFlushMs = performance.now() - start;
  return flushed !== null;
}

/** Gives it its name, in one step, where its folder still lies. */
function name({ put, fd }: Written, size: number): ObjectStat | null {
  const named = orNothing(put, fd, () => {
    const facts = fstatSync(fd, { bigint: true });
    if (Number(facts.size) !== size || readlinkSync(put.folder) !== put.lies) throw new Error('not as it was');
    const [part, final] = [pathOf(put, put.part), pathOf(put, put.name)];
    if (put.ifAbsent) {
      linkSync(part, final);
      unlinkSync(part);
    } else renameSync(part, final);
    return statOf(facts);
  });
  if (named) closeSync(fd);
  return named;
}

function flushFolder(folder: string): void {
  const fd = openSync(folder, openFlags.folder);
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/**
 * Writes small files as `put` does each: into a part file that is flushed and gets its name when it is whole, in a folder that
 * still lies inside. Calls that wait take a tenth of the time of those that do not, and a folder is flushed once for all its
 * files. For a thread of its own.
 *
 * @returns for each what was written; null where something else than usual happened, and nothing was
 */
export async function putBatch(batch: Batch): Promise<(ObjectStat | null)[]> {
  const written = batch.puts.map((put) => write(put, batch));
  const flushed = await Promise.all(written.map(async (one) => one !== null && flush(one)));
  const stats = written.map((one, at) => {
    if (!one) return null;
    if (flushed[at]) return name(one, one.put.to - one.put.from);
    return orNothing<ObjectStat>(one.put, one.fd, () => {
      throw new Error('not flushed');
    });
  });
  for (const folder of new Set(batch.puts.filter((_, at) => stats[at]).map((put) => put.folder))) flushFolder(folder);
  return stats;
}
