import type { BucketKey, FoundObject } from '#shared/model/storage.ts';
import type { SortedRows } from '../blocks/sorted-rows.ts';
import type { Matched } from './scan.ts';

/** A bucket that is searched. */
export interface SearchedBucket {
  key: BucketKey;
  rows: SortedRows;
}

function objectOf({ key, rows }: SearchedBucket, { head }: Matched['stretch'], row: number): FoundObject {
  return { ...rows.rowOf(head, row), connectionId: key.connectionId, bucket: key.bucket };
}

interface Wanted {
  /** Matches kept at most. */
  most: number;
  /** Matches from here on are shown in the order they are found: their rows are made while their block is at hand; null: another order. */
  shownFrom: number | null;
}

/** Positions that were found, bucket after bucket. */
export class Matches {
  readonly #most: number;
  readonly #shownFrom: number | null;
  /** Rows that are shown, in the order they were found. */
  readonly shown: FoundObject[] = [];
  #positions = new Uint32Array(1024);
  readonly #ends: { bucket: SearchedBucket; end: number }[] = [];
  count = 0;

  constructor({ most, shownFrom }: Wanted) {
    this.#most = most;
    this.#shownFrom = shownFrom;
  }

  get full(): boolean {
    return this.count >= this.#most;
  }

  add(bucket: SearchedBucket, { stretch, mask }: Matched): void {
    if (this.full) return;
    if (this.#ends.at(-1)?.bucket !== bucket) this.#ends.push({ bucket, end: this.count });
    for (let row = stretch.from; row < stretch.to && !this.full; row += 1) {
      if (mask && mask[row] === 0) continue;
      if (this.count === this.#positions.length) this.#grow();
      if (this.#shownFrom !== null && this.count >= this.#shownFrom) this.shown.push(objectOf(bucket, stretch, row));
      this.#positions[this.count++] = stretch.at + row;
    }
    this.#ends.at(-1)!.end = this.count;
  }

  #grow(): void {
    const larger = new Uint32Array(this.#positions.length * 2);
    larger.set(this.#positions);
    this.#positions = larger;
  }

  #placeOf(match: number): { bucket: SearchedBucket; position: number } {
    const { bucket } = this.#ends.find(({ end }) => match < end)!;
    return { bucket, position: this.#positions[match]! };
  }

  object(match: number): FoundObject {
    const { bucket, position } = this.#placeOf(match);
    return { ...bucket.rows.row(position), connectionId: bucket.key.connectionId, bucket: bucket.key.bucket };
  }

  keyBytes(match: number): Uint8Array {
    const { bucket, position } = this.#placeOf(match);
    return bucket.rows.keyBytes(position);
  }

  /** The first (or last) so many matches of each bucket. */
  outermost(most: number, last: boolean): Uint32Array {
    let start = 0;
    const kept: number[] = [];
    for (const { end } of this.#ends) {
      const from = last ? Math.max(start, end - most) : start;
      const to = last ? end : Math.min(end, start + most);
      for (let match = from; match < to; match += 1) kept.push(match);
      start = end;
    }
    return Uint32Array.from(kept);
  }

  /** A column of every match. `of` gets the block's place and the row. */
  values<T>(of: (rows: SortedRows, at: { block: number; row: number }) => T): T[] {
    const values: T[] = [];
    let match = 0;
    for (const { bucket, end } of this.#ends) {
      let block = 0;
      let start = 0;
      for (; match < end; match += 1) {
        const position = this.#positions[match]!;
        while (start + bucket.rows.heads[block]!.count <= position) start += bucket.rows.heads[block++]!.count;
        values.push(of(bucket.rows, { block, row: position - start }));
      }
    }
    return values;
  }
}
