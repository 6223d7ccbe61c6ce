import type { TextCells } from './columns-in-progress.ts';
import { sameBytes } from './text-dictionary.ts';

const comma = 44;
const newline = 10;
const quote = 34;

const contexts = 32_768;
/** Numbers of a guess: place in the dictionary + 1 (0: no guess), length and whether it may stand bare, code and page, text number. */
const wordsPerGuess = 4;
const place = 0;
const lengthAndBare = 1;
const codeAndPage = 2;
const entry = 3;
const codeBits = 17;
const codeMask = (1 << codeBits) - 1;
/** Pages before the numbers start anew. */
const pageCount = 1 << 14;

/**
 * What stood in each column when the row's leading value was the same: values of a row go together (a resource has its
 * region, its SKU, its tags). Comparing a cell with the guess spares scanning and hashing it. The guesses of one leading
 * value lie side by side, so that a row reads a few cache lines in order.
 */
export class Guesses {
  private readonly words: Int32Array;
  private readonly columns: number;
  private page = 1;

  constructor(columns: number) {
    this.columns = columns;
    this.words = new Int32Array(contexts * columns * wordsPerGuess);
  }

  /** Codes of the page before are void. */
  nextPage(): void {
    this.page++;
    if (this.page < pageCount) return;
    this.page = 1;
    this.words.fill(0);
  }

  slot(context: number, column: number): number {
    return ((context & (contexts - 1)) * this.columns + column) * wordsPerGuess;
  }

  /** Position of the terminator when the cell at `at` is the guessed text; else -1. */
  match(slot: number, text: TextCells, bytes: Uint8Array, view: DataView, at: number, end: number): number {
    const { words } = this;
    const from = words[slot + place]! - 1;
    if (from < 0) return -1;
    const packed = words[slot + lengthAndBare]!;
    const length = packed >> 1;
    const quoted = bytes[at] === quote;
    if (!quoted && (packed & 1) === 0) return -1;
    const start = quoted ? at + 1 : at;
    let stop = start + length;
    if (stop >= end || (quoted && bytes[stop++] !== quote)) return -1;
    const terminator = bytes[stop]!;
    if (terminator !== comma && terminator !== newline) return -1;
    if (words[slot + codeAndPage]! >> codeBits !== this.page && !this.renew(slot, text)) return -1;
    return sameBytes(view, start, text.dictionary.view, from, length) ? stop : -1;
  }

  /** Text number of a guess that matched. */
  entry(slot: number): number {
    return this.words[slot + entry]!;
  }

  /** Code, in this page, of a guess that matched. */
  code(slot: number): number {
    return this.words[slot + codeAndPage]! & codeMask;
  }

  /** Remembers the text found; it must have a code. */
  store(slot: number, text: TextCells, found: number): void {
    const { words } = this;
    words[slot + place] = text.dictionary.startOf(found) + 1;
    words[slot + lengthAndBare] = (text.dictionary.lengthOf(found) << 1) | text.bare[found]!;
    words[slot + codeAndPage] = text.code(found) | (this.page << codeBits);
    words[slot + entry] = found;
  }

  /** Brings a guess of an earlier page up to date; false when its column has forgotten its texts since. */
  private renew(slot: number, text: TextCells): boolean {
    const { words } = this;
    const found = words[slot + entry]!;
    const known = found < text.count && text.dictionary.startOf(found) === words[slot + place]! - 1;
    if (known && text.dictionary.lengthOf(found) === words[slot + lengthAndBare]! >> 1) {
      words[slot + codeAndPage] = text.code(found) | (this.page << codeBits);
      return true;
    }
    words[slot + place] = 0;
    return false;
  }
}
