import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createMemoryStore } from '#tests/helpers/memory-store.ts';
import { folderWith, storageWorld } from '#tests/helpers/storage-world.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';

const bucket = { connectionId: 'c1', bucket: 'bucket' };
const to = (prefix: string, key?: string) => ({ kind: 'bucket' as const, ...bucket, prefix, ...(key !== undefined && { key }) });
const objects = (...keys: string[]) => ({ objects: keys.map((key) => ({ ...bucket, key })) });
const folder = (prefix: string) => ({ prefixes: [{ ...bucket, prefix }] });

function seeded(keys: Record<string, string | number>, options: Parameters<typeof createMemoryStore>[0] = {}) {
  const store = createMemoryStore(options);
  for (const [key, content] of Object.entries(keys)) store.seed('bucket', key, content);
  return storageWorld({ stores: { c1: store } });
}

async function targets(world: ReturnType<typeof storageWorld>, request: Parameters<typeof world.plan>[0]) {
  const plan = await world.plan(request);
  return (await world.items(plan.id)).map(({ to, skip, refusal }) => [to!.key, skip ?? refusal?.code ?? 'copied']);
}

test('a single object goes to the exact key, or into the folder under its own name', async () => {
  const world = seeded({ 'a/b/report.csv': 'x' });
  expect(await targets(world, { verb: 'copy', source: objects('a/b/report.csv'), target: to('', 'new.csv') })).toEqual([
    ['new.csv', 'copied'],
  ]);
  expect(await targets(world, { verb: 'copy', source: objects('a/b/report.csv'), target: to('out') })).toEqual([
    ['out/report.csv', 'copied'],
  ]);
});

test('a single folder gives its contents; of several each keeps its name', async () => {
  const world = seeded({ 'one/a': '1', 'one/sub/b': '2', 'two/c': '3', one2: '4' });
  expect(await targets(world, { verb: 'copy', source: folder('one'), target: to('out') })).toEqual([
    ['out/a', 'copied'],
    ['out/sub/b', 'copied'],
  ]);
  const both = { prefixes: ['two/', 'one/'].map((prefix) => ({ ...bucket, prefix })) };
  expect(await targets(world, { verb: 'copy', source: both, target: to('out/') })).toEqual([
    ['out/one/a', 'copied'],
    ['out/one/sub/b', 'copied'],
    ['out/two/c', 'copied'],
  ]);
});

test('files and folders of this machine go as they do with cp', async () => {
  const world = seeded({});
  const path = folderWith({ 'a.txt': 'a', 'deep/b.txt': 'bb' });
  expect(await targets(world, { verb: 'copy', source: { files: { paths: [path] } }, target: to('up') })).toEqual([
    ['up/a.txt', 'copied'],
    ['up/deep/b.txt', 'copied'],
  ]);
  const file = join(path, 'deep/b.txt');
  expect(await targets(world, { verb: 'copy', source: { files: { paths: [file] } }, target: to('up') })).toEqual([['up/b.txt', 'copied']]);
  await expect(world.plan({ verb: 'copy', source: { files: { paths: [join(path, 'gone')] } }, target: to('up') })).rejects.toMatchObject({
    error: { code: 'not_found' },
  });
});

test('a download goes to the file named, or into the folder; a folder that is missing is made below one that is there', async () => {
  const world = seeded({ 'd/report.csv': 'x', 'd/deep/a': 'y' });
  const path = tempFolder();
  const target = (name: string) => ({ kind: 'file' as const, path: name });
  const place = async (request: Parameters<typeof world.plan>[0]) => (await world.plan(request)).items.map(({ to }) => to);
  expect(await place({ verb: 'copy', source: objects('d/report.csv'), target: target(path) })).toEqual([join(path, 'report.csv')]);
  expect(await place({ verb: 'copy', source: objects('d/report.csv'), target: target(join(path, 'as.csv')) })).toEqual([
    join(path, 'as.csv'),
  ]);
  expect(await place({ verb: 'copy', source: objects('d/report.csv'), target: target(`${path}/new/`) })).toEqual([
    join(path, 'new/report.csv'),
  ]);
  expect(await place({ verb: 'copy', source: folder('d'), target: target(join(path, 'x/y')) })).toEqual([
    join(path, 'x/y/deep/a'),
    join(path, 'x/y/report.csv'),
  ]);
});

const evil = ['../out', 'a/../../out', '/etc/passwd', 'a//b', 'a/./b', 'nul\0byte', 'x'.repeat(256), '..'];

test('a key that a folder cannot hold, or that could leave it, is refused with its reason; the others go', async () => {
  const world = seeded(Object.fromEntries([...evil, 'fine', 'marker/'].map((key) => [key, 'x'])));
  const plan = await world.plan({ verb: 'copy', source: folder(''), target: { kind: 'file', path: tempFolder() } });
  const items = await world.items(plan.id);
  const refused = items.filter(({ refusal }) => refusal);
  expect(refused.map(({ from }) => from!.key).sort()).toEqual([...evil].sort());
  for (const { refusal } of refused) expect(refusal).toMatchObject({ code: 'invalid_input' });
  expect(items.filter(({ skip }) => skip).map(({ from }) => from!.key)).toEqual(['marker/']);
  expect(plan.counts).toEqual({ act: 1, skip: 1, refuse: evil.length });
  expect(plan.items.slice(0, evil.length).every(({ refusal }) => refusal !== null)).toBe(true);
});

test('the target counts whatever names the disk takes for one, and files where folders are needed', async () => {
  const store = createMemoryStore();
  for (const key of ['Readme', 'a', 'a-b', 'a/b', 'readme']) store.seed('bucket', key, 'x');
  const request = { verb: 'copy' as const, source: folder(''), target: { kind: 'file' as const, path: tempFolder() } };
  const refused = async (world: ReturnType<typeof storageWorld>) =>
    (await world.items((await world.plan(request)).id)).filter(({ refusal }) => refusal).map(({ from }) => from!.key);
  expect(await refused(storageWorld({ stores: { c1: store } }))).toEqual(['a/b']);
  const fileSystem = { caseSensitive: false, normalises: true };
  expect(await refused(storageWorld({ stores: { c1: store }, fileSystem }))).toEqual(['a/b', 'readme']);
});

test('keys too long, objects too large and archived sources are refused, each with what to do', async () => {
  const store = createMemoryStore({ buckets: ['bucket', 'other'] });
  store.seed('bucket', 'long', 'x');
  store.seed('bucket', 'huge', 6 * 1024 ** 4);
  store.seed('bucket', 'cold', 'x', { storageClass: 'GLACIER' });
  store.seed('bucket', 'fine', 'x');
  const world = storageWorld({ stores: { c1: store } });
  const target = { kind: 'bucket' as const, connectionId: 'c1', bucket: 'other', prefix: '' };
  const plan = await world.plan({ verb: 'copy', source: folder(''), target });
  expect(plan.counts).toEqual({ act: 2, skip: 0, refuse: 2 });
  const reasons = Object.fromEntries(plan.items.map(({ from, refusal }) => [from, refusal]));
  expect(reasons['s3://bucket/huge']).toMatchObject({ code: 'invalid_input' });
  expect(reasons['s3://bucket/cold']).toMatchObject({ code: 'conflict', hint: expect.stringContaining('Restore it first') });
  await expect(
    world.plan({ verb: 'copy', source: objects('long'), target: { ...target, prefix: `${'p'.repeat(1021)}/` } }),
  ).rejects.toMatchObject({ error: { code: 'invalid_input', message: expect.stringContaining('1026 bytes') } });
  await store.restore!({ bucket: 'bucket', key: 'cold' }, { days: 1, tier: null }, world.signal);
  store.finishRestores();
  expect((await world.plan({ verb: 'copy', source: folder(''), target })).counts).toMatchObject({ act: 3, refuse: 1 });
});

test.each([
  ['skip', ['skipped', 'copied']],
  ['overwrite', ['replaced', 'copied']],
  ['different', ['replaced', 'copied']],
  ['fail', ['conflict', 'copied']],
] as const)('a target that is there, by the rule %s', async (conflict, expected) => {
  const world = seeded({ 'in/a': 'new contents', 'in/b': 'x', 'out/a': 'old' });
  const plan = await world.plan({ verb: 'copy', source: folder('in'), target: to('out'), conflict });
  const items = (await world.items(plan.id)).toSorted((a, b) => a.index - b.index);
  const became = items.map(({ skip, refusal, replaces }) => (skip ? 'skipped' : (refusal?.code ?? (replaces ? 'replaced' : 'copied'))));
  expect(became).toEqual(expected);
  // What the plan did not see must not be replaced by accident.
  expect(items[1]!.input.ifAbsent ?? false).toBe(conflict !== 'overwrite');
});

test('by the rule "rename" a copy goes beside what is there, under a name that is free', async () => {
  const world = seeded({ 'in/a.csv': 'new', 'out/a.csv': 'old', 'out/a (1).csv': 'older' });
  expect(await targets(world, { verb: 'copy', source: folder('in'), target: to('out'), conflict: 'rename' })).toEqual([
    ['out/a (2).csv', 'copied'],
  ]);
});

test('a large folder is compared by listing both sides, never object by object', async () => {
  const store = createMemoryStore({ pageSize: 1000 });
  for (let at = 0; at < 5_000; at += 1) store.seed('bucket', `in/${String(at).padStart(5, '0')}`, at);
  for (let at = 0; at < 5_000; at += 2) store.seed('bucket', `out/${String(at).padStart(5, '0')}`, at);
  const world = storageWorld({ stores: { c1: store } });
  const plan = await world.plan({ verb: 'copy', source: folder('in'), target: to('out'), conflict: 'different' });
  expect(plan.counts).toEqual({ act: 2_500, skip: 2_500, refuse: 0 });
  const calls = Map.groupBy(store.calls, ({ op }) => op);
  expect(calls.get('list')!.length).toBeLessThanOrEqual(12);
  expect((calls.get('stat') ?? []).length + (calls.get('head') ?? []).length).toBe(0);
  expect(plan.items).toHaveLength(100);
  expect(world.open()).toBe(0);
});

test('a selection of many objects of one folder is looked up by one listing', async () => {
  const store = createMemoryStore();
  const keys = Array.from({ length: 200 }, (_, at) => `in/${at}`);
  for (const key of keys) store.seed('bucket', key, 'x');
  const world = storageWorld({ stores: { c1: store } });
  const plan = await world.plan({ verb: 'copy', source: objects(...keys, 'in/gone'), target: to('out') });
  expect(plan.counts).toEqual({ act: 200, skip: 0, refuse: 1 });
  expect(store.calls.filter(({ op }) => op === 'head')).toHaveLength(0);
});

test('two objects of one name, a folder into itself and an object onto itself are not copied', async () => {
  const world = seeded({ 'a/x': '1', 'b/x': '2', 'a/sub/y': '3' });
  const plan = await world.plan({ verb: 'copy', source: objects('a/x', 'b/x'), target: to('out') });
  expect(plan.counts).toEqual({ act: 1, skip: 0, refuse: 1 });
  await expect(world.plan({ verb: 'copy', source: folder('a'), target: to('a/sub') })).rejects.toMatchObject({
    error: { message: expect.stringContaining('inside the folder') },
  });
  await expect(world.plan({ verb: 'move', source: objects('a/x'), target: to('a') })).rejects.toMatchObject({
    error: { message: expect.stringContaining('onto itself') },
  });
  const twins = { prefixes: ['a/', 'b/a/'].map((prefix) => ({ ...bucket, prefix })) };
  await expect(world.plan({ verb: 'copy', source: twins, target: to('out') })).rejects.toMatchObject({ error: { code: 'invalid_input' } });
});

test('a class that the target does not have is refused before anything is listed', async () => {
  const world = seeded({ a: 'x' });
  await expect(world.plan({ verb: 'copy', source: objects('a'), target: to('out'), storageClass: 'FROZEN' })).rejects.toMatchObject({
    error: { code: 'invalid_input', hint: expect.stringContaining('STANDARD_IA') },
  });
});

test('what replaces something says whether the old contents stay', async () => {
  const off = seeded({ 'in/a': 'new contents', 'out/a': 'old' });
  const request = { verb: 'copy' as const, source: folder('in'), target: to('out'), conflict: 'overwrite' as const };
  expect((await off.plan(request)).warnings).toEqual([expect.stringContaining('is not kept')]);
  const on = seeded({ 'in/a': 'new contents', 'out/a': 'old' }, { versioned: ['bucket'] });
  expect((await on.plan(request)).warnings).toEqual([expect.stringContaining('older versions')]);
});
