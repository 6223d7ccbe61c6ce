import { keyOf } from '../blocks/block-rows.ts';
import type { SortedRows } from '../blocks/sorted-rows.ts';
import { beginsWith, keyBytes, keyText, prefixEnd } from '../key-bytes.ts';

/** Everything below one folder of a level: positions `from` to before `to`. */
export interface Child {
  prefix: string;
  from: number;
  to: number;
}

/** What a folder holds directly. `objects`: positions of its objects, without the marker of the folder itself. */
interface Children {
  folders: Child[];
  objects: Uint32Array;
}

const slash = 47;

interface Found {
  /** Ranges of objects. */
  ranges: [from: number, to: number][];
  folders: Child[];
}

function addObject({ ranges }: Found, position: number): void {
  const last = ranges.at(-1);
  if (last?.[1] === position) last[1] += 1;
  else ranges.push([position, position + 1]);
}

/**
 * Reads one block from `position` on; returns where to go on, which is far behind the block when a folder reaches farther.
 * The next slash is looked for once, however many rows have none.
 */
function readBlock(rows: SortedRows, { position, to, length }: { position: number; to: number; length: number }, found: Found): number {
  const [stretch] = rows.stretches(position, to);
  const { head, at } = stretch!;
  const names = rows.reader.names(head);
  const { bytes, ends } = names;
  let slashAt = -1;
  for (let row = stretch!.from; row < stretch!.to; row += 1) {
    const from = (row === 0 ? 0 : ends[row - 1]!) + length;
    const end = ends[row]!;
    if (slashAt < from) slashAt = bytes.indexOf(slash, from);
    if (slashAt < 0) slashAt = bytes.length;
    if (slashAt >= end) {
      // An empty object with the folder's own name only keeps the folder visible.
      if (end > from || rows.reader.columns(head).size[row]! > 0) addObject(found, at + row);
      continue;
    }
    const prefix = keyOf(names, row).subarray(0, slashAt + 1 - (from - length));
    const next = nextBehind(rows, { prefix, from: at + row, to });
    found.folders.push({ prefix: keyText(prefix), from: at + row, to: next });
    if (next >= at + stretch!.to) return next;
    row = next - at - 1;
  }
  return at + stretch!.to;
}

/** Where a folder ends: most are small, so the next rows are looked at before the whole bucket is searched. */
function nextBehind(rows: SortedRows, { prefix, from, to }: { prefix: Uint8Array; from: number; to: number }): number {
  const [{ head, at } = { head: null, at: 0 }] = rows.stretches(from, to);
  if (head && !beginsWith(head.last, prefix)) {
    const names = rows.reader.names(head);
    let step = 1;
    let inside = from - at;
    while (inside + step < head.count && beginsWith(keyOf(names, inside + step), prefix)) {
      inside += step;
      step *= 2;
    }
    while (step > 0) {
      if (inside + step < head.count && beginsWith(keyOf(names, inside + step), prefix)) inside += step;
      step >>>= 1;
    }
    return at + inside + 1;
  }
  return rows.lowerBound(prefixEnd(prefix)!);
}

/** The level below a folder, from the names of the whole bucket. Folders are stepped over, however much is in them. */
export function childrenOf(rows: SortedRows, prefix: string): Children {
  const { from, to } = rows.range(prefix);
  const found: Found = { ranges: [], folders: [] };
  const { length } = keyBytes(prefix);
  for (let position = from; position < to; ) position = readBlock(rows, { position, to, length }, found);
  const objects = new Uint32Array(found.ranges.reduce((sum, range) => sum + range[1] - range[0], 0));
  let i = 0;
  for (const [first, end] of found.ranges) for (let position = first; position < end; position += 1) objects[i++] = position;
  return { folders: found.folders, objects };
}
