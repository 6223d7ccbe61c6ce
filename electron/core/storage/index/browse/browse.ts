import type { BrowseQuery } from '#shared/model/storage.ts';
import type { SortedRows } from '../blocks/sorted-rows.ts';
import { coveredAt } from '../bucket-table.ts';
import type { ObjectIndexApi } from '../index-api.ts';
import { keyBytes } from '../key-bytes.ts';
import { levelEntries } from '../levels/level-entries.ts';
import type { Level, LevelStore } from '../levels/level-store.ts';
import type { NameIndex } from '../name-index.ts';
import { arrange } from './arrange.ts';
import type { FolderView } from './folder-view.ts';
import { indexView } from './index-view.ts';
import { levelView, withTail } from './level-view.ts';

type Browsed = ReturnType<ObjectIndexApi['query']['browse']>;
type Known = Pick<Browsed, 'asOf' | 'complete' | 'source'>;

interface Place {
  bucketId: number;
  prefix: string;
  rows: SortedRows;
  level: Level | null;
  indexAt: number | null;
}

/** Views of the folders that were looked at last: paging, sorting and typing a filter ask for the same one again. */
const viewsKept = 4;

export interface Browser {
  browse(query: BrowseQuery): Browsed;
  /** Listings changed. */
  changed(): void;
}

/** The newer of listing and index; what is only known in part is shown in part. */
function sourceOf({ prefix, rows, level, indexAt }: Place): Known {
  const listed = level?.at ?? null;
  if (listed !== null && (indexAt === null || listed >= indexAt)) {
    return { source: 'listing', asOf: level!.asOf ?? indexAt, complete: level!.asOf === listed };
  }
  if (indexAt !== null) return { source: 'index', asOf: indexAt, complete: true };
  const { from, to } = rows.range(prefix);
  return { source: from < to ? 'index' : 'none', asOf: null, complete: false };
}

function listingView(store: LevelStore, { prefix, rows, level, indexAt }: Place): FolderView {
  const { reached, ...entries } = levelEntries(store, level!.id);
  const sums = rows.total > 0 ? rows : null;
  // The first listing of this folder has not come to its end: what is behind it is as the index has it.
  if (level!.asOf !== null || indexAt === null) return levelView(entries.objects, entries.prefixes, sums);
  const isBehind = (key: string) => reached === null || Buffer.compare(keyBytes(key), reached) > 0;
  const { objects, prefixes } = withTail(entries, { view: indexView(rows, prefix), isBehind });
  return levelView(objects, prefixes, sums);
}

export function createBrowser(index: NameIndex, store: LevelStore): Browser {
  const views = new Map<string, { rows: SortedRows; view: FolderView }>();
  let version = 0;
  const viewOf = (place: Place, source: Known['source']) => {
    const key = JSON.stringify([place.bucketId, place.prefix, source, version]);
    const known = views.get(key);
    views.delete(key);
    const fresh = known?.rows === place.rows ? known : { rows: place.rows, view: make(place, source) };
    views.set(key, fresh);
    for (const oldest of views.keys()) if (views.size > viewsKept) views.delete(oldest);
    return fresh.view;
  };
  const make = (place: Place, source: Known['source']) =>
    source === 'listing' ? listingView(store, place) : indexView(place.rows, place.prefix);
  return {
    browse(query) {
      const bucketId = index.buckets.find(query);
      if (bucketId === null) return { rows: [], total: 0, bytes: 0, asOf: null, complete: false, source: 'none' };
      const { prefix } = query;
      const indexAt = coveredAt(index.buckets.covers(bucketId), prefix);
      const place = { bucketId, prefix, rows: index.rows(bucketId), level: store.find(bucketId, prefix), indexAt };
      const known = sourceOf(place);
      return { ...arrange(viewOf(place, known.source), query), ...known };
    },
    changed: () => void (version += 1),
  };
}
