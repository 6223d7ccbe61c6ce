import type { BrowseQuery } from '#shared/model/storage.ts';
import type { UsageSummary } from '#shared/model/storage-insight.ts';
import type { Sqlite } from '../../cache/sqlite.ts';
import { objectColumns } from '../../capabilities/object-columns.ts';
import { rowsPage, splitsOf } from './analyse/rows-page.ts';
import { usageOf } from './analyse/usage.ts';
import { createBrowser } from './browse/browse.ts';
import { coveredAt, type StoredKey } from './bucket-table.ts';
import { type FindBudget, find } from './find/find.ts';
import type { IndexedFolder, ObjectIndexApi } from './index-api.ts';
import { changeLevels } from './levels/level-changes.ts';
import { createLevelStore } from './levels/level-store.ts';
import { createLevels } from './levels/levels.ts';
import { createNameIndex, type NameIndex } from './name-index.ts';
import { applyChanges } from './reads/apply-changes.ts';
import { bucketIndex } from './reads/bucket-index.ts';
import { createReads } from './reads/reads.ts';
import { warming } from './warming.ts';

/** The open index. */
export interface OpenedIndex extends Omit<ObjectIndexApi, 'store'> {
  forget: ObjectIndexApi['store']['forget'];
  /** Steps that spare the first search its reads. */
  warming(): Generator<void, void>;
  close(): void;
}

/** Every call of a group through `wrap`. */
function wrapped<T extends object>(group: T, wrap: <A extends unknown[], R>(call: (...args: A) => R) => (...args: A) => R): T {
  return Object.fromEntries(Object.entries(group).map(([name, call]) => [name, wrap(call as (...args: unknown[]) => unknown)])) as T;
}

function oldest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length > 0 ? Math.min(...known) : null;
}

/** When what is known of a bucket was read: all of it, or the oldest of the folders that were. */
function readAt(index: NameIndex, { id }: StoredKey): number | null {
  const covers = index.buckets.covers(id);
  return coveredAt(covers, '') ?? oldest(covers.map(({ at }) => at));
}

function findIn(index: NameIndex, budget: FindBudget): ObjectIndexApi['query']['find'] {
  return ({ query, now }) => {
    const wanted = query.buckets && new Set(query.buckets.map(({ connectionId, bucket }) => JSON.stringify([connectionId, bucket])));
    const keys = index.buckets.list().filter(({ connectionId, bucket }) => wanted?.has(JSON.stringify([connectionId, bucket])) ?? true);
    const buckets = keys.map((key) => ({ key, rows: index.rows(key.id) })).filter(({ rows }) => rows.total > 0);
    const result = find({ query, now, buckets, codes: index.codes, budget });
    return { ...result, asOf: oldest(keys.map((key) => readAt(index, key))) };
  };
}

const nothingKnown: UsageSummary = {
  bytes: 0,
  objects: 0,
  byClass: [],
  byAge: [],
  byExtension: [],
  folders: [],
  byMonth: [],
  growth: [],
  asOf: null,
  complete: false,
};

function usageIn(index: NameIndex): ObjectIndexApi['query']['usage'] {
  return ({ prefix, now, ...key }) => {
    const id = index.buckets.find(key);
    if (id === null) return nothingKnown;
    const asOf = coveredAt(index.buckets.covers(id), prefix);
    const growth = prefix === '' ? index.buckets.growth(id) : [];
    return { ...usageOf(index.rows(id), { prefix, now, codes: index.codes }), growth, asOf, complete: asOf !== null };
  };
}

function queries(index: NameIndex, running: (bucketId: number) => number | null) {
  const rowsOf = (folder: IndexedFolder) => {
    const id = index.buckets.find(folder);
    return id === null ? null : index.rows(id);
  };
  return {
    usage: usageIn(index),
    buckets: () => index.buckets.list().map(({ id, ...key }) => ({ ...key, ...bucketIndex(index, id, running(id)) })),
    splits({ parts, prefix, ...key }) {
      const rows = rowsOf({ prefix, ...key });
      return rows ? splitsOf(rows, prefix, parts) : [];
    },
    rows({ after, limit, ...folder }) {
      const rows = rowsOf(folder);
      if (!rows) return { objects: objectColumns([]), cursor: null };
      return rowsPage(rows, { prefix: folder.prefix, after, limit });
    },
  } satisfies Partial<ObjectIndexApi['query']>;
}

/** Everything over one open database. Each change is one transaction. */
export function openedIndex(db: Sqlite, budget: FindBudget): OpenedIndex {
  const index = createNameIndex(db);
  const levelStore = createLevelStore(db);
  const browser = createBrowser(index, levelStore);
  const reads = createReads(index);
  const levels = createLevels(index, levelStore);
  const mutation =
    <A extends unknown[], R>(call: (...args: A) => R) =>
    (...args: A): R => {
      index.follow();
      try {
        return db.transaction(call).immediate(...args);
      } catch (cause) {
        index.reload();
        throw cause;
      } finally {
        browser.changed();
      }
    };
  const query =
    <A extends unknown[], R>(call: (...args: A) => R) =>
    (...args: A): R => {
      index.follow();
      return call(...args);
    };
  const change = (changes: Parameters<typeof applyChanges>[2]) => {
    const bucketId = index.buckets.find(changes);
    if (bucketId === null) return;
    applyChanges(index, bucketId, changes);
    const covers = index.buckets.covers(bucketId);
    const rows = index.rows(bucketId);
    const isEmpty = (prefix: string) => {
      const { from, to } = rows.range(prefix);
      return coveredAt(covers, prefix) !== null && from === to;
    };
    changeLevels(levelStore, bucketId, { changes, isEmpty });
    reads.note(bucketId, changes);
  };
  const forget: ObjectIndexApi['store']['forget'] = (options) => {
    reads.drop(options);
    levels.drop(options);
    const removed = index.buckets.remove(options);
    index.reload();
    return { removed };
  };
  mutation(() => reads.dropDead())();
  return {
    read: wrapped(
      { begin: reads.begin, page: reads.page, abort: reads.abort, finish: (options) => reads.finish(options, change) },
      mutation,
    ),
    levels: {
      ...wrapped({ begin: levels.begin, page: levels.page, finish: levels.finish, abort: levels.abort }, mutation),
      asOf: levels.asOf,
    },
    query: wrapped(
      {
        browse: (asked: BrowseQuery) => browser.browse(asked),
        find: findIn(index, budget),
        ...queries(index, (bucketId) => reads.running(bucketId)),
      },
      query,
    ),
    changes: wrapped({ apply: change }, mutation),
    forget: mutation(forget),
    warming: () => warming(index),
    close: () => db.close(),
  };
}
