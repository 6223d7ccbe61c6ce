import type { ObjectPage } from '../../../sdk.ts';
import type { PageStart } from './page-reader.ts';

/** Part of a listing: the keys behind `after` up to and with `end`. Ranges lie one behind the other. */
export interface Range {
  after: string;
  /** UTF-8; null: to the end of the listing. */
  end: Uint8Array | null;
  state: 'waiting' | 'running' | 'done';
  /** Where the next page begins. */
  next: PageStart;
  /** Pages read so far. */
  read: number;
  /** Last key read, UTF-8. */
  last: Uint8Array | null;
  /** Pages that were not given out yet. */
  pages: ObjectPage[];
}

const encoder = new TextEncoder();

export const utf8 = (text: string): Uint8Array => encoder.encode(text.toWellFormed());

export function newRange(after: string, end: Uint8Array | null): Range {
  return { after, end, state: 'waiting', next: { after }, read: 0, last: null, pages: [] };
}

/** Order of keys: that of their bytes. */
export function compareKeys(one: Uint8Array, other: Uint8Array): number {
  return Buffer.compare(one, other);
}
