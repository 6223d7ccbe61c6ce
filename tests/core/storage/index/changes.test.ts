import { describe, expect, it } from 'vitest';
import { objectColumns } from '#core/capabilities/object-columns.ts';
import {
  browse,
  byKey,
  find,
  listLevel,
  objectIndexHere,
  plainRows,
  readAll,
  testBucket,
  testObject,
} from '#tests/helpers/object-index.ts';
import { oddObjects, sequence } from '#tests/helpers/odd-keys.ts';

const keysOf = (found: { rows: { key: string }[] }) => found.rows.map(({ key }) => key);
const shownKeys = (shown: ReturnType<typeof browse>) =>
  shown.rows.map((row) => (row.kind === 'folder' ? row.folder.prefix : row.object.key));

describe('changes that the console made', () => {
  it('leave the index as if it had been read again', () => {
    const random = sequence(8);
    const before = oddObjects(5000, 1);
    const put = [...oddObjects(700, 2), ...before.filter(() => random() < 0.1).map((row) => ({ ...row, size: 42, storageClass: 'Cold' }))];
    const putKeys = new Set(put.map(({ key }) => key));
    const removed = before.map(({ key }) => key).filter((key) => random() < 0.3 && !putKeys.has(key));
    const index = objectIndexHere();
    readAll(index, before);
    index.changes.apply({ ...testBucket, put, removed: [...removed, 'was never there'] });
    const gone = new Set(removed);
    const expected = [
      ...before.filter(({ key }) => !gone.has(key) && !putKeys.has(key)),
      ...new Map(put.map((row) => [row.key, row])).values(),
    ].sort(byKey);
    const found = find(index, '');
    expect(found.total).toBe(expected.length);
    expect(plainRows(found)).toEqual(expected.slice(0, 5000));
  });

  it('can empty a bucket and fill it again', () => {
    const index = objectIndexHere();
    readAll(index, [testObject('a')]);
    index.changes.apply({ ...testBucket, put: [], removed: ['a'] });
    expect(browse(index)).toMatchObject({ total: 0, complete: true, source: 'index' });
    index.changes.apply({ ...testBucket, put: [testObject('b')], removed: [] });
    expect(keysOf(find(index, ''))).toEqual(['b']);
  });

  it('leave unread what was never read', () => {
    const index = objectIndexHere();
    index.changes.apply({ ...testBucket, put: [testObject('a')], removed: [] });
    expect(index.query.buckets()).toEqual([]);
    readAll(index, [testObject('in/1')], { folder: { ...testBucket, prefix: 'in/' } });
    index.changes.apply({ ...testBucket, put: [testObject('in/2'), testObject('out/2')], removed: [] });
    expect(keysOf(find(index, ''))).toEqual(['in/1', 'in/2']);
  });

  it('made while a read is under way are there after it', () => {
    const index = objectIndexHere();
    readAll(index, [testObject('a'), testObject('b')], { at: 1 });
    index.read.begin({ ...testBucket, prefix: '', run: 'r', at: 2 });
    index.read.page({ run: 'r', objects: objectColumns([testObject('a'), testObject('b')]) });
    index.changes.apply({ ...testBucket, put: [testObject('c')], removed: ['a'] });
    index.read.finish({ run: 'r' });
    expect(keysOf(find(index, ''))).toEqual(['b', 'c']);
  });

  it('show in the listings of folders, with new folders and without those that are empty now', () => {
    const index = objectIndexHere();
    readAll(index, [testObject('a'), testObject('d/1'), testObject('e/1'), testObject('e/2')], { at: 1 });
    listLevel(index, [{ objects: [testObject('a')], prefixes: ['d/', 'e/'] }]);
    listLevel(index, [{ objects: [testObject('e/1'), testObject('e/2')], prefixes: [] }], { folder: { ...testBucket, prefix: 'e/' } });
    const put = [testObject('b', { size: 9 }), testObject('f/g/h'), testObject('a', { size: 7 })];
    index.changes.apply({ ...testBucket, put, removed: ['d/1', 'e/1'] });
    expect(shownKeys(browse(index))).toEqual(['e/', 'f/', 'a', 'b']);
    expect(browse(index).bytes).toBe(16);
    expect(shownKeys(browse(index, { prefix: 'e/' }))).toEqual(['e/2']);
    expect(browse(index, { prefix: 'e/' })).toMatchObject({ source: 'listing', complete: true });
  });

  it('fill an empty listing, and wait for a listing that has not come so far', () => {
    const index = objectIndexHere();
    listLevel(index, []);
    index.changes.apply({ ...testBucket, put: [testObject('new')], removed: [] });
    expect(shownKeys(browse(index))).toEqual(['new']);
    listLevel(index, [{ objects: [testObject('b')], prefixes: [] }], { at: 3000, end: false });
    index.changes.apply({ ...testBucket, put: [testObject('a'), testObject('zz')], removed: ['new'] });
    expect(shownKeys(browse(index))).toEqual(['a', 'b']);
  });
});
