import type { ObjectRow } from '#shared/model/storage.ts';
import { modifiedAt } from '../blocks/block-rows.ts';
import type { SortedRows } from '../blocks/sorted-rows.ts';
import { keyText } from '../key-bytes.ts';
import { childrenOf } from './children.ts';
import type { FolderView } from './folder-view.ts';

/** Calls `take` for each position, which ascend, with its block and row. */
function eachRow(rows: SortedRows, positions: Uint32Array, take: (stretch: { block: number; row: number; index: number }) => void): void {
  let index = 0;
  if (positions.length === 0) return;
  let block = 0;
  let at = 0;
  for (const head of rows.heads) {
    while (index < positions.length && positions[index]! < at + head.count) {
      take({ block, row: positions[index]! - at, index });
      index += 1;
    }
    at += head.count;
    block += 1;
    if (index === positions.length) return;
  }
}

/** A folder as the index of names knows it. */
export function indexView(rows: SortedRows, prefix: string): FolderView {
  const { folders, objects } = childrenOf(rows, prefix);
  const numbers = (column: 'size' | 'modified') => {
    const values = new Float64Array(objects.length);
    eachRow(rows, objects, ({ block, row, index }) => {
      const columns = rows.reader.columns(rows.heads[block]!);
      values[index] = column === 'size' ? columns.size[row]! : modifiedAt(columns, row);
    });
    return values;
  };
  let bytes = 0;
  eachRow(rows, objects, ({ block, row }) => (bytes += rows.reader.columns(rows.heads[block]!).size[row]!));
  return {
    folders: folders.map((child) => child.prefix),
    folder(index) {
      const child = folders[index]!;
      return { prefix: child.prefix, ...rows.sums(child.from, child.to) };
    },
    objects: objects.length,
    bytes,
    object: (index): ObjectRow => rows.row(objects[index]!),
    *keys() {
      for (const position of objects) yield keyText(rows.keyBytes(position));
    },
    numbers,
    classes() {
      const names: string[] = [];
      eachRow(rows, objects, ({ block, row }) => names.push(rows.className(rows.reader.columns(rows.heads[block]!).classOf[row]!)));
      return names;
    },
  };
}
