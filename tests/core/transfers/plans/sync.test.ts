import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { appError } from '#shared/errors/app-error.ts';
import { createMemoryStore } from '#tests/helpers/memory-store.ts';
import { folderWith, storageWorld } from '#tests/helpers/storage-world.ts';

const bucket = { kind: 'bucket' as const, connectionId: 'c1', bucket: 'bucket' };
const from = { ...bucket, prefix: 'from/' };
const to = { ...bucket, prefix: 'to/' };
const at = Date.UTC(2026, 5, 1);

type World = ReturnType<typeof storageWorld>;

async function became(world: World, request: Parameters<World['plan']>[0]) {
  const plan = await world.plan(request);
  const items = (await world.items(plan.id)).toSorted((a, b) => a.index - b.index);
  return {
    plan,
    items: items.map(
      ({ does, from, skip, refusal }) => `${does} ${from!.key}${skip ? ` (${skip})` : ''}${refusal ? ` ${refusal.code}` : ''}`,
    ),
  };
}

function sides(left: Record<string, number>, right: Record<string, number>, later = 0): World {
  const store = createMemoryStore({ pageSize: 3 });
  for (const [key, size] of Object.entries(left)) store.seed('bucket', `from/${key}`, size, { modified: at });
  for (const [key, size] of Object.entries(right)) store.seed('bucket', `to/${key}`, size, { modified: at + later });
  return storageWorld({ stores: { c1: store } });
}

test('a sync copies what is new or differs, and deletes what is too much only when asked, behind all copies', async () => {
  const world = sides({ a: 1, b: 2, c: 3 }, { '0': 9, b: 2, c: 4, z: 1 });
  expect((await became(world, { verb: 'sync', from, to })).items).toEqual([
    'copy from/a',
    'copy from/b (the same size and time)',
    'copy from/c',
  ]);
  const { plan, items } = await became(world, { verb: 'sync', from, to, deleteExtra: true });
  expect(items).toEqual(['copy from/a', 'copy from/b (the same size and time)', 'copy from/c', 'delete to/0', 'delete to/z']);
  expect(plan).toMatchObject({ effect: 'destroy', confirm: { kind: 'typed', text: 'delete 2' }, does: { copy: 2, delete: 2 } });
});

test('says how the sides differ, in items and bytes, and how each item is on both', async () => {
  const world = sides({ a: 1, b: 2, c: 3 }, { '0': 9, b: 2, c: 4, z: 1 });
  const plan = await world.plan({ verb: 'sync', from, to, deleteExtra: true });
  expect(plan.diff).toEqual({
    new: { items: 1, bytes: 1 },
    changed: { items: 1, bytes: 3 },
    delete: { items: 2, bytes: 10 },
    skip: { items: 1, bytes: 2 },
    refuse: { items: 0, bytes: 0 },
  });
  expect(plan.total).toBe(5);
  const by = (name: string) => plan.items.find((item) => item.from!.endsWith(name));
  expect(by('/a')).toMatchObject({ size: 1, modified: at, replaces: null });
  expect(by('/b')).toMatchObject({ skip: 'the same size and time', replaces: { size: 2, modified: at } });
  expect(by('/c')).toMatchObject({ size: 3, replaces: { size: 4, modified: at } });
  expect(by('/z')).toMatchObject({ does: 'delete', size: 1, modified: at, to: null });
});

test('what a sync of any two sides would do makes them equal', async () => {
  const side = fc.dictionary(fc.constantFrom('a', 'a/b', 'a-b', 'B', 'ü', '\u{1f600}', '\uffee', 'a//b', '..'), fc.nat(2), { maxKeys: 6 });
  await fc.assert(
    fc.asyncProperty(side, side, async (left, right) => {
      const world = sides(left, right);
      const plan = await world.plan({ verb: 'sync', from, to, deleteExtra: true, compare: 'size' });
      const result = new Map(Object.entries(right));
      for (const item of await world.items(plan.id)) {
        if (item.skip) continue;
        if (item.does === 'delete') result.delete(item.from!.key.slice('to/'.length));
        else result.set(item.to!.key.slice('to/'.length), item.size);
      }
      expect(Object.fromEntries(result)).toEqual(left);
    }),
    { numRuns: 25 },
  );
}, 60_000);

test('a store that keeps no times: the same unless the source was changed after the target was written', async () => {
  const later = sides({ a: 1 }, { a: 1 }, 60_000);
  expect((await became(later, { verb: 'sync', from, to })).items).toEqual(['copy from/a (the same size and time)']);
  const before = sides({ a: 1 }, { a: 1 }, -60_000);
  expect((await became(before, { verb: 'sync', from, to })).items).toEqual(['copy from/a']);
  expect((await became(before, { verb: 'sync', from, to, compare: 'size' })).items).toEqual(['copy from/a (the same size)']);
});

test('by checksum the contents decide', async () => {
  const store = createMemoryStore();
  for (const [key, text, modified] of [
    ['from/a', 'one', at],
    ['to/a', 'one', 0],
    ['from/b', 'one', 0],
    ['to/b', 'two', at],
  ] as const)
    store.seed('bucket', key, text, { modified });
  const world = storageWorld({ stores: { c1: store } });
  expect((await became(world, { verb: 'sync', from, to, compare: 'checksum' })).items).toEqual([
    'copy from/a (the same checksum)',
    'copy from/b',
  ]);
});

test('a folder of this machine is synced with a bucket and back, by the times of its files', async () => {
  const store = createMemoryStore();
  const world = storageWorld({ stores: { c1: store } });
  const path = folderWith({ 'a.txt': 'aaa', 'sub/b.txt': 'b' });
  utimesSync(join(path, 'a.txt'), at / 1000, at / 1000);
  expect((await became(world, { verb: 'sync', from: { kind: 'file', path }, to })).items).toEqual(['copy a.txt', 'copy sub/b.txt']);
  store.seed('bucket', 'from/a.txt', 'aaa', { modified: at });
  store.seed('bucket', 'from/c.txt', 'c', { modified: at });
  store.seed('bucket', 'from/sub/', '', { modified: at });
  const back = await became(world, { verb: 'sync', from, to: { kind: 'file', path }, deleteExtra: true });
  expect(back.items).toEqual([
    'copy from/a.txt (the same size and time)',
    'copy from/c.txt',
    'copy from/sub/ (a folder marker: folders are made with their files)',
    'delete sub/b.txt',
  ]);
});

test('a source that could not be read wholly never deletes anything; without deleting it is a warning', async () => {
  const store = createMemoryStore();
  store.seed('bucket', 'from/a', 'x');
  store.seed('bucket', 'to/b', 'x');
  store.warnings.push(appError('forbidden', 'The folder private may not be read'));
  const world = storageWorld({ stores: { c1: store } });
  await expect(world.plan({ verb: 'sync', from, to, deleteExtra: true })).rejects.toMatchObject({
    error: { code: 'conflict', message: expect.stringContaining('could not be read wholly') },
  });
  expect((await world.plan({ verb: 'sync', from, to })).warnings).toEqual([expect.stringContaining('private may not be read')]);
});

test('a listing that breaks off leaves no plan behind', async () => {
  const lists = { count: 0 };
  const store = createMemoryStore({
    pageSize: 2,
    before({ op, key }) {
      if (op === 'list' && key === 'from/' && (lists.count += 1) > 1) throw new TypeError('broken');
    },
  });
  for (const key of ['from/a', 'from/b', 'from/c', 'to/x']) store.seed('bucket', key, 'x');
  const world = storageWorld({ stores: { c1: store } });
  await expect(world.plan({ verb: 'sync', from, to, deleteExtra: true })).rejects.toThrow('broken');
  expect(world.open()).toBe(0);
});

test('sides that overlap are refused, also when two connections know the bucket or a folder is named twice', async () => {
  const store = createMemoryStore();
  const world = storageWorld({ stores: { c1: store, c2: store } });
  const refused = { error: { code: 'invalid_input', message: expect.stringContaining('overlap') } };
  for (const prefix of ['from/sub/', 'from', ''])
    await expect(world.plan({ verb: 'sync', from, to: { ...bucket, prefix } })).rejects.toMatchObject(refused);
  await expect(world.plan({ verb: 'sync', from, to: { ...bucket, connectionId: 'c2', prefix: 'from/x' } })).rejects.toMatchObject(refused);
  const path = folderWith({ 'a/b': 'x' });
  await expect(
    world.plan({ verb: 'sync', from: { kind: 'file', path }, to: { kind: 'file', path: join(path, 'a') } }),
  ).rejects.toMatchObject(refused);
});

test('an empty source that would empty the target says so', async () => {
  const world = sides({}, { a: 1 });
  const { plan } = await became(world, { verb: 'sync', from, to, deleteExtra: true });
  expect(plan.warnings).toContain('The source is empty: everything at the target would be deleted.');
  expect(plan.confirm).toMatchObject({ kind: 'typed', text: 'delete 1' });
});
