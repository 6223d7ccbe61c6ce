import type { ObjectRow } from '#shared/model/storage.ts';

/** Text by row: UTF-8 of all rows, one behind the other. `ends[i]` is where row i ends; it begins where the row before ended. */
export interface TextRows {
  bytes: Uint8Array;
  ends: Uint32Array;
}

/**
 * Objects of a listing in columns: a million of them cross threads without a copy and without an object per row. All
 * arrays have `count` entries at least. Rows are in the byte order of their keys (UTF-8).
 */
export interface ObjectColumns {
  count: number;
  keys: TextRows;
  /** Bytes. */
  size: Float64Array;
  /** Epoch ms, UTC. */
  modified: Float64Array;
  /** Distinct storage classes; `classOf` is the place in it. */
  classes: string[];
  classOf: Uint8Array;
  /** Without quotes; empty text: the listing does not say. Absent: it says it of none. */
  etags?: TextRows;
}

const encoder = new TextEncoder();

class TextRowsWriter {
  private bytes = new Uint8Array(4096);
  private ends = new Uint32Array(64);
  private length = 0;
  private rows = 0;

  add(text: string): void {
    const most = text.length * 3;
    if (this.length + most > this.bytes.length) {
      const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.length + most));
      larger.set(this.bytes.subarray(0, this.length));
      this.bytes = larger;
    }
    this.length += encoder.encodeInto(text, this.bytes.subarray(this.length)).written;
    if (this.rows === this.ends.length) {
      const larger = new Uint32Array(this.ends.length * 2);
      larger.set(this.ends);
      this.ends = larger;
    }
    this.ends[this.rows] = this.length;
    this.rows += 1;
  }

  take(): TextRows {
    return { bytes: this.bytes.slice(0, this.length), ends: this.ends.slice(0, this.rows) };
  }
}

/** The rows as columns; for sources that have them as plain objects. */
export function objectColumns(rows: readonly ObjectRow[]): ObjectColumns {
  const keys = new TextRowsWriter();
  const etags = new TextRowsWriter();
  const classes: string[] = [];
  const size = new Float64Array(rows.length);
  const modified = new Float64Array(rows.length);
  const classOf = new Uint8Array(rows.length);
  rows.forEach((row, i) => {
    keys.add(row.key);
    etags.add(row.etag ?? '');
    size[i] = row.size;
    modified[i] = row.modified;
    let place = classes.indexOf(row.storageClass);
    if (place < 0) place = classes.push(row.storageClass) - 1;
    classOf[i] = place;
  });
  return { count: rows.length, keys: keys.take(), size, modified, classes, classOf, etags: etags.take() };
}

/** A key may begin with U+FEFF. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Text of one row. */
export function textAt({ bytes, ends }: TextRows, row: number): string {
  return decoder.decode(bytes.subarray(row === 0 ? 0 : ends[row - 1], ends[row]));
}

/** One row as a plain object. */
export function objectAt(columns: ObjectColumns, row: number): ObjectRow {
  return {
    key: textAt(columns.keys, row),
    size: columns.size[row]!,
    modified: columns.modified[row]!,
    storageClass: columns.classes[columns.classOf[row]!] ?? '',
    etag: columns.etags ? textAt(columns.etags, row) || null : null,
  };
}

/** All rows as plain objects, one at a time. */
export function* objectRows(columns: ObjectColumns): Generator<ObjectRow> {
  for (let row = 0; row < columns.count; row += 1) yield objectAt(columns, row);
}

/** Buffers to be moved with a call to another thread. */
export function columnBuffers({ keys, size, modified, classOf, etags }: ObjectColumns): ArrayBuffer[] {
  const views: ArrayBufferView[] = [keys.bytes, keys.ends, size, modified, classOf, ...(etags ? [etags.bytes, etags.ends] : [])];
  return [...new Set(views.map(({ buffer }) => buffer))].filter((buffer): buffer is ArrayBuffer => buffer instanceof ArrayBuffer);
}
