import { expect, test } from 'vitest';
import { appError } from '#shared/errors/app-error.ts';
import { until } from '#tests/helpers/fake-clock.ts';
import { fakeProvider } from '#tests/helpers/fake-provider.ts';
import { testCore } from '#tests/helpers/test-core.ts';

async function connected(fake = fakeProvider()) {
  const running = await testCore([fake.connector]);
  const connection = await running.client.connections.add({ kind: 'fake', name: 'One', settings: {} });
  const sync = async (force = false) => running.endOf(await running.client.sync.run({ force }));
  /** Lets the time pass that a run waits for before its next attempt. */
  const wait = async (ms: number) => {
    await until(() => running.clock.sleeping().length > 0);
    await running.clock.advance(ms);
  };
  return { ...running, fake, connection, sync, wait };
}

test('reads every scope in one session and closes it', async () => {
  const { sync, client, fake, connection } = await connected();
  const [job] = await sync();
  expect(job).toMatchObject({ state: 'succeeded', rows: 4, progress: 1, connectionId: connection.id, kind: 'sync' });
  expect(fake.asked).toEqual(['open', 'machines east', 'machines west', 'close']);
  const listed = await client.compute.query({});
  expect(listed.rows.map((row) => row.name)).toEqual(['east-1', 'east-2', 'west-1', 'west-2']);
  expect(listed).toMatchObject({ stale: false, problems: [], total: 4 });
});

test('keeps the rows of a failed scope beside its error and ends as partial', async () => {
  const { sync, client, fake } = await connected();
  await sync();
  fake.failures = { 'machines west': [appError('forbidden', 'Not allowed in west')] };
  fake.pages['east'] = [];
  const [job] = await sync();
  expect(job).toMatchObject({ state: 'partial', errors: [{ code: 'forbidden', source: { scope: 'west' } }] });
  const listed = await client.compute.query({});
  expect(listed.rows.map((row) => row.name)).toEqual(['west-1', 'west-2']);
  expect(listed.stale).toBe(true);
  expect(listed.problems).toMatchObject([{ connectionName: 'One', dataSet: 'machines', scope: 'west', error: { code: 'forbidden' } }]);
});

test('says offline for every scope when not even the scopes can be listed', async () => {
  const { sync, client, fake, wait } = await connected();
  await sync();
  fake.failures = { scopes: [appError('offline'), appError('offline')] };
  const done = sync();
  await wait(5_000);
  const [job] = await done;
  expect(job).toMatchObject({ state: 'failed', errors: [{ code: 'offline' }] });
  const listed = await client.compute.query({});
  expect(listed.total).toBe(4);
  expect(listed.stale).toBe(true);
  expect(listed.problems.map(({ scope, error }) => [scope, error.code])).toEqual([
    ['east', 'offline'],
    ['west', 'offline'],
  ]);
});

test('goes on behind the last stored page when an attempt fails', async () => {
  const fake = Object.assign(fakeProvider(), { resumable: true });
  const { sync, wait } = await connected(fake);
  fake.failures = { 'machines east 1': [appError('timeout')] };
  const done = sync();
  await wait(5_000);
  expect(await done).toMatchObject([{ state: 'succeeded', rows: 4 }]);
  expect(fake.asked.filter((name) => name.includes('east'))).toEqual(['machines east', 'machines east @1']);
});

test('starts over when the source cannot go on', async () => {
  const fake = fakeProvider({ capabilities: ['costs'] });
  const { sync, wait, client } = await connected(fake);
  fake.failures = { 'costs 1': [appError('provider_unavailable')] };
  const done = sync();
  await wait(5_000);
  expect(await done).toMatchObject([{ state: 'succeeded', rows: 2 }]);
  expect((await client.costs.query({ granularity: 'total', metric: 'BilledCost' })).rows).toMatchObject([{ currency: 'USD', value: 2 }]);
});

test('waits at least as long as the provider asks', async () => {
  const { sync, fake, wait, ended } = await connected();
  fake.failures = { 'machines east': [appError('rate_limited', 'Slow down', { retryAfterMs: 40_000 })] };
  const done = sync();
  await wait(39_000);
  expect(ended()).toEqual([]);
  await wait(2_000);
  expect(await done).toMatchObject([{ state: 'succeeded' }]);
});

test('does not wait inside a run for a pause longer than a minute, and comes back after it', async () => {
  const { sync, fake, client, clock } = await connected();
  fake.failures = { 'machines east': [appError('rate_limited', 'Slow down', { retryAfterMs: 300_000 })] };
  expect(await sync()).toMatchObject([{ state: 'partial' }]);
  const { sets } = await client.sync.freshness({});
  expect(sets.find(({ scope }) => scope === 'east')?.nextRefresh).toBe(clock.now() + 300_000);
});

test('never repeats what a repeat cannot mend, and asks for sign-in', async () => {
  const { sync, fake, events, connection } = await connected();
  fake.failures = { open: [appError('auth_required', 'The password is wrong')] };
  expect(await sync()).toMatchObject([{ state: 'failed', errors: [{ code: 'auth_required', fix: { kind: 'edit_connection' } }] }]);
  expect(fake.asked).toEqual(['open']);
  expect(events).toContainEqual({ type: 'auth_required', connectionId: connection.id, message: 'The password is wrong' });
});

test('leaves billed data alone until it is old, unless forced', async () => {
  const fake = Object.assign(fakeProvider({ capabilities: ['costs'] }), { price: { calls: 1, amount: 0.01, currency: 'USD', note: '' } });
  const { sync, clock } = await connected(fake);
  const reads = () => fake.asked.filter((name) => name === 'costs').length;
  await sync();
  await sync();
  expect(reads()).toBe(1);
  await sync(true);
  expect(reads()).toBe(2);
  await clock.advance(fake.maxAgeMs + 1);
  await sync();
  expect(reads()).toBe(3);
});

test('keeps the old charges when a new read fails half-way', async () => {
  const fake = fakeProvider({ capabilities: ['costs'] });
  const { sync, client } = await connected(fake);
  await sync();
  fake.failures = { 'costs 1': [appError('invalid_input', 'The file ends in the middle')] };
  expect(await sync()).toMatchObject([{ state: 'failed' }]);
  const result = await client.costs.query({ granularity: 'total', metric: 'BilledCost' });
  expect(result.rows).toMatchObject([{ value: 2 }]);
  expect(result.stale).toBe(true);
});

test('cancels on request and keeps what was there', async () => {
  const { sync, client, fake, endOf } = await connected();
  await sync();
  fake.beforePage = (_, signal) =>
    new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
  const jobs = await client.sync.run({});
  expect(await client.jobs.cancel({ jobId: jobs[0]!.id })).toBe(true);
  expect(await endOf(jobs)).toMatchObject([{ state: 'cancelled', errors: [] }]);
  expect((await client.compute.query({})).problems.filter(({ error }) => error.code !== 'cancelled')).toEqual([]);
  expect(await client.jobs.cancel({ jobId: jobs[0]!.id })).toBe(false);
});

test('runs one data set of a connection once at a time', async () => {
  const { client, fake, endOf } = await connected();
  const [first] = await client.sync.run({});
  const [second] = await client.sync.run({});
  expect(second?.id).toBe(first?.id);
  await endOf([first!]);
  expect(fake.asked.filter((name) => name === 'open')).toHaveLength(1);
});
