import type { FindQuery, ObjectRow } from '#shared/model/storage.ts';
import { byKey } from './object-index.ts';

/** What a folder holds, found by looking at every object; they are in key order. */
export function naiveLevel(rows: readonly ObjectRow[], prefix: string) {
  const objects: ObjectRow[] = [];
  const folders = new Map<string, { prefix: string; bytes: number; objects: number; modified: number }>();
  for (const row of rows) {
    if (!row.key.startsWith(prefix)) continue;
    const slash = row.key.indexOf('/', prefix.length);
    if (slash < 0) {
      if (row.key !== prefix || row.size > 0) objects.push(row);
      continue;
    }
    const name = row.key.slice(0, slash + 1);
    const sum = folders.get(name) ?? { prefix: name, bytes: 0, objects: 0, modified: 0 };
    sum.bytes += row.size;
    sum.objects += 1;
    sum.modified = Math.max(sum.modified, Math.floor(row.modified / 1000) * 1000);
    folders.set(name, sum);
  }
  return { objects, folders: [...folders.values()] };
}

type Sort = NonNullable<FindQuery['sort']>;

/** Rows in the order asked; what is equal stays in key order. */
export function naiveSorted<T extends ObjectRow>(rows: readonly T[], { column, descending }: Sort): T[] {
  const value = (row: T) => (column === 'name' ? Buffer.from(row.key).toString('hex') : row[column]);
  const sign = descending ? -1 : 1;
  return rows.toSorted((a, b) => (value(a) < value(b) ? -sign : value(a) > value(b) ? sign : byKey(a, b)));
}
