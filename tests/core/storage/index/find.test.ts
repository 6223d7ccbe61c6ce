import { describe, expect, it } from 'vitest';
import { type ObjectRow, objectSorts } from '#shared/model/storage.ts';
import { naiveSorted } from '#tests/helpers/naive-index.ts';
import { byKey, find, objectIndexHere, readAll, testBucket, testObject } from '#tests/helpers/object-index.ts';
import { oddObjects } from '#tests/helpers/odd-keys.ts';

const rows = oddObjects(6000, 5).sort(byKey);
const { bucket } = testBucket;
const nameOf = (key: string) => key.slice(key.lastIndexOf('/', key.length - 2) + 1);
const has = (word: string) => (row: ObjectRow) => row.key.toLowerCase().includes(word) || bucket.toLowerCase().includes(word);
const year = (y: number) => Date.UTC(y, 0, 1);
const now = Date.UTC(2026, 0, 1);

/** Queries with what they mean, said plainly. */
const cases: [query: string, means: (row: ObjectRow) => boolean][] = [
  ['', () => true],
  ['deadbeef', has('deadbeef')],
  ['DEADBEEF02', has('deadbeef02')],
  ['été', has('été')],
  ['日本語', has('日本語')],
  ['😀', has('😀')],
  ['a', has('a')],
  ['x', has('x')],
  ['"x y"', has('x y')],
  ['bucket-1', () => true],
  ['-bucket-1', () => false],
  ['logs -report', (row) => has('logs')(row) && !has('report')(row)],
  ['logs data.csv', (row) => has('logs')(row) && has('data.csv')(row)],
  ['logs/', has('logs/')],
  ['"*"', has('*')],
  ['*.csv', ({ key }) => key.toLowerCase().endsWith('.csv')],
  ['-*.csv', ({ key }) => !key.toLowerCase().endsWith('.csv')],
  ['report*', ({ key }) => key.toLowerCase().startsWith('report') || nameOf(key).toLowerCase().startsWith('report')],
  ['logs*dead*', ({ key }) => [key, nameOf(key)].some((text) => /^logs.*dead/s.test(text.toLowerCase()))],
  ['size>1MB', ({ size }) => size > 1e6],
  ['size<=1.5GiB', ({ size }) => size <= 1.5 * 2 ** 30],
  ['size=0', ({ size }) => size === 0],
  ['-size>=1kB', ({ size }) => size < 1000],
  ['modified<2021-01-01', ({ modified }) => modified < year(2021)],
  ['modified>=2021', ({ modified }) => modified >= year(2021)],
  ['modified>2021', ({ modified }) => modified >= year(2022)],
  ['modified=2022-03', ({ modified }) => modified >= Date.UTC(2022, 2, 1) && modified < Date.UTC(2022, 3, 1)],
  ['modified>1000d', ({ modified }) => modified < now - 1000 * 86_400_000],
  ['modified<1000d', ({ modified }) => modified >= now - 1000 * 86_400_000],
  ['class:standard', ({ storageClass }) => storageClass.toLowerCase() === 'standard'],
  ['-class:glacier', ({ storageClass }) => storageClass.toLowerCase() !== 'glacier'],
  ['ext:CSV', ({ key }) => /[^/]\.csv\/?$/i.test(key)],
  ['-ext:csv', ({ key }) => !/[^/]\.csv\/?$/i.test(key)],
  ['ext:tar.gz', ({ key }) => key.endsWith('.tar.gz')],
  ['ext:none', () => false],
  ['prefix:logs', ({ key }) => key.startsWith('logs')],
  ['prefix:"x y/"', ({ key }) => key.startsWith('x y/')],
  ['-prefix:logs -prefix:a', ({ key }) => !key.startsWith('logs') && !key.startsWith('a')],
  ['bucket:BUCKET', () => true],
  ['bucket:other', () => false],
  ['connection:c -connection:d', () => true],
  ['connection:d', () => false],
  [
    'ext:csv size>1MB logs modified<2023',
    (row) => /[^/]\.csv\/?$/i.test(row.key) && row.size > 1e6 && has('logs')(row) && row.modified < year(2023),
  ],
];

describe('a search', () => {
  const index = () => objectIndexHere();

  it('finds what looking at every object finds', () => {
    const here = index();
    readAll(here, rows);
    for (const [query, means] of cases) {
      const expected = rows.filter(means);
      const found = find(here, query, { now });
      expect(
        found.rows.map(({ key }) => key),
        query,
      ).toEqual(expected.slice(0, 5000).map(({ key }) => key));
      expect(found, query).toMatchObject({ total: expected.length, bytes: expected.reduce((sum, { size }) => sum + size, 0), more: false });
    }
    // Most of them must find something, or nothing was compared.
    expect(cases.filter(([, means]) => rows.some(means)).length).toBeGreaterThan(35);
  });

  it.each(objectSorts)('sorts by %s over all buckets and pages', (column) => {
    const here = index();
    const other = oddObjects(3000, 6);
    readAll(here, rows);
    readAll(here, other, { folder: { connectionId: 'c', bucket: 'other', prefix: '' } });
    const both = [...rows.filter(has('logs')), ...other.filter(({ key }) => key.toLowerCase().includes('logs'))];
    for (const descending of [false, true]) {
      const sort = { column, descending };
      const expected = naiveSorted(both, sort);
      const found = find(here, 'logs', { sort, offset: 40, limit: 30 });
      const value = (row: ObjectRow) => (column === 'name' ? row.key : row[column]);
      expect(found.rows.map(value)).toEqual(expected.slice(40, 70).map(value));
      expect(found.total).toBe(both.length);
    }
  });

  it('says what was searched, how old it is and how it was understood', () => {
    const here = index();
    readAll(here, [testObject('a')], { at: 500 });
    readAll(here, [testObject('a'), testObject('b')], { folder: { connectionId: 'd', bucket: 'two', prefix: '' }, at: 300 });
    expect(find(here, 'a')).toMatchObject({ searched: { objects: 3, buckets: 2 }, asOf: 300 });
    expect(find(here, 'a', { buckets: [testBucket] })).toMatchObject({ searched: { objects: 1, buckets: 1 }, asOf: 500, total: 1 });
    expect(find(here, 'bucket:two').rows).toMatchObject([{ connectionId: 'd', bucket: 'two', key: 'a' }, { key: 'b' }]);
    expect(find(here, 'size>1GB -ext:csv modified<2025-01-01').terms).toEqual([
      'size > 1,000,000,000 B',
      'not: name ends with .csv',
      'changed before 2025-01-01 UTC',
    ]);
  });

  it.each([
    ['size>big', 'size>big'],
    ['size>5XB', 'size>5XB'],
    ['modified<2025-13-01', 'modified<2025-13-01'],
    ['modified<2025-02-30', 'modified<2025-02-30'],
    ['modified=5d', 'modified=5d'],
    ['a "b c', 'b c'],
    ['ext:', 'ext:'],
  ])('names the term of %s that it does not understand', (query, term) => {
    expect(() => find(index(), query)).toThrow(
      expect.objectContaining({
        error: expect.objectContaining({ code: 'invalid_input', message: expect.stringContaining(term) as string }) as object,
      }) as Error,
    );
  });

  it('counts on until the time is up once the page is full, and says that there are more', () => {
    let clock = 0;
    const here = objectIndexHere(undefined, { soft: 3, hard: 50, elapsed: () => clock++ });
    readAll(
      here,
      Array.from({ length: 20_000 }, (_, i) => testObject(`k${String(i).padStart(5, '0')}/${i % 2}`)),
    );
    const found = find(here, '/1', { limit: 10 });
    expect(found.rows).toHaveLength(10);
    expect(found.more).toBe(true);
    expect(found.total).toBeGreaterThan(10);
    expect(found.total).toBeLessThan(10_000);
    clock = 0;
    expect(find(here, '/1', { limit: 5000 }).rows).toHaveLength(5000);
  });
});
