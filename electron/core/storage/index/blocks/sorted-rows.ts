import type { ObjectRow } from '#shared/model/storage.ts';
import type { FolderSum } from '#shared/model/storage-insight.ts';
import { keyBytes, keyText, prefixEnd } from '../key-bytes.ts';
import type { BlockHead } from './block-head.ts';
import type { BlockReader } from './block-reader.ts';
import { keyOf, modifiedAt } from './block-rows.ts';
import type { CodeTable } from './code-table.ts';

/** First index for which `isBehind` holds; it holds for all after that one. */
function firstIndex(count: number, isBehind: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBehind(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** A stretch of one block: rows `from` to before `to`; `at` is the position of row 0. */
export interface Stretch {
  head: BlockHead;
  from: number;
  to: number;
  at: number;
}

/** The names of one bucket as one sequence: position 0 is the first key in byte order. */
export class SortedRows {
  readonly heads: readonly BlockHead[];
  readonly reader: BlockReader;
  readonly #classes: CodeTable;
  /** Position of each block's first row, and at the end how many there are. */
  readonly #starts: Uint32Array;

  constructor(heads: readonly BlockHead[], reader: BlockReader, classes: CodeTable) {
    this.heads = heads;
    this.reader = reader;
    this.#classes = classes;
    this.#starts = new Uint32Array(heads.length + 1);
    heads.forEach((head, block) => (this.#starts[block + 1] = this.#starts[block]! + head.count));
  }

  get total(): number {
    return this.#starts[this.heads.length]!;
  }

  #blockOf(position: number): number {
    return firstIndex(this.heads.length, (block) => this.#starts[block + 1]! > position);
  }

  /** Position of the first key that is not before this one. */
  lowerBound(key: Uint8Array): number {
    const block = firstIndex(this.heads.length, (one) => Buffer.compare(this.heads[one]!.last, key) >= 0);
    const head = this.heads[block];
    if (!head) return this.total;
    if (Buffer.compare(head.first, key) >= 0) return this.#starts[block]!;
    const names = this.reader.names(head);
    return this.#starts[block]! + firstIndex(head.count, (row) => Buffer.compare(keyOf(names, row), key) >= 0);
  }

  /** Positions of all keys that begin with the prefix. */
  range(prefix: string): { from: number; to: number } {
    const start = keyBytes(prefix);
    const end = prefixEnd(start);
    return { from: this.lowerBound(start), to: end ? this.lowerBound(end) : this.total };
  }

  /** The blocks of a range, in order. */
  *stretches(from: number, to: number): Generator<Stretch> {
    if (from >= to) return;
    for (let block = this.#blockOf(from); block < this.heads.length && this.#starts[block]! < to; block += 1) {
      const at = this.#starts[block]!;
      const head = this.heads[block]!;
      yield { head, at, from: Math.max(0, from - at), to: Math.min(head.count, to - at) };
    }
  }

  keyBytes(position: number): Uint8Array {
    const block = this.#blockOf(position);
    return keyOf(this.reader.names(this.heads[block]!), position - this.#starts[block]!);
  }

  row(position: number): ObjectRow {
    const block = this.#blockOf(position);
    return this.rowOf(this.heads[block]!, position - this.#starts[block]!);
  }

  rowOf(head: BlockHead, row: number): ObjectRow {
    const columns = this.reader.columns(head);
    return {
      key: keyText(keyOf(this.reader.names(head), row)),
      size: columns.size[row]!,
      modified: modifiedAt(columns, row),
      storageClass: this.className(columns.classOf[row]!),
      etag: null,
    };
  }

  className(code: number): string {
    return this.#classes.text(code) ?? '';
  }

  /** Sums of a range; whole blocks by their heads. */
  sums(from: number, to: number): Omit<FolderSum, 'prefix'> {
    const sum = { bytes: 0, objects: Math.max(0, to - from), modified: 0 };
    for (const stretch of this.stretches(from, to)) {
      const { bytes, modified } = this.#sumOf(stretch);
      sum.bytes += bytes;
      sum.modified = Math.max(sum.modified, modified);
    }
    return sum;
  }

  #sumOf({ head, from, to }: Stretch): { bytes: number; modified: number } {
    if (to - from === head.count) return { bytes: head.bytes, modified: head.maxSeconds * 1000 };
    const columns = this.reader.columns(head);
    let bytes = 0;
    let seconds = 0;
    for (let row = from; row < to; row += 1) {
      bytes += columns.size[row]!;
      if (columns.seconds[row]! > seconds) seconds = columns.seconds[row]!;
    }
    return { bytes, modified: seconds * 1000 };
  }
}
