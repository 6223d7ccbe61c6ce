import { describe, expect, it } from 'vitest';
import { objectRows } from '#core/capabilities/object-columns.ts';
import { naiveLevel } from '#tests/helpers/naive-index.ts';
import { byKey, objectIndexHere, readAll, testBucket, testObject } from '#tests/helpers/object-index.ts';
import { oddObjects } from '#tests/helpers/odd-keys.ts';

const rows = oddObjects(5000, 4).sort(byKey);
const now = Date.UTC(2025, 6, 1);
const prefixes = ['', 'logs/', 'a/', 'nowhere/'];

function sums(list: readonly { size: number }[]) {
  return { bytes: list.reduce((sum, { size }) => sum + size, 0), objects: list.length };
}

describe('usage', () => {
  it.each(prefixes)('of “%s” adds up to what looking at every object adds up to', (prefix) => {
    const index = objectIndexHere();
    readAll(index, rows);
    const below = rows.filter(({ key }) => key.startsWith(prefix));
    const usage = index.query.usage({ ...testBucket, prefix, now });
    expect(usage).toMatchObject({ ...sums(below), asOf: 1000, complete: true });
    const classes = Map.groupBy(below, ({ storageClass }) => storageClass);
    expect(new Map(usage.byClass.map(({ storageClass, ...sum }) => [storageClass, sum]))).toEqual(
      new Map([...classes].map(([name, list]) => [name, sums(list)])),
    );
    const months = Map.groupBy(below, ({ modified }) => new Date(modified).toISOString().slice(0, 7));
    expect(usage.byMonth).toEqual(
      [...months].map(([month, list]) => ({ month, ...sums(list) })).sort((a, b) => a.month.localeCompare(b.month)),
    );
    let youngest = Number.NEGATIVE_INFINITY;
    for (const { maxDays, ...sum } of usage.byAge) {
      const oldest = maxDays ?? Number.POSITIVE_INFINITY;
      const ages = below.filter(({ modified }) => {
        const days = (now - Math.floor(modified / 1000) * 1000) / 86_400_000;
        return days > youngest && days <= oldest;
      });
      expect(sum).toEqual(sums(ages));
      youngest = oldest;
    }
    const folders = naiveLevel(below, prefix).folders.sort((a, b) => b.bytes - a.bytes);
    const named = usage.folders.filter((folder) => folder.prefix !== '');
    expect(named.map((folder) => folder.bytes)).toEqual(folders.slice(0, 100).map((folder) => folder.bytes));
    expect(usage.folders.reduce((sum, folder) => sum + folder.objects, 0)).toBe(folders.reduce((sum, folder) => sum + folder.objects, 0));
  });

  it('names the twenty extensions with most bytes and sums up the rest', () => {
    const index = objectIndexHere();
    const many = Array.from({ length: 30 }, (_, i) => testObject(`f.e${String(i).padStart(2, '0')}`, { size: i + 1 }));
    readAll(index, [...many, testObject('none', { size: 5 })]);
    const { byExtension } = index.query.usage({ ...testBucket, prefix: '', now });
    expect(byExtension).toHaveLength(21);
    expect(byExtension[0]).toEqual({ extension: 'e29', bytes: 30, objects: 1 });
    expect(byExtension.at(-1)).toEqual({ extension: '', bytes: 60, objects: 11 });
  });

  it('notes a point of growth for each complete read of the bucket', () => {
    const index = objectIndexHere();
    readAll(index, [testObject('a', { size: 5 })], { at: 100 });
    readAll(index, [testObject('x/a')], { folder: { ...testBucket, prefix: 'x/' }, at: 150 });
    readAll(index, [testObject('a', { size: 5 }), testObject('b', { size: 6 })], { at: 200 });
    expect(index.query.usage({ ...testBucket, prefix: '', now }).growth).toEqual([
      { at: 100, bytes: 5, objects: 1, by: 'index' },
      { at: 200, bytes: 11, objects: 2, by: 'index' },
    ]);
  });

  it('of a bucket that nobody read is nothing', () => {
    expect(objectIndexHere().query.usage({ ...testBucket, prefix: '', now })).toMatchObject({ objects: 0, asOf: null, complete: false });
  });
});

describe('rows', () => {
  it.each(prefixes)('of “%s” come in pages, each once and in order', (prefix) => {
    const index = objectIndexHere();
    readAll(index, rows);
    const seen = [];
    for (let after: string | null = null; ; ) {
      const page = index.query.rows({ ...testBucket, prefix, after, limit: 333 });
      seen.push(...objectRows(page.objects));
      if (page.cursor === null) break;
      after = page.cursor;
    }
    expect(seen).toEqual(rows.filter(({ key }) => key.startsWith(prefix)));
  });
});

describe('splits', () => {
  it('divide a folder into parts that differ by one at most', () => {
    const index = objectIndexHere();
    readAll(index, rows);
    for (const prefix of prefixes) {
      const below = rows.filter(({ key }) => key.startsWith(prefix)).map(({ key }) => key);
      const splits = index.query.splits({ ...testBucket, prefix, parts: 7 });
      const places = [0, ...splits.map((split) => below.indexOf(split)), below.length];
      const sizes = places.slice(1).map((place, i) => place - places[i]!);
      expect(splits).toHaveLength(below.length === 0 ? 0 : 6);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }
  });

  it('are fewer where there are few names, and none where none are known', () => {
    const index = objectIndexHere();
    expect(index.query.splits({ ...testBucket, prefix: '', parts: 5 })).toEqual([]);
    readAll(index, [testObject('a'), testObject('b')]);
    expect(index.query.splits({ ...testBucket, prefix: '', parts: 5 })).toEqual(['b']);
  });
});
