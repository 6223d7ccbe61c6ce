import type { BrowseQuery, BrowseResult } from '#shared/model/storage.ts';
import type { FolderView } from './folder-view.ts';
import { orderedWindow } from './ordered-window.ts';

type Sort = BrowseQuery['sort'];
type Window = Pick<BrowseQuery, 'offset' | 'limit'>;
type Arranged = Pick<BrowseResult, 'rows' | 'total' | 'bytes'>;

/** Which names have all the words, without case. */
function matching(names: Iterable<string>, count: number, query: BrowseQuery): Uint32Array {
  const words = query.text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return Uint32Array.from({ length: count }, (_, i) => i);
  const found: number[] = [];
  let i = 0;
  for (const name of names) {
    const folded = name.slice(query.prefix.length).toLowerCase();
    if (words.every((word) => folded.includes(word))) found.push(i);
    i += 1;
  }
  return Uint32Array.from(found);
}

/** A window of the items by a column; what is equal stays in key order. */
function windowBy<T>(items: Uint32Array, values: ArrayLike<T>, descending: boolean, window: Window): Uint32Array {
  const sign = descending ? -1 : 1;
  const compare = (a: number, b: number) => {
    const left = values[a]!;
    const right = values[b]!;
    return left < right ? -sign : left > right ? sign : a - b;
  };
  return orderedWindow(items, window, compare);
}

function byName(items: Uint32Array, descending: boolean, { offset, limit }: Window): Uint32Array {
  return descending
    ? items
        .slice()
        .reverse()
        .subarray(offset, offset + limit)
    : items.subarray(offset, offset + limit);
}

function folderWindow(view: FolderView, items: Uint32Array, { column, descending }: Sort, window: Window): Uint32Array {
  if (column === 'name' || column === 'storageClass') return byName(items, descending && column === 'name', window);
  const values = new Float64Array(view.folders.length);
  const of = column === 'size' ? 'bytes' : 'modified';
  for (const item of items) values[item] = view.folder(item)[of] ?? -1;
  return windowBy(items, values, descending, window);
}

function objectWindow(view: FolderView, items: Uint32Array, { column, descending }: Sort, window: Window): Uint32Array {
  if (column === 'name') return byName(items, descending, window);
  const values: ArrayLike<string | number> = column === 'storageClass' ? view.classes() : view.numbers(column);
  return windowBy(items, values, descending, window);
}

/** The rows that a query wants of a folder: folders before objects, each in the order asked. */
export function arrange(view: FolderView, query: BrowseQuery): Arranged {
  const folders = matching(view.folders, view.folders.length, query);
  const objects = matching(query.text ? view.keys() : [], view.objects, query);
  const first = query.offset < folders.length ? folderWindow(view, folders, query.sort, query) : new Uint32Array(0);
  const rest = { offset: Math.max(0, query.offset - folders.length), limit: query.limit - first.length };
  const second = rest.limit > 0 ? objectWindow(view, objects, query.sort, rest) : new Uint32Array(0);
  return {
    rows: [
      ...Array.from(first, (item) => ({ kind: 'folder' as const, folder: view.folder(item) })),
      ...Array.from(second, (item) => ({ kind: 'object' as const, object: view.object(item) })),
    ],
    total: folders.length + objects.length,
    bytes: view.bytes,
  };
}
