import { onTestFinished } from 'vitest';
import { objectColumns } from '#core/capabilities/object-columns.ts';
import type { IndexedFolder, ObjectIndexApi } from '#core/storage/index/index-api.ts';
import { createObjectIndex } from '#core/storage/index/object-index.ts';
import { type BrowseQuery, browseQuerySchema, type FindQuery, findQuerySchema, type ObjectRow } from '#shared/model/storage.ts';
import { testKey } from './cache-key.ts';
import { tempFolder } from './temp-folder.ts';

export const testBucket = { connectionId: 'c', bucket: 'Bucket-1' };

/** Time without end, so that every answer is exact. */
const endless = { soft: Number.POSITIVE_INFINITY, hard: Number.POSITIVE_INFINITY, elapsed: () => 0 };

/** The index of names in this thread; closed when the test has ended. */
export function objectIndexHere(folder = tempFolder(), budget = endless): ObjectIndexApi {
  const index = createObjectIndex({ budget });
  index.store.open({ folder, key: testKey });
  onTestFinished(() => index.store.close());
  return index;
}

export const byKey = (a: { key: string }, b: { key: string }) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key));

/** An object with figures that follow from its key. */
export function testObject(key: string, changes: Partial<ObjectRow> = {}): ObjectRow {
  return {
    key,
    size: key.length * 1000,
    modified: Date.UTC(2025, 0, 1) + key.length * 3_600_000,
    storageClass: 'STANDARD',
    etag: null,
    ...changes,
  };
}

/** Found objects as plain rows. */
export function plainRows(found: { rows: readonly ObjectRow[] }): ObjectRow[] {
  return found.rows.map(({ key, size, modified, storageClass, etag }) => ({ key, size, modified, storageClass, etag }));
}

let runs = 0;

/** Reads a folder completely, in pages of `pageRows`. */
export function readAll(
  index: ObjectIndexApi,
  rows: readonly ObjectRow[],
  { folder = { ...testBucket, prefix: '' }, at = 1000, pageRows = 700 }: { folder?: IndexedFolder; at?: number; pageRows?: number } = {},
) {
  const run = `run-${runs++}`;
  const sorted = rows.toSorted(byKey);
  index.read.begin({ ...folder, run, at });
  for (let from = 0; from < sorted.length; from += pageRows) {
    index.read.page({ run, objects: objectColumns(sorted.slice(from, from + pageRows)) });
  }
  return index.read.finish({ run });
}

/** Lists one folder as a provider would, in pages; `end` false: it stops after the last page. */
export function listLevel(
  index: ObjectIndexApi,
  entries: { objects: readonly ObjectRow[]; prefixes: readonly string[] }[],
  { folder = { ...testBucket, prefix: '' }, at = 2000, end = true }: { folder?: IndexedFolder; at?: number; end?: boolean } = {},
): string {
  const run = `level-${runs++}`;
  index.levels.begin({ ...folder, run, at });
  for (const { objects, prefixes } of entries) index.levels.page({ run, objects: objectColumns(objects), prefixes: [...prefixes] });
  if (end) index.levels.finish({ run });
  return run;
}

export function browse(index: ObjectIndexApi, query: Partial<BrowseQuery> = {}) {
  return index.query.browse(browseQuerySchema.parse({ ...testBucket, limit: 5000, ...query }));
}

export function find(index: ObjectIndexApi, query: string, options: Partial<FindQuery> & { now?: number } = {}) {
  const { now = Date.UTC(2026, 0, 1), ...rest } = options;
  return index.query.find({ query: findQuerySchema.parse({ query, limit: 5000, ...rest }), now });
}
