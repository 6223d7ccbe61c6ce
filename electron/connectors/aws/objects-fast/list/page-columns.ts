import type { ObjectColumns, TextRows } from '../../../sdk.ts';
import { TextCopier } from './xml-text.ts';

function grown<T extends Uint8Array | Uint32Array | Float64Array>(old: T, make: (length: number) => T): T {
  const larger = make(old.length * 2);
  larger.set(old);
  return larger;
}

/** Rows of one page, in buffers that are used again for the next. */
export class PageColumns {
  count = 0;
  readonly keys = new TextCopier();
  readonly etags = new TextCopier();
  size = new Float64Array(1024);
  modified = new Float64Array(1024);
  private keyEnds = new Uint32Array(1024);
  private etagEnds = new Uint32Array(1024);
  private classOf = new Uint8Array(1024);
  private readonly classes: string[] = [];

  /** Empties it for a page of so many bytes. */
  clear(bytes: number): void {
    this.count = 0;
    this.keys.length = 0;
    this.etags.length = 0;
    this.keys.reserve(bytes);
    this.etags.reserve(bytes);
  }

  classPlace(name: string): number {
    const known = this.classes.indexOf(name);
    return known < 0 ? this.classes.push(name) - 1 : known;
  }

  /** Ends the row that was begun. */
  add(size: number, modified: number, classPlace: number): void {
    const row = this.count;
    if (row === this.size.length) this.grow();
    this.size[row] = size;
    this.modified[row] = modified;
    this.classOf[row] = classPlace;
    this.keyEnds[row] = this.keys.length;
    this.etagEnds[row] = this.etags.length;
    this.count = row + 1;
  }

  /** Key of a row; valid until the page is cleared. */
  key(row: number): Uint8Array {
    return this.keys.bytes.subarray(row === 0 ? 0 : this.keyEnds[row - 1], this.keyEnds[row]);
  }

  /** Rows from `from` to before `to`, copied. */
  take(from: number, to: number): ObjectColumns {
    return {
      count: to - from,
      keys: rows(this.keys.bytes, this.keyEnds, [from, to]),
      size: this.size.slice(from, to),
      modified: this.modified.slice(from, to),
      classes: [...this.classes],
      classOf: this.classOf.slice(from, to),
      etags: rows(this.etags.bytes, this.etagEnds, [from, to]),
    };
  }

  private grow(): void {
    this.size = grown(this.size, (length) => new Float64Array(length));
    this.modified = grown(this.modified, (length) => new Float64Array(length));
    this.keyEnds = grown(this.keyEnds, (length) => new Uint32Array(length));
    this.etagEnds = grown(this.etagEnds, (length) => new Uint32Array(length));
    this.classOf = grown(this.classOf, (length) => new Uint8Array(length));
  }
}

function rows(bytes: Uint8Array, ends: Uint32Array, [from, to]: readonly [number, number]): TextRows {
  const start = from === 0 ? 0 : ends[from - 1]!;
  const own = ends.slice(from, to);
  if (start > 0) for (let row = 0; row < own.length; row += 1) own[row]! -= start;
  return { bytes: bytes.slice(start, to === from ? start : ends[to - 1]), ends: own };
}
