import { expect, test } from 'vitest';
import { everyMachine, openCache } from '#tests/helpers/cache.ts';
import { machine } from '#tests/helpers/machines.ts';

const put = { connectionId: 'c', scope: 'east', run: 'r1', cursor: null };

test('brings single rows up to date, in the database and in what is searched', async () => {
  const { cache } = await openCache();
  await cache.machines.put({ ...put, machines: [machine({ id: 'a', cpuPercent: 40 }), machine({ id: 'b' }), machine({ id: 'c' })] });
  await cache.machines.query(everyMachine);
  const machines = [machine({ id: 'a', state: 'stopped' }), machine({ id: 'stranger', state: 'stopped' })];
  expect(await cache.machines.patch({ connectionId: 'c', machines, gone: ['b', 'nobody'] })).toEqual({ changed: 2 });
  const stopped = await cache.machines.query({ ...everyMachine, where: [{ column: 'state', values: ['stopped'] }] });
  expect(stopped.rows).toMatchObject([{ id: 'a', cpuPercent: 40 }]);
  expect(stopped.all).toBe(2);
});

test('keeps the scope and the read a row belongs to', async () => {
  const { cache } = await openCache();
  await cache.machines.put({ ...put, machines: [machine({ id: 'a' })] });
  await cache.machines.patch({ connectionId: 'c', machines: [machine({ id: 'a', type: 'new' })], gone: [] });
  const outcome = { connectionId: 'c', scope: 'east', at: 0, staleAfter: 0, nextRefresh: null };
  expect(await cache.machines.finish({ ...outcome, run: 'r1' })).toEqual({ removed: 0 });
  expect(await cache.machines.finish({ ...outcome, run: 'r2' })).toEqual({ removed: 1 });
});

test('finds those of the named machines that it has, in the order asked', async () => {
  const { cache } = await openCache();
  await cache.machines.put({ ...put, machines: [machine({ id: 'a' }), machine({ id: 'b' })] });
  const keys = ['b', 'x', 'a'].map((machineId) => ({ connectionId: 'c', machineId }));
  expect((await cache.machines.find({ keys })).map(({ id }) => id)).toEqual(['b', 'a']);
});
