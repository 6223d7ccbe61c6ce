import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { TextRows } from '../../../capabilities/object-columns.ts';

/** Columns of a block, all over one buffer: as they lie in memory they lie in the database. */
export interface BlockColumns {
  /** Bytes. */
  size: Float64Array;
  /** Last change: whole seconds since 1970 UTC, and the thousandths behind them. */
  seconds: Uint32Array;
  millis: Uint16Array;
  /** Codes of `code-table.ts`. */
  extension: Uint16Array;
  classOf: Uint8Array;
  buffer: Uint8Array;
}

/** Some objects behind each other in key order. */
export interface BlockRows {
  keys: TextRows;
  columns: BlockColumns;
}

const rowBytes = 17;

/** Columns over a buffer of `columnBytes(count)`. */
export function columnsOver(bytes: Uint8Array): BlockColumns {
  const count = bytes.length / rowBytes;
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
  const { buffer, byteOffset: at } = aligned;
  return {
    size: new Float64Array(buffer, at, count),
    seconds: new Uint32Array(buffer, at + count * 8, count),
    millis: new Uint16Array(buffer, at + count * 12, count),
    extension: new Uint16Array(buffer, at + count * 14, count),
    classOf: new Uint8Array(buffer, at + count * 16, count),
    buffer: aligned,
  };
}

export function emptyColumns(count: number): BlockColumns {
  return columnsOver(new Uint8Array(count * rowBytes));
}

const latest = 2 ** 32 * 1000 - 1;

/** Notes a time of a row; times before 1970 and after 2106 become the nearest that can be kept. */
export function setModified(columns: BlockColumns, row: number, ms: number): void {
  const kept = Math.min(Math.max(Math.floor(ms) || 0, 0), latest);
  columns.seconds[row] = Math.floor(kept / 1000);
  columns.millis[row] = kept % 1000;
}

export function modifiedAt({ seconds, millis }: BlockColumns, row: number): number {
  return seconds[row]! * 1000 + millis[row]!;
}

/** Names as they are kept: how long they are, then deflated the lengths and the bytes, at its quickest: neighbours in key order repeat each other. */
export function packNames({ bytes, ends }: TextRows): Uint8Array {
  const lengths = Uint16Array.from(ends, (end, row) => end - (row === 0 ? 0 : ends[row - 1]!));
  const packed = deflateRawSync(Buffer.concat([new Uint8Array(lengths.buffer), bytes]), { level: 1 });
  const length = new Uint8Array(Uint32Array.of(lengths.byteLength + bytes.length).buffer);
  return Buffer.concat([length, packed]);
}

export function unpackNames(packed: Uint8Array, count: number): TextRows {
  const [length] = new Uint32Array(new Uint8Array(packed.subarray(0, 4)).buffer);
  // In one piece: otherwise it is made in pieces of 16 kB and copied together.
  const raw = inflateRawSync(packed.subarray(4), { chunkSize: Math.max(64, length! + 1) });
  const ends = new Uint32Array(count);
  let end = 0;
  for (let row = 0; row < count; row += 1) {
    end += raw[row * 2]! | (raw[row * 2 + 1]! << 8);
    ends[row] = end;
  }
  return { bytes: new Uint8Array(raw.buffer, raw.byteOffset + count * 2, raw.length - count * 2), ends };
}

export function keyOf({ bytes, ends }: TextRows, row: number): Uint8Array {
  return bytes.subarray(row === 0 ? 0 : ends[row - 1], ends[row]);
}
