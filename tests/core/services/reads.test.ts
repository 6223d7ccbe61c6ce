import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { appError } from '#shared/errors/app-error.ts';
import { fakeProvider } from '#tests/helpers/fake-provider.ts';
import { machine } from '#tests/helpers/machines.ts';
import { testCore } from '#tests/helpers/test-core.ts';

async function synced(capabilities: ('compute' | 'costs')[] = ['compute', 'costs']) {
  const fake = fakeProvider({ capabilities });
  const running = await testCore([fake.connector]);
  const connection = await running.client.connections.add({ kind: 'fake', name: 'One', settings: {} });
  const sync = async () => running.endOf(await running.client.sync.run({ force: true }));
  await sync();
  return { ...running, fake, connection, sync };
}

test('a result is as old as its oldest complete read', async () => {
  const { client, fake, clock, sync } = await synced(['compute']);
  const start = clock.now();
  await clock.advance(60_000);
  fake.failures = { 'machines west': [appError('forbidden', 'No')] };
  await sync();
  const result = await client.compute.query({});
  expect(result).toMatchObject({ asOf: start, stale: true });
});

test('data past its age limit is stale without a problem', async () => {
  const { client, fake, clock } = await synced(['compute']);
  await clock.advance(fake.maxAgeMs);
  expect(await client.compute.query({})).toMatchObject({ stale: false });
  await clock.advance(1);
  expect(await client.compute.query({})).toMatchObject({ stale: true, problems: [] });
});

test('a connection that was never read is said to be so', async () => {
  const { client } = await synced();
  await client.connections.add({ kind: 'fake', name: 'New', settings: {} });
  const { stale, problems } = await client.compute.query({});
  expect(stale).toBe(true);
  expect(problems).toMatchObject([
    { connectionName: 'New', dataSet: 'machines', error: { message: expect.stringContaining('not been read yet') } },
  ]);
});

test('a query about one connection is not stained by another', async () => {
  const { client, connection } = await synced(['compute']);
  await client.connections.add({ kind: 'fake', name: 'New', settings: {} });
  expect(await client.compute.query({ where: [{ column: 'connectionId', values: [connection.id] }] })).toMatchObject({
    stale: false,
    problems: [],
  });
});

test('a currency without a rate stays apart and is named', async () => {
  const { client } = await synced(['costs']);
  const converted = await client.costs.query({ currency: { convertTo: 'EUR' }, metric: 'BilledCost', granularity: 'total' });
  expect(converted.rows).toMatchObject([{ currency: 'USD', value: 2 }]);
  expect(converted.problems).toMatchObject([{ error: { message: expect.stringContaining('USD') } }]);
  await client.settings.set({ exchangeRates: [{ from: 'USD', to: 'EUR', rate: 0.5, date: '2026-11-01', source: 'us' }] });
  const rated = await client.costs.query({ currency: { convertTo: 'EUR' }, metric: 'BilledCost', granularity: 'total' });
  expect(rated).toMatchObject({ rows: [{ currency: 'EUR', value: 1 }], ratesUsed: [{ rate: 0.5 }], problems: [] });
});

test('the overview sums up machines, costs and freshness', async () => {
  const { client } = await synced();
  const overview = await client.overview.get({});
  expect(overview).toMatchObject({
    machines: { total: 4, byState: { running: 4 }, byProvider: { aws: 4 } },
    connections: 1,
    stale: false,
    problems: [],
  });
  expect(overview.cost).toMatchObject([{ currency: 'USD', month: '2026-11', value: 2 }]);
  expect(overview.freshness).toHaveLength(3);
});

test('a machine comes with its cost of the last 30 days of cached charges', async () => {
  const { client, fake, connection, sync } = await synced();
  const { BatchBuilder } = await import('#core/capabilities/batch-builder.ts');
  const builder = new BatchBuilder();
  const row = (day: string, ResourceId: string, cost: number) => ({
    ChargePeriodStart: `${day}T00:00:00Z`,
    BillingCurrency: 'USD',
    BilledCost: cost,
    EffectiveCost: cost,
    ResourceId,
  });
  const rows = [
    row('2026-11-10', 'east-1', 1),
    row('2026-11-09', 'arn:east-1', 2),
    row('2026-10-11', 'east-1', 4),
    row('2026-10-12', 'east-1', 8),
    row('2026-11-10', 'east-2', 16),
  ];
  for (const one of rows) builder.add(one);
  fake.costPages = [builder.take()];
  fake.pages['east'] = [[machine({ id: 'east-1', name: 'east-1', region: 'east', costResourceId: 'arn:east-1' })]];
  await sync();
  const found = await client.compute.get({ connectionId: connection.id, machineId: 'east-1' });
  expect(found).toMatchObject({
    machine: { name: 'east-1' },
    cost: [{ currency: 'USD', value: 11, from: '2026-10-12', to: '2026-11-11' }],
  });
  await expect(client.compute.get({ connectionId: connection.id, machineId: 'none' })).rejects.toMatchObject({
    error: { code: 'not_found' },
  });
});

test('machines are exported as CSV, harmless in a spreadsheet', async () => {
  const { client, core, fake, sync, home } = await synced(['compute']);
  fake.pages['east'] = [[machine({ id: 'e', name: '=HYPERLINK("http://x")', region: 'east', tags: { team: 'a,"b"' } })]];
  await sync();
  const path = join(home, 'machines.csv');
  const columns = ['name', 'region', 'launched', 'tag:team'];
  const query = { where: [{ column: 'region' as const, values: ['east'] }] };
  expect(await client.compute.export({ query, columns, target: core.grants.grantSave(path) })).toEqual({ rows: 1 });
  expect(readFileSync(path, 'utf8')).toBe(`${columns.join(',')}\n"'=HYPERLINK(""http://x"")",east,2023-11-14T22:13:20.000Z,"a,""b"""\n`);
});

test('a failed export leaves what was there', async () => {
  const { client, core, home } = await synced(['compute']);
  const path = join(home, 'machines.csv');
  await client.compute.export({ query: {}, columns: ['name'], target: core.grants.grantSave(path) });
  const before = readFileSync(path, 'utf8');
  const failing = client.compute.export({ query: {}, columns: ['name', 'mood'], target: core.grants.grantSave(path) });
  await expect(failing).rejects.toMatchObject({ error: { code: 'invalid_input' } });
  expect(readFileSync(path, 'utf8')).toBe(before);
  expect(readdirSync(home).filter((name) => name.endsWith('.part'))).toEqual([]);
  const nowhere = client.compute.export({ query: {}, columns: ['name'], target: core.grants.grantSave(join(home, 'none', 'x.csv')) });
  await expect(nowhere).rejects.toMatchObject({ error: { code: 'invalid_input', message: expect.stringContaining('does not exist') } });
  await expect(client.compute.export({ query: {}, columns: ['name'], target: core.grants.grantOpen(path) })).rejects.toMatchObject({
    error: { code: 'not_found' },
  });
});

test('costs are exported by a job', async () => {
  const { client, core, home, endOf } = await synced(['costs']);
  const path = join(home, 'costs.csv');
  const what = { query: { granularity: 'daily' as const, metric: 'BilledCost' as const } };
  const [job] = await endOf([await client.costs.export({ target: core.grants.grantSave(path), format: 'csv', what })]);
  expect(job).toMatchObject({ kind: 'export', state: 'succeeded', rows: 2 });
  expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(3);
  const lost = await endOf([
    await client.costs.export({ target: core.grants.grantSave(join(home, 'none', 'x.csv')), format: 'csv', what }),
  ]);
  expect(lost).toMatchObject([{ state: 'failed', errors: [{ code: expect.any(String) }] }]);
  expect(existsSync(join(home, 'none'))).toBe(false);
});

test('the price of a refresh is told before it is paid', async () => {
  const { client, fake, connection } = await synced(['costs']);
  expect(await client.sync.price({ connectionId: connection.id, dataSet: 'costs' })).toBeNull();
  fake.price = { calls: 3, amount: 0.03, currency: 'USD', note: 'per page' };
  expect(await client.sync.price({ connectionId: connection.id, dataSet: 'costs' })).toEqual(fake.price);
});

test('old cost months go when the settings say so, and the person is told', async () => {
  const { client, fake, sync, events } = await synced(['costs']);
  const { charges } = await import('#tests/helpers/costs.ts');
  await client.settings.set({ cache: { maxMegabytes: 8192, keepCostMonths: 2 } });
  fake.costPages = [charges(['2026-08-01', '2026-09-01', '2026-10-01', '2026-11-01'])];
  await sync();
  expect(await client.costs.inventory({})).toMatchObject({ firstDay: '2026-10-01', rows: 2 });
  expect(events).toContainEqual(expect.objectContaining({ type: 'notice', message: expect.stringContaining('2026-08') }));
  expect(await client.app.cacheStatus({})).toMatchObject({
    evictions: expect.arrayContaining([expect.objectContaining({ rows: expect.any(Number) })]),
  });
});
