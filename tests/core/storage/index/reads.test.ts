import { describe, expect, it } from 'vitest';
import { objectColumns } from '#core/capabilities/object-columns.ts';
import { browse, byKey, find, objectIndexHere, plainRows, readAll, testBucket, testObject } from '#tests/helpers/object-index.ts';
import { oddObjects } from '#tests/helpers/odd-keys.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';

const keysOf = (found: { rows: { key: string }[] }) => found.rows.map(({ key }) => key);
const whole = { ...testBucket, prefix: '' };

describe('a read', () => {
  it('shows nothing of its own before it is finished, and then only its own', () => {
    const index = objectIndexHere();
    readAll(index, [testObject('old')], { at: 1 });
    index.read.begin({ ...whole, run: 'r', at: 2 });
    index.read.page({ run: 'r', objects: objectColumns([testObject('new')]) });
    expect(keysOf(find(index, ''))).toEqual(['old']);
    expect(index.read.finish({ run: 'r' })).toEqual({ asOf: 2, complete: true, objects: 1, bytes: 3000 });
    expect(keysOf(find(index, ''))).toEqual(['new']);
  });

  it('says of a first read how far it is', () => {
    const index = objectIndexHere();
    index.read.begin({ ...whole, run: 'r', at: 2 });
    index.read.page({ run: 'r', objects: objectColumns(Array.from({ length: 1100 }, (_, i) => testObject(`k${10_000 + i}`))) });
    expect(index.query.buckets()).toEqual([{ ...testBucket, asOf: null, complete: false, objects: 1024, bytes: 6_144_000 }]);
    index.read.abort({ run: 'r' });
    expect(index.query.buckets()).toEqual([{ ...testBucket, asOf: null, complete: false, objects: 0, bytes: 0 }]);
    expect(() => index.read.page({ run: 'r', objects: objectColumns([]) })).toThrow('not under way');
  });

  it.each(['', 'logs/', 'a/b/', 'logs0', '日本語', 'zz'])('of the folder “%s” replaces what is below it and nothing else', (prefix) => {
    const before = oddObjects(5000, 1);
    const after = oddObjects(5000, 2).filter(({ key }) => key.startsWith(prefix));
    const index = objectIndexHere();
    readAll(index, before);
    readAll(index, after, { folder: { ...testBucket, prefix }, at: 2000 });
    const expected = [...before.filter(({ key }) => !key.startsWith(prefix)), ...after].sort(byKey);
    expect(keysOf(find(index, ''))).toEqual(expected.map(({ key }) => key).slice(0, 5000));
    expect(browse(index, { prefix })).toMatchObject({ asOf: 2000, complete: true });
    expect(index.query.buckets()[0]).toMatchObject({ asOf: prefix === '' ? 2000 : 1000, objects: expected.length });
  });

  it('that does not come in key order is refused, and the names before stay', () => {
    const index = objectIndexHere();
    readAll(index, [testObject('old')]);
    index.read.begin({ ...whole, run: 'r', at: 2 });
    index.read.page({ run: 'r', objects: objectColumns([testObject('b')]) });
    expect(() => index.read.page({ run: 'r', objects: objectColumns([testObject('a')]) })).toThrow('order of its keys');
    expect(keysOf(find(index, ''))).toEqual(['old']);
  });

  it('is kept over closing and opening, with everything that can be asked', () => {
    const folder = tempFolder();
    const rows = oddObjects(3000, 3).sort(byKey);
    const first = objectIndexHere(folder);
    readAll(first, rows);
    const usage = first.query.usage({ ...whole, now: Date.UTC(2026, 0, 1) });
    first.store.close();
    const second = objectIndexHere(folder);
    expect(second.query.usage({ ...whole, now: Date.UTC(2026, 0, 1) })).toEqual(usage);
    expect(plainRows(find(second, ''))).toEqual(rows);
  });

  it('follows what another process wrote', () => {
    const folder = tempFolder();
    const [one, two] = [objectIndexHere(folder), objectIndexHere(folder)];
    readAll(one, [testObject('a.first')]);
    expect(keysOf(find(two, ''))).toEqual(['a.first']);
    readAll(two, [testObject('b.second', { storageClass: 'NEW' })]);
    expect(keysOf(find(one, 'ext:second class:new'))).toEqual(['b.second']);
  });

  it('is forgotten with its bucket or connection', () => {
    const index = objectIndexHere();
    for (const [connectionId, bucket] of [
      ['c', '1'],
      ['c', '2'],
      ['d', '1'],
    ] as const)
      readAll(index, [testObject('k')], { folder: { connectionId, bucket, prefix: '' } });
    expect(index.store.forget({ connectionId: 'c', bucket: '1' })).toEqual({ removed: 1 });
    expect(index.query.buckets().map(({ connectionId, bucket }) => connectionId + bucket)).toEqual(['c2', 'd1']);
    expect(index.store.forget({ connectionId: 'c' })).toEqual({ removed: 1 });
    expect(find(index, '').rows).toMatchObject([{ connectionId: 'd' }]);
  });
});
