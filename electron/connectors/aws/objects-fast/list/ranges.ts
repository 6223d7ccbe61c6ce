import { furtherKey, middleKey } from './middle-key.ts';
import { compareKeys, newRange, type Range, utf8 } from './range.ts';

/** A key may begin with U+FEFF. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The ranges of a listing, in order, and how they are divided. */
export class Ranges {
  readonly all: Range[];
  /** Calls that brought nothing new: their number limits further divisions. */
  wasted = 0;
  pages = 0;
  /** Pages that a range has given before part of it is taken away: a short one is not worth the call. */
  patience = 3;
  private step = 0;
  private first = '';

  constructor(after: string) {
    this.all = [newRange(after, null)];
  }

  /** The first key of the listing: what all keys have in common is learned from it. */
  begin(first: string): void {
    this.first = first;
  }

  waiting(): Range | undefined {
    return this.all.find(({ state }) => state === 'waiting');
  }

  get running(): number {
    return this.all.filter(({ state }) => state === 'running').length;
  }

  /** Takes out the ranges in front that are read and given out. */
  shift(): void {
    while (this.all.length > 1 && this.all[0]!.state === 'done' && this.all[0]!.pages.length === 0) this.all.shift();
  }

  /** Divides the range that a key lies in; false: none is open there. */
  splitAt(key: string): boolean {
    const bytes = utf8(key);
    const at = this.all.findIndex((range) => range.end === null || compareKeys(bytes, range.end) < 0);
    const range = this.all[at];
    if (!range || range.state === 'done' || compareKeys(bytes, range.last ?? utf8(range.after)) <= 0) return false;
    this.all.splice(at + 1, 0, newRange(key, range.end));
    range.end = bytes;
    return true;
  }

  /** Takes about half of the range that has given most pages; false: nothing is worth it. */
  steal(): boolean {
    const attempts = this.all.filter(({ state, last }) => state === 'running' && last === null).length;
    if (this.wasted + attempts > 2 + this.pages * 0.04) return false;
    const open = this.all.filter(({ state, read, last }) => state === 'running' && last !== null && read >= this.patience);
    for (const range of open.toSorted((one, other) => other.read - one.read)) {
      const low = decoder.decode(range.last ?? undefined);
      const key = range.end ? middleKey(low, decoder.decode(range.end)) : furtherKey(this.first, low, this.step++);
      if (key !== null && this.splitAt(key)) {
        range.read = 0;
        return true;
      }
    }
    return false;
  }
}
