import { commonStart } from '../blocks/block-head.ts';
import { foldText } from '../blocks/fold.ts';
import { mayHave } from '../blocks/gram-filter.ts';
import type { SortedRows, Stretch } from '../blocks/sorted-rows.ts';
import { keyText } from '../key-bytes.ts';
import type { BucketPlan } from './bucket-plan.ts';
import type { WordTest } from './word-test.ts';

/** Rows of one stretch that match; `mask` null: all of them. */
export interface Matched {
  stretch: Stretch;
  mask: Uint8Array | null;
  count: number;
  bytes: number;
}

/** Start of all keys in lower case, as far as it is plain ASCII: a cut character has no lower case. */
function foldedStart(stretch: Stretch): Uint8Array {
  const start = commonStart(stretch.head);
  const plain = start.findIndex((byte) => byte > 127);
  return foldText(keyText(plain < 0 ? start : start.subarray(0, plain)));
}

/** Words that the block's names must still be read for; null: no row of it can match. */
function openWords(rows: SortedRows, stretch: Stretch, words: readonly WordTest[]): WordTest[] | null {
  if (words.length === 0) return [];
  const start = foldedStart(stretch);
  const open: WordTest[] = [];
  for (const word of words) {
    if (!word.heldBy(start)) open.push(word);
    else if (word.not) return null;
  }
  if (open.some(({ grams }) => grams.length > 0)) {
    const filter = rows.reader.filter(stretch.head);
    if (!open.every(({ grams }) => mayHave(filter, grams))) return null;
  }
  return open;
}

function allOf({ from, to }: Stretch, count: number): Uint8Array {
  const mask = new Uint8Array(count);
  mask.fill(1, from, to);
  return mask;
}

/** Rows of a stretch that match the plan; null: none. What the head and the filter tell is not read. */
export function matchStretch(rows: SortedRows, stretch: Stretch, plan: BucketPlan): Matched | null {
  const { head } = stretch;
  const verdicts = plan.columns.map((test) => test.judge(head));
  if (verdicts.includes('none')) return null;
  const words = openWords(rows, stretch, plan.words);
  if (words === null) return null;
  const columns = plan.columns.filter((_, i) => verdicts[i] === 'some');
  if (columns.length + words.length === 0) {
    const { bytes, objects } = rows.sums(stretch.at + stretch.from, stretch.at + stretch.to);
    return { stretch, mask: null, count: objects, bytes };
  }
  const mask = allOf(stretch, head.count);
  for (const test of columns) test.narrow(rows.reader.columns(head), mask);
  if (words.length > 0 && mask.includes(1)) {
    const folded = rows.reader.folded(head);
    for (const word of words) word.narrow(folded, mask);
  }
  return summed(rows, stretch, mask);
}

function summed(rows: SortedRows, stretch: Stretch, mask: Uint8Array): Matched | null {
  const first = mask.indexOf(1);
  if (first < 0) return null;
  const { size } = rows.reader.columns(stretch.head);
  let count = 0;
  let bytes = 0;
  for (let row = first; row < mask.length; row += 1) {
    if (mask[row] === 0) continue;
    count += 1;
    bytes += size[row]!;
  }
  return { stretch, mask, count, bytes };
}

interface Range {
  from: number;
  to: number;
}

/** Positions that the plan's prefixes leave. */
export function rangesOf(rows: SortedRows, { prefixes, withoutPrefixes }: BucketPlan): Range[] {
  let from = 0;
  let to = rows.total;
  for (const prefix of prefixes) {
    const range = rows.range(prefix);
    from = Math.max(from, range.from);
    to = Math.min(to, range.to);
  }
  let ranges: Range[] = [{ from, to }];
  for (const prefix of withoutPrefixes) {
    const hole = rows.range(prefix);
    ranges = ranges.flatMap((range) => [
      { from: range.from, to: Math.min(range.to, hole.from) },
      { from: Math.max(range.from, hole.to), to: range.to },
    ]);
  }
  return ranges.filter((range) => range.from < range.to);
}
