import type { FolderRow, ObjectRow } from '#shared/model/storage.ts';
import type { SortedRows } from '../blocks/sorted-rows.ts';
import type { FolderView } from './folder-view.ts';

/** A folder as its listing showed it; sums of its folders are from the index of names where that knows the bucket. */
export function levelView(objects: readonly ObjectRow[], folders: readonly string[], rows: SortedRows | null): FolderView {
  const numbers = (column: 'size' | 'modified') => Float64Array.from(objects, (object) => object[column]);
  return {
    folders,
    folder(index): FolderRow {
      const prefix = folders[index]!;
      if (!rows) return { prefix, bytes: null, objects: null, modified: null };
      const { from, to } = rows.range(prefix);
      return { prefix, ...rows.sums(from, to) };
    },
    objects: objects.length,
    bytes: objects.reduce((sum, { size }) => sum + size, 0),
    object: (index) => objects[index]!,
    *keys() {
      for (const { key } of objects) yield key;
    },
    numbers,
    classes: () => objects.map(({ storageClass }) => storageClass),
  };
}

/** Two views of one folder as one: all of the first, and of the second what is behind `edge`. */
export function withTail(
  first: { objects: ObjectRow[]; prefixes: string[] },
  { view, isBehind }: { view: FolderView; isBehind: (key: string) => boolean },
) {
  const objects = [...first.objects];
  const prefixes = [...first.prefixes];
  let index = 0;
  for (const key of view.keys()) {
    if (isBehind(key)) objects.push(view.object(index));
    index += 1;
  }
  for (const prefix of view.folders) if (isBehind(prefix)) prefixes.push(prefix);
  return { objects, prefixes };
}
