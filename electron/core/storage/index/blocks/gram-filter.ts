import type { TextRows } from '../../../capabilities/object-columns.ts';

/**
 * Which runs of three and four bytes occur in the names of a block, as a set of bits (a Bloom filter with one hash). A word
 * can only be in the block when all its runs are. Runs of four make words within hexadecimal names rare: of runs of three,
 * a thousand such names have every one.
 */
const widestBits = 65_536;
const widest = widestBits / 8;
/** Bits for each bit that is set, below which the filter is folded to half its width. */
const sparse = 4;
const narrowest = 64;

/** Low bits of a run; a narrower filter uses fewer of them. */
const hash3 = (run: number) => Math.imul(run, 0x9e3779b1) >>> 16;
const hash4 = (run: number) => Math.imul(run ^ (run >>> 15), 0x85ebca6b) >>> 16;

function setBits(bits: Uint8Array): number {
  let count = 0;
  for (let byte of bits) for (; byte !== 0; byte &= byte - 1) count += 1;
  return count;
}

function narrowed(bits: Uint8Array): Uint8Array {
  let filter = bits;
  while (filter.length > narrowest && setBits(filter) * sparse < filter.length * 8) {
    const half = filter.slice(0, filter.length / 2);
    for (let i = 0; i < half.length; i += 1) half[i]! |= filter[half.length + i]!;
    filter = half;
  }
  return filter;
}

/** Byte from which a row differs from the one before, less what a run reaches back. */
function newFrom({ bytes, ends }: TextRows, row: number): number {
  const start = row === 0 ? 0 : ends[row - 1]!;
  if (row === 0) return start;
  const before = row === 1 ? 0 : ends[row - 2]!;
  const most = Math.min(start - before, ends[row]! - start);
  let same = 0;
  while (same < most && bytes[before + same] === bytes[start + same]) same += 1;
  return start + Math.max(0, same - 3);
}

/** Filter of the rows, which are in lower case. */
export function gramFilter(rows: TextRows): Uint8Array {
  const bits = new Uint8Array(widest);
  const { bytes, ends } = rows;
  for (let row = 0; row < ends.length; row += 1) {
    const from = newFrom(rows, row);
    let run = 0;
    for (let at = from; at < ends[row]!; at += 1) {
      run = (run << 8) | bytes[at]!;
      const length = at - from + 1;
      if (length < 3) continue;
      const three = hash3(run & 0xffffff);
      bits[three >>> 3]! |= 1 << (three & 7);
      if (length < 4) continue;
      const four = hash4(run);
      bits[four >>> 3]! |= 1 << (four & 7);
    }
  }
  return narrowed(bits);
}

/** Runs of a word in lower case, for `mayHave`; empty for words of less than three bytes, which every block may have. */
export function gramsOf(word: Uint8Array): Uint32Array {
  const grams: number[] = [];
  let run = 0;
  word.forEach((byte, i) => {
    run = (run << 8) | byte;
    if (i >= 2) grams.push(hash3(run & 0xffffff));
    if (i >= 3) grams.push(hash4(run));
  });
  return Uint32Array.from(grams);
}

export function mayHave(filter: Uint8Array, grams: Uint32Array): boolean {
  const mask = filter.length * 8 - 1;
  for (const gram of grams) {
    const bit = gram & mask;
    if ((filter[bit >>> 3]! & (1 << (bit & 7))) === 0) return false;
  }
  return true;
}
