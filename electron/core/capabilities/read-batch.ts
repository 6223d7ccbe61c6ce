import type { CostBatch, TextColumn } from './cost-batch.ts';

/** Entries of a dictionary as strings, index = code; index 0 is "no value". */
export function textEntries(column: TextColumn): (string | null)[] {
  const decoder = new TextDecoder();
  const { bytes, offsets } = column;
  const entries: (string | null)[] = [null];
  for (let k = 1; k < offsets.length; k += 1) entries.push(decoder.decode(bytes.subarray(offsets[k - 1], offsets[k])));
  return entries;
}

/** The rows of a batch as plain objects, "no value" as null: for tests and small previews. */
export function readBatch(batch: CostBatch): Record<string, string | number | null>[] {
  const rows = Array.from({ length: batch.rows }, (): Record<string, string | number | null> => ({}));
  for (const [name, column] of Object.entries(batch.columns)) {
    if (column.kind === 'number') rows.forEach((row, i) => (row[name] = Number.isNaN(column.values[i]) ? null : column.values[i]!));
    else {
      const entries = textEntries(column);
      rows.forEach((row, i) => (row[name] = entries[column.codes[i]!]!));
    }
  }
  return rows;
}

/** Buffers of a batch to be moved with a call to another thread. */
export function batchBuffers(batch: CostBatch): ArrayBuffer[] {
  const buffers = new Set<ArrayBufferLike>();
  for (const column of Object.values(batch.columns)) {
    if (column.kind === 'number') buffers.add(column.values.buffer);
    else for (const part of [column.codes, column.bytes, column.offsets]) buffers.add(part.buffer);
  }
  return [...buffers].filter((buffer): buffer is ArrayBuffer => buffer instanceof ArrayBuffer);
}
