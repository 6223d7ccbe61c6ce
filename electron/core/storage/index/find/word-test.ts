import type { TextRows } from '../../../capabilities/object-columns.ts';
import { keyOf } from '../blocks/block-rows.ts';
import { foldText } from '../blocks/fold.ts';
import { gramsOf } from '../blocks/gram-filter.ts';
import { literalStar } from './parse.ts';

/** A text that names must have, or must not have. All in lower case. */
export interface WordTest {
  not: boolean;
  /** Runs of which a block must have all; empty: every block may match. */
  grams: Uint32Array;
  /** All keys that begin like this have it. */
  heldBy(start: Uint8Array): boolean;
  /** Sets to 0 what does not match in `mask`, by row. */
  narrow(rows: TextRows, mask: Uint8Array): void;
}

const buffer = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

/** Marks rows with the word: one pass over all bytes, whatever the rows. */
function rowsWith({ bytes, ends }: TextRows, word: Buffer): Uint8Array {
  const marks = new Uint8Array(ends.length);
  const all = buffer(bytes);
  let row = 0;
  for (let at = all.indexOf(word); at >= 0; at = all.indexOf(word, at)) {
    while (ends[row]! <= at) row += 1;
    const fits = at + word.length <= ends[row]!;
    if (fits) marks[row] = 1;
    at = fits ? ends[row]! : at + 1;
  }
  return marks;
}

function plainTest(text: string, not: boolean): WordTest {
  const word = buffer(foldText(text));
  return {
    not,
    grams: not ? new Uint32Array(0) : gramsOf(word),
    heldBy: (start) => buffer(start).includes(word),
    narrow(rows, mask) {
      const marks = rowsWith(rows, word);
      for (let row = 0; row < mask.length; row += 1) if ((marks[row] === 1) === not) mask[row] = 0;
    },
  };
}

/** Pieces in their order, the first at the begin and the last at the end. */
function isLike(text: Buffer, pieces: readonly Buffer[]): boolean {
  const first = pieces[0]!;
  const last = pieces.at(-1)!;
  if (text.length < first.length + last.length) return false;
  if (text.subarray(0, first.length).compare(first) !== 0 || text.subarray(text.length - last.length).compare(last) !== 0) return false;
  let at = first.length;
  const end = text.length - last.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}

const slash = 47;

function patternTest(text: string, not: boolean): WordTest {
  const pieces = text.split('*').map((piece) => buffer(foldText(piece)));
  const matches = (key: Buffer) => {
    if (isLike(key, pieces)) return true;
    const name = key.lastIndexOf(slash, key.length - 2) + 1;
    return name > 0 && isLike(key.subarray(name), pieces);
  };
  return {
    not,
    grams: not ? new Uint32Array(0) : Uint32Array.from(pieces.flatMap((piece) => [...gramsOf(piece)])),
    heldBy: () => false,
    narrow(rows, mask) {
      for (let row = 0; row < mask.length; row += 1) if (mask[row] === 1 && matches(buffer(keyOf(rows, row))) === not) mask[row] = 0;
    },
  };
}

/** Test of a word, or of a pattern with stars for the whole key or its name. */
export function wordTest(text: string, not: boolean): WordTest {
  return text.includes('*') ? patternTest(text, not) : plainTest(text.replaceAll(literalStar, '*'), not);
}
