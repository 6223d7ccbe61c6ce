import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { CostColumn, NumberColumn, TextColumn } from '../../capabilities/cost-batch.ts';
import { type ColumnData, Dictionary } from './column.ts';

/** A column as stored. Numbers are IEEE doubles, codes are unsigned, both little endian; `raw` is the payload's size before packing. */
export interface StoredColumn {
  /** 0 text, 1 numbers, 2 the same numbers as the column whose id is in `entries`. */
  kind: 0 | 1 | 2;
  /** Bytes per row; 0 when every row has the same value. */
  width: 0 | 1 | 2 | 4 | 8;
  /** Texts in the dictionary, or the id of the column with the same numbers. */
  entries: number;
  raw: number;
  /** 1 when `data` is a zstd frame. */
  packed: 0 | 1;
  /** Valid until the next column is encoded. */
  data: Uint8Array;
}

type Shape = Pick<StoredColumn, 'kind' | 'width' | 'entries'>;

const level1 = { [constants.ZSTD_c_compressionLevel]: 1 };
/** Below this, setting up the decoder (some 50 µs) costs more than the bytes saved: rollups of a month stay plain and open fast. */
export const smallestFrame = 16_384;
/** First size of zstd's output: codes pack to a fraction of this, so that most frames need one small buffer. */
const outputChunk = 16_384;

/** Payloads are put together here: a fresh buffer per column would keep the garbage collector busy. */
let scratch = new Uint8Array(new ArrayBuffer(1 << 20));

function reserve(size: number): Uint8Array<ArrayBuffer> {
  if (scratch.byteLength < size) scratch = new Uint8Array(new ArrayBuffer(size * 2));
  return scratch;
}

/** Packs when it saves an eighth: less is not worth the time of unpacking. */
function pack(shape: Shape, payload: Uint8Array, tryZstd: boolean): StoredColumn {
  const raw = payload.byteLength;
  if (tryZstd && raw >= smallestFrame) {
    const data = zstdCompressSync(payload, { chunkSize: shape.kind === 1 ? raw : outputChunk, params: level1 });
    if (data.byteLength < raw - (raw >> 3)) return { ...shape, raw, packed: 1, data };
  }
  return { ...shape, raw, packed: 0, data: payload };
}

/** Whether all rows have one code, where codes are 0 and 1 at most: a native search is several times faster than a loop. */
function sameCode(codes: Uint32Array): boolean {
  return !codes.includes(codes[0] === 0 ? 1 : 0);
}

function widthOf({ codes, offsets }: TextColumn): 0 | 1 | 2 | 4 {
  const entries = offsets.length - 1;
  if (codes.length === 0 || entries === 0 || (entries === 1 && sameCode(codes))) return 0;
  return entries < 0x100 ? 1 : entries < 0x10000 ? 2 : 4;
}

const codeArrays = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array } as const;

/** Payload: length of each text (u32), the codes (or the one code of all rows), the texts: codes are aligned without padding. */
function encodeText(column: TextColumn, tryZstd: boolean): StoredColumn {
  const entries = column.offsets.length - 1;
  const width = widthOf(column);
  const codes = width === 0 ? column.codes.subarray(0, 1) : column.codes;
  const codesAt = entries * 4;
  const textsAt = codesAt + codes.length * (width || 1);
  const texts = column.bytes.subarray(0, column.offsets[entries]);
  const target = reserve(textsAt + texts.byteLength);
  const lengths = new Uint32Array(target.buffer, 0, entries);
  for (let k = 0; k < entries; k += 1) lengths[k] = column.offsets[k + 1]! - column.offsets[k]!;
  new codeArrays[width || 1](target.buffer, codesAt, codes.length).set(codes);
  target.set(texts, textsAt);
  return pack({ kind: 0, width, entries }, target.subarray(0, textsAt + texts.byteLength), tryZstd);
}

function sameValue(values: Float64Array): boolean {
  const first = values[0]!;
  for (let i = 1; i < values.length; i += 1) if (!Object.is(values[i], first)) return false;
  return true;
}

function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

function encodeNumbers({ values }: NumberColumn, tryZstd: boolean): StoredColumn {
  if (sameValue(values)) return pack({ kind: 1, width: 0, entries: 0 }, bytesOf(values.slice(0, 1)), false);
  return pack({ kind: 1, width: 8, entries: 0 }, bytesOf(values), tryZstd);
}

/** Without discounts the four costs of a charge are equal, and so are both quantities: most pages differ in the first rows or not at all. */
export function equalValues({ values: a }: NumberColumn, { values: b }: NumberColumn): boolean {
  if (a === b) return true;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i] && !(Number.isNaN(a[i]) && Number.isNaN(b[i]))) return false;
  return a.length === b.length;
}

/** Stands for a column whose numbers are those of another one of the segment. */
export function sameAs(column: number): StoredColumn {
  return { kind: 2, width: 8, entries: column, raw: 0, packed: 0, data: new Uint8Array(0) };
}

/** Encodes a column of a page. `tryZstd`: whether packing this column has paid so far. */
export function encodeColumn(column: CostColumn, tryZstd: boolean): StoredColumn {
  return column.kind === 'number' ? encodeNumbers(column, tryZstd) : encodeText(column, tryZstd);
}

/** The payload at offset 0 of a buffer of its own: typed arrays need alignment. */
function payloadOf(stored: StoredColumn): ArrayBuffer {
  const plain = stored.packed ? zstdDecompressSync(stored.data, { chunkSize: Math.max(64, stored.raw) }) : stored.data;
  const own = plain.byteOffset === 0 && plain.buffer instanceof ArrayBuffer;
  return own ? plain.buffer : new Uint8Array(plain).buffer;
}

function decodeText(stored: StoredColumn, rows: number): ColumnData {
  const payload = payloadOf(stored);
  const lengths = new Uint32Array(payload, 0, stored.entries);
  const offsets = new Uint32Array(stored.entries + 1);
  for (let k = 0; k < stored.entries; k += 1) offsets[k + 1] = offsets[k]! + lengths[k]!;
  const start = stored.entries * 4;
  const constant = stored.width === 0;
  const end = start + (constant ? Math.min(rows, 1) : rows * stored.width);
  const dictionary = new Dictionary(new Uint8Array(payload, end, offsets[stored.entries]), offsets);
  if (constant) return { kind: 'text', codes: null, constant: rows === 0 ? 0 : new Uint8Array(payload)[start]!, dictionary };
  const codes = new codeArrays[stored.width as 1 | 2 | 4](payload, start, rows);
  return { kind: 'text', codes, constant: 0, dictionary };
}

function decodeNumbers(stored: StoredColumn, rows: number): ColumnData {
  const payload = payloadOf(stored);
  if (stored.width === 0) return { kind: 'number', values: null, constant: new Float64Array(payload, 0, 1)[0]! };
  return { kind: 'number', values: new Float64Array(payload, 0, rows), constant: Number.NaN };
}

/** The column of a segment of `rows` rows. */
export function decodeColumn(stored: StoredColumn, rows: number): ColumnData {
  return stored.kind === 1 ? decodeNumbers(stored, rows) : decodeText(stored, rows);
}
