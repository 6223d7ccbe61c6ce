import { describe, expect, it } from 'vitest';
import type { ObjectIndexApi } from '#core/storage/index/index-api.ts';
import { type ObjectRow, objectSorts } from '#shared/model/storage.ts';
import { naiveLevel, naiveSorted } from '#tests/helpers/naive-index.ts';
import { browse, byKey, listLevel, objectIndexHere, readAll, testBucket, testObject } from '#tests/helpers/object-index.ts';
import { oddObjects } from '#tests/helpers/odd-keys.ts';

/** Browses from the top down into every folder that is shown. */
function walk(index: ObjectIndexApi, rows: readonly ObjectRow[], visited: string[] = [], prefix = ''): string[] {
  const expected = naiveLevel(rows, prefix);
  const shown = browse(index, { prefix });
  expect(shown.rows).toEqual([
    ...expected.folders.map((folder) => ({
      kind: 'folder',
      folder: { ...folder, modified: expect.closeTo(folder.modified, -3.5) as number },
    })),
    ...expected.objects.map((object) => ({ kind: 'object', object })),
  ]);
  expect(shown).toMatchObject({ total: shown.rows.length, source: 'index', complete: true, asOf: 1000 });
  expect(shown.bytes).toBe(expected.objects.reduce((sum, { size }) => sum + size, 0));
  visited.push(prefix);
  for (const { prefix: child } of expected.folders) if (visited.length < 400) walk(index, rows, visited, child);
  return visited;
}

const keys = (shown: ReturnType<typeof browse>) => shown.rows.map((row) => (row.kind === 'folder' ? row.folder.prefix : row.object.key));

describe('a folder from the index', () => {
  it.each([1, 2, 3])('shows what looking at every object shows, with odd names (seed %i)', (seed) => {
    const rows = oddObjects(4000, seed).sort(byKey);
    const index = objectIndexHere();
    readAll(index, rows, { pageRows: 311 });
    expect(walk(index, rows).length).toBeGreaterThan(100);
  });

  it('steps over folders that fill many blocks, and pages through 20,000 of them', () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => testObject(`n/${String(i).padStart(6, '0')}/file`));
    const deep = Array.from({ length: 5000 }, (_, i) => testObject(`m/${i}`));
    const index = objectIndexHere();
    readAll(index, [...rows, ...deep, testObject('z')]);
    expect(keys(browse(index))).toEqual(['m/', 'n/', 'z']);
    const page = browse(index, { prefix: 'n/', offset: 19_990, limit: 100 });
    expect(page.total).toBe(20_000);
    expect(keys(page)).toEqual(Array.from({ length: 10 }, (_, i) => `n/0${19_990 + i}/`));
  });

  it.each(objectSorts)('sorts by %s as a sort of all does', (column) => {
    const rows = oddObjects(3000, 9).filter(({ key }) => !key.includes('/'));
    const many = Array.from({ length: 3000 }, (_, i) =>
      testObject(`k${i}`, { size: (i * 7919) % 1000, modified: ((i * 104_729) % 5000) * 1000 }),
    );
    const all = [...rows, ...many];
    const index = objectIndexHere();
    readAll(index, all);
    for (const descending of [false, true]) {
      const sort = { column, descending };
      const expected = naiveSorted(all, sort).map(({ key }) => key);
      expect(keys(browse(index, { sort, limit: 100 }))).toEqual(expected.slice(0, 100));
      expect(keys(browse(index, { sort, offset: 1500, limit: 100 }))).toEqual(expected.slice(1500, 1600));
    }
  });

  it('filters by the words of the name behind the prefix, without case', () => {
    const index = objectIndexHere();
    readAll(
      index,
      ['Logs/ÉTÉ Report.csv', 'Logs/report.csv', 'Logs/x', 'Logs/Reports/été'].map((key) => testObject(key)),
    );
    expect(keys(browse(index, { prefix: 'Logs/', text: 'REPORT été' }))).toEqual(['Logs/ÉTÉ Report.csv']);
    expect(keys(browse(index, { prefix: 'Logs/', text: 'logs' }))).toEqual([]);
    expect(browse(index, { prefix: 'Logs/', text: 'report' })).toMatchObject({ total: 3, bytes: 40_000 });
  });

  it('is not known before it was read, and in part when only a folder of it was', () => {
    const index = objectIndexHere();
    expect(browse(index)).toMatchObject({ source: 'none', asOf: null, complete: false, total: 0 });
    readAll(index, [testObject('a/b/1'), testObject('a/b/2')], { folder: { ...testBucket, prefix: 'a/b/' } });
    expect(browse(index)).toMatchObject({ source: 'index', asOf: null, complete: false, total: 1 });
    expect(browse(index, { prefix: 'a/b/' })).toMatchObject({ source: 'index', asOf: 1000, complete: true, total: 2 });
    expect(browse(index, { prefix: 'x/' })).toMatchObject({ source: 'none', complete: false, total: 0 });
  });
});

describe('a folder from a listing', () => {
  const objects = [testObject('a', { etag: 'e1' }), testObject('c')];

  it('is shown page by page, with what an earlier listing knew behind it', () => {
    const index = objectIndexHere();
    listLevel(index, [{ objects: [testObject('a'), testObject('m'), testObject('z')], prefixes: ['n/'] }], { at: 1000 });
    listLevel(index, [{ objects: [testObject('b'), testObject('k')], prefixes: [] }], { at: 2000, end: false });
    expect(keys(browse(index))).toEqual(['n/', 'b', 'k', 'm', 'z']);
    expect(browse(index)).toMatchObject({ source: 'listing', complete: false, asOf: 1000 });
  });

  it('drops at its end what it did not see, and keeps it when it is aborted', () => {
    const index = objectIndexHere();
    listLevel(index, [{ objects: [testObject('a'), testObject('z')], prefixes: [] }], { at: 1000 });
    const aborted = listLevel(index, [{ objects: [testObject('b')], prefixes: [] }], { at: 2000, end: false });
    index.levels.abort({ run: aborted });
    expect(keys(browse(index))).toEqual(['b', 'z']);
    expect(index.levels.asOf({ ...testBucket, prefix: '' })).toBe(1000);
    listLevel(index, [{ objects: [testObject('b')], prefixes: [] }], { at: 3000 });
    expect(keys(browse(index))).toEqual(['b']);
    expect(browse(index)).toMatchObject({ complete: true, asOf: 3000 });
  });

  it('can be empty', () => {
    const index = objectIndexHere();
    listLevel(index, [{ objects, prefixes: [] }], { at: 1000 });
    listLevel(index, [], { at: 2000 });
    expect(browse(index)).toMatchObject({ rows: [], total: 0, source: 'listing', complete: true, asOf: 2000 });
  });

  it('wins over an older index and gets the sums of its folders from it', () => {
    const index = objectIndexHere();
    readAll(index, [testObject('d/1', { size: 5 }), testObject('d/2', { size: 7 }), testObject('old')], { at: 1000 });
    listLevel(index, [{ objects, prefixes: ['d/', 'e/'] }], { at: 2000 });
    const shown = browse(index);
    expect(shown).toMatchObject({ source: 'listing', asOf: 2000, total: 4 });
    expect(shown.rows[0]).toMatchObject({ folder: { prefix: 'd/', bytes: 12, objects: 2 } });
    expect(shown.rows[2]).toEqual({ kind: 'object', object: objects[0] });
    readAll(index, [testObject('new')], { at: 3000 });
    expect(keys(browse(index))).toEqual(['new']);
  });

  it('has no sums where no names were read, and the index behind its end while it goes on', () => {
    const index = objectIndexHere();
    listLevel(index, [{ objects: [], prefixes: ['d/'] }], { folder: { ...testBucket, bucket: 'other', prefix: '' } });
    expect(browse(index, { bucket: 'other' }).rows).toEqual([
      { kind: 'folder', folder: { prefix: 'd/', bytes: null, objects: null, modified: null } },
    ]);
    readAll(index, [testObject('a-old'), testObject('x/1'), testObject('y')], { at: 1000 });
    listLevel(index, [{ objects: [testObject('b')], prefixes: [] }], { at: 2000, end: false });
    expect(keys(browse(index))).toEqual(['x/', 'b', 'y']);
  });
});
