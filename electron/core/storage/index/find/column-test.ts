import type { Codes } from '../blocks/block-builder.ts';
import type { BlockHead } from '../blocks/block-head.ts';
import type { BlockColumns } from '../blocks/block-rows.ts';
import { otherCode } from '../blocks/code-table.ts';
import type { RangeTerm, Term } from './term.ts';

/** A condition on a column. */
export interface ColumnTest {
  /** What the head alone says of the block's rows. */
  judge(head: BlockHead): 'all' | 'none' | 'some';
  /** Sets to 0 what does not match in `mask`, by row. */
  narrow(columns: BlockColumns, mask: Uint8Array): void;
}

function rangeTest({ kind, min, max }: RangeTerm, not: boolean): ColumnTest {
  const inside = not ? 'none' : 'all';
  const outside = not ? 'all' : 'none';
  return {
    judge(head) {
      const [low, high] = kind === 'size' ? [head.minSize, head.maxSize] : [head.minSeconds, head.maxSeconds];
      if (low >= min && high < max) return inside;
      return high < min || low >= max ? outside : 'some';
    },
    narrow(columns, mask) {
      const values = kind === 'size' ? columns.size : columns.seconds;
      for (let row = 0; row < mask.length; row += 1) {
        const value = values[row]!;
        if ((value >= min && value < max) === not) mask[row] = 0;
      }
    },
  };
}

function codeTest(column: 'classOf' | 'extension', code: number, not: boolean): ColumnTest {
  return {
    judge: () => 'some',
    narrow(columns, mask) {
      const values = columns[column];
      for (let row = 0; row < mask.length; row += 1) if ((values[row] === code) === not) mask[row] = 0;
    },
  };
}

/** Storage classes are compared without case: each spelling has a code of its own. */
function classTest(text: string, not: boolean, { classes }: Codes): ColumnTest {
  const folded = text.toLowerCase();
  const wanted = Uint8Array.from({ length: 256 }, (_, code) => (classes.text(code)?.toLowerCase() === folded ? 1 : 0));
  return {
    judge: () => 'some',
    narrow({ classOf }, mask) {
      for (let row = 0; row < mask.length; row += 1) if ((wanted[classOf[row]!] === 1) === not) mask[row] = 0;
    },
  };
}

/** The tests of a term that is about columns; null for terms about names. */
export function columnTest(term: Term, codes: Codes): ColumnTest | null {
  if (term.kind === 'size' || term.kind === 'modified') return rangeTest(term, term.not);
  if (term.kind === 'class') return classTest(term.text, term.not, codes);
  if (term.kind !== 'ext') return null;
  const code = codes.extensions.code(term.text);
  // Extensions beyond the table share a code: `wordOfExtension` tells them apart.
  return code === otherCode && term.not ? null : codeTest('extension', code, term.not);
}

/** Pattern of names for an extension that has no code of its own; null when its code tells. */
export function wordOfExtension(text: string, { extensions }: Codes): string | null {
  return extensions.code(text) === otherCode ? `*.${text}` : null;
}
