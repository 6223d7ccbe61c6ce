import { expect, test } from 'vitest';
import { appError } from '#shared/errors/app-error.ts';
import { until } from '#tests/helpers/fake-clock.ts';
import { fakeMetrics, withMetrics } from '#tests/helpers/fake-metrics.ts';
import { fakeProvider } from '#tests/helpers/fake-provider.ts';
import { fleet, machine } from '#tests/helpers/machines.ts';
import { testCore } from '#tests/helpers/test-core.ts';

const minute = 60_000;
const hour = 60 * minute;
const billed = { price: (machines: number) => ({ calls: 1, amount: machines * 0.01, currency: 'USD', note: '' }) };

async function measured(metrics = fakeMetrics(), fake = fakeProvider()) {
  const running = await testCore([withMetrics(fake.connector, metrics)]);
  const connection = await running.client.connections.add({ kind: 'fake', name: 'One', settings: {} });
  const sync = async (force = false) => running.endOf(await running.client.sync.run({ force }));
  const keys = (ids: string[]) => ids.map((machineId) => ({ connectionId: connection.id, machineId }));
  return { ...running, connection, metrics, fake, sync, keys };
}

test('reads the running machines in one call per scope, after the machines are there', async () => {
  const { sync, metrics, client, fake, keys } = await measured(fakeMetrics(billed));
  fake.pages['west']![0]![0]!.state = 'stopped';
  const jobs = await sync();
  expect(jobs.map(({ dataSet, state, rows }) => [dataSet, state, rows])).toEqual([
    ['machines', 'succeeded', 4],
    ['metrics', 'succeeded', 6],
  ]);
  expect(metrics.calls.map(({ machines }) => machines)).toEqual([['east-1', 'east-2'], ['west-2']]);
  const sparks = await client.metrics.sparks({ machines: keys(['east-1', 'west-1']), metric: 'cpu' });
  expect(sparks.map(({ machineId, values }) => [machineId, values.length])).toEqual([['east-1', 24]]);
});

test('goes back a day at first where calls are billed, then on from the last value', async () => {
  const { sync, metrics, clock } = await measured(fakeMetrics({ ...billed, scopeOf: () => 'all' }));
  const start = clock.now();
  await sync();
  expect(metrics.calls).toMatchObject([{ from: start - 24 * hour, to: start, stepMs: 5 * minute, metrics: ['cpu', 'memory'] }]);
  await clock.advance(20 * minute);
  await sync(true);
  expect(metrics.calls[1]).toMatchObject({ from: start - 5 * minute, to: start + 20 * minute, stepMs: 5 * minute });
});

test('fills hours of two weeks where reading is free', async () => {
  const { sync, metrics, clock } = await measured(fakeMetrics({ scopeOf: () => 'all' }));
  await sync();
  const now = clock.now();
  expect(metrics.calls.map(({ from, to, stepMs }) => [from - now, to - now, stepMs])).toEqual([
    [-14 * 24 * hour, -24 * hour, hour],
    [-24 * hour, 0, 5 * minute],
  ]);
  await clock.advance(5 * minute);
  await sync();
  expect(metrics.calls).toHaveLength(3);
});

test('reads machines measured long ago apart from those measured lately', async () => {
  const fake = fakeProvider();
  fake.regions = ['east'];
  const { sync, metrics, clock } = await measured(fakeMetrics(billed), fake);
  await sync();
  fake.pages['east']!.push([machine({ id: 'east-new', region: 'east' })]);
  await clock.advance(10 * minute);
  metrics.calls.length = 0;
  await sync(true);
  expect(metrics.calls.map(({ machines, from }) => [machines, clock.now() - from])).toEqual([
    [['east-1', 'east-2'], 15 * minute],
    [['east-new'], 24 * hour + 10 * minute],
  ]);
});

test('asks as often as the provider has batches, and shows the newest values as columns', async () => {
  const fake = fakeProvider();
  fake.regions = ['east'];
  fake.pages['east'] = [fleet(1200).map((one) => ({ ...one, region: 'east', state: 'running', cpuPercent: null, memoryPercent: null }))];
  const metrics = fakeMetrics({ ...billed, batch: 500 });
  metrics.valueAt = (id, metric) => (metric === 'cpu' ? Number.parseInt(id.slice(-4), 16) % 90 : 40);
  const { sync, client } = await measured(metrics, fake);
  await sync();
  expect(metrics.calls.map(({ machines }) => machines.length)).toEqual([500, 500, 200]);
  const { rows } = await client.compute.query({ sort: { column: 'cpuPercent', descending: true }, limit: 3 });
  expect(rows.map(({ cpuPercent, memoryPercent }) => [cpuPercent, memoryPercent])).toEqual([
    [89, 40],
    [89, 40],
    [89, 40],
  ]);
  fake.pages['east'][0]![0]!.state = 'stopped';
  await sync();
  const again = await client.compute.query({ limit: 1200 });
  expect(again.rows.filter(({ cpuPercent }) => cpuPercent === null).map(({ state }) => state)).toEqual(['stopped']);
});

test('keeps its faults to itself: the machines stay fresh', async () => {
  const { sync, metrics, client, connection } = await measured(fakeMetrics({ ...billed, scopeOf: () => 'all' }));
  metrics.failures = [appError('forbidden', 'cloudwatch:GetMetricData is not allowed')];
  const jobs = await sync();
  expect(jobs.map(({ dataSet, state }) => [dataSet, state])).toEqual([
    ['machines', 'succeeded'],
    ['metrics', 'failed'],
  ]);
  expect(await client.compute.query({})).toMatchObject({ stale: false, problems: [], total: 4 });
  const machines = [{ connectionId: connection.id, machineId: 'east-1' }];
  const shown = await client.metrics.series({ machines, metrics: ['cpu'], from: 0, to: 1 });
  expect(shown).toMatchObject({ series: [], problems: [{ dataSet: 'metrics', scope: 'all', error: { code: 'forbidden' } }] });
});

test('tries again within the run and keeps what was stored before a fault', async () => {
  const metrics = fakeMetrics({ ...billed, scopeOf: () => 'all', batch: 2 });
  const { sync, clock, client, keys } = await measured(metrics);
  let answers = 0;
  metrics.beforeAnswer = async () => {
    answers += 1;
    if (answers === 2) metrics.failures.push(appError('rate_limited', 'Slow down'));
  };
  const done = sync();
  await until(() => clock.sleeping().length > 0);
  const sparks = await client.metrics.sparks({ machines: keys(['east-1', 'west-2']), metric: 'memory' });
  expect(sparks.map(({ machineId }) => machineId)).toEqual(['east-1']);
  await clock.advance(5_000);
  expect((await done)[1]).toMatchObject({ state: 'succeeded', rows: 8 });
  expect(metrics.calls.map(({ machines }) => machines)).toEqual([
    ['east-1', 'east-2'],
    ['west-1', 'west-2'],
    ['west-1', 'west-2'],
  ]);
});

test('has an age even while nothing runs, and none where nothing is measured in the background', async () => {
  const fake = fakeProvider();
  for (const one of Object.values(fake.pages).flat(2)) one.state = 'stopped';
  const { sync, client, metrics } = await measured(fakeMetrics(billed), fake);
  await sync();
  expect(metrics.calls).toEqual([]);
  const { sets } = await client.sync.freshness({});
  expect(sets.filter(({ dataSet }) => dataSet === 'metrics')).toMatchObject([{ scope: '', complete: true, rows: 0 }]);

  const none = await measured(fakeMetrics({ background: [] }));
  await none.sync();
  expect((await none.client.sync.freshness({})).sets.filter(({ dataSet }) => dataSet === 'metrics')).toEqual([]);
});

test('says what a refresh costs, and leaves billed values alone until they are old', async () => {
  const { sync, client, connection, metrics, clock } = await measured(fakeMetrics({ ...billed, scopeOf: () => 'all' }));
  await sync();
  expect(await client.sync.price({ connectionId: connection.id, dataSet: 'metrics' })).toMatchObject({ amount: 0.04 });
  await sync();
  expect(metrics.calls).toHaveLength(1);
  await clock.advance(6 * minute);
  await sync();
  expect(metrics.calls).toHaveLength(2);
});

test('comes with the first read of the machines, though that has to be tried again', async () => {
  const fake = fakeProvider();
  fake.failures = { 'machines east': Array.from({ length: 4 }, () => appError('forbidden')), 'machines west': [appError('forbidden')] };
  const metrics = fakeMetrics({ ...billed, scopeOf: () => 'all' });
  const running = await testCore([withMetrics(fake.connector, metrics)], { schedule: true });
  await running.client.connections.add({ kind: 'fake', name: 'One', settings: {} });
  await until(() => running.ended().length === 2);
  expect(running.ended().map(({ dataSet, state }) => [dataSet, state])).toEqual([
    ['machines', 'failed'],
    ['metrics', 'cancelled'],
  ]);
  fake.failures = {};
  for (let hours = 0; hours < 7; hours += 1) {
    await until(() => running.clock.sleeping().length > 0);
    await running.clock.advance(hour);
  }
  await until(() => running.ended().some(({ dataSet, state }) => dataSet === 'metrics' && state === 'succeeded'));
  expect(metrics.calls[0]!.machines).toEqual(['east-1', 'east-2', 'west-1', 'west-2']);
});

test('forgets the values with the connection', async () => {
  const { sync, client, keys, connection } = await measured();
  await sync();
  await client.connections.remove({ connectionId: connection.id, forgetData: true });
  expect(await client.metrics.sparks({ machines: keys(['east-1']), metric: 'cpu' })).toEqual([]);
});
