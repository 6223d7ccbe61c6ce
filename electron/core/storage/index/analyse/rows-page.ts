import { type ObjectColumns, objectColumns } from '../../../capabilities/object-columns.ts';
import type { SortedRows } from '../blocks/sorted-rows.ts';
import { keyBytes, keyText } from '../key-bytes.ts';

interface PageRequest {
  prefix: string;
  after: string | null;
  limit: number;
}

/** Some rows of a folder in key order, behind `after`. */
export function rowsPage(rows: SortedRows, { prefix, after, limit }: PageRequest): { objects: ObjectColumns; cursor: string | null } {
  const { from, to } = rows.range(prefix);
  // No key lies between a key and the same with a zero byte behind it.
  const start = after === null ? from : Math.max(from, rows.lowerBound(Buffer.concat([keyBytes(after), new Uint8Array(1)])));
  const end = Math.min(to, start + limit);
  const objects = [];
  for (const stretch of rows.stretches(start, end)) {
    for (let row = stretch.from; row < stretch.to; row += 1) objects.push(rows.rowOf(stretch.head, row));
  }
  return { objects: objectColumns(objects), cursor: end < to && objects.length > 0 ? objects.at(-1)!.key : null };
}

/** Keys that divide a folder into parts of about equal size. */
export function splitsOf(rows: SortedRows, prefix: string, parts: number): string[] {
  const { from, to } = rows.range(prefix);
  const wanted = Math.min(parts, to - from);
  const splits = Array.from({ length: Math.max(0, wanted - 1) }, (_, i) => from + Math.floor(((i + 1) * (to - from)) / wanted));
  return [...new Set(splits)].map((position) => keyText(rows.keyBytes(position)));
}
