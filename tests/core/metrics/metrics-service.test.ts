import { expect, test } from 'vitest';
import { fromWireText } from '#renderer/rpc/wire-text.ts';
import { appError } from '#shared/errors/app-error.ts';
import type { MetricsQuery, MetricsResult } from '#shared/model/metric.ts';
import { until } from '#tests/helpers/fake-clock.ts';
import { fakeMetrics, withMetrics } from '#tests/helpers/fake-metrics.ts';
import { fakeProvider } from '#tests/helpers/fake-provider.ts';
import { testCore } from '#tests/helpers/test-core.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A connection whose machines are read and whose metrics are read only when somebody looks. */
async function looked(metrics = fakeMetrics({ background: [] })) {
  const fake = fakeProvider();
  const running = await testCore([withMetrics(fake.connector, metrics)]);
  const { id: connectionId } = await running.client.connections.add({ kind: 'fake', name: 'One', settings: {} });
  await running.endOf(await running.client.sync.run({}));
  fake.asked.length = 0;
  const now = running.clock.now();
  const query = (machines: string[], rangeMs: number, more: Partial<MetricsQuery> = {}): MetricsQuery => ({
    machines: machines.map((machineId) => ({ connectionId, machineId })),
    metrics: ['cpu'],
    from: now - rangeMs,
    to: now,
    ...more,
  });
  return { ...running, fake, metrics, connectionId, query };
}

const shape = ({ series }: MetricsResult) =>
  series.map(({ machineId, metric, stepMs, values }) => [machineId, metric, stepMs / minute, values.length]);

test('reads what is missing once, stores it and answers from the cache', async () => {
  const { client, metrics, fake, query, clock, events } = await looked();
  const asked = query(['east-1', 'east-2'], 6 * hour, { metrics: ['cpu', 'memory'] });
  expect(await client.metrics.series(asked)).toEqual({ series: [], asOf: null, problems: [] });
  const result = await client.metrics.refresh(asked);
  expect(shape(result)).toEqual([
    ['east-1', 'cpu', 5, 72],
    ['east-1', 'memory', 5, 72],
    ['east-2', 'cpu', 5, 72],
    ['east-2', 'memory', 5, 72],
  ]);
  expect(result).toMatchObject({ asOf: clock.now(), problems: [] });
  expect(metrics.calls).toEqual([
    { from: asked.from, to: asked.to, stepMs: 5 * minute, machines: ['east-1', 'east-2'], metrics: ['cpu', 'memory'] },
  ]);
  expect(events).toContainEqual({ type: 'changed', tables: ['metrics', 'machines'] });
  expect(await client.metrics.refresh(asked)).toEqual(result);
  expect(await client.metrics.series(asked)).toEqual(result);
  expect(fake.asked).toEqual(['open', 'close']);
});

test('reads on from the last value when time has passed, and further back when more is asked', async () => {
  const { client, metrics, query, clock } = await looked();
  await client.metrics.refresh(query(['east-1'], 6 * hour));
  await clock.advance(15 * minute);
  const now = clock.now();
  await client.metrics.refresh(query(['east-1'], 6 * hour, { to: now }));
  expect(metrics.calls.slice(1)).toMatchObject([{ from: now - 20 * minute, to: now, stepMs: 5 * minute }]);
  const week = await client.metrics.refresh(query(['east-1'], 7 * day, { to: now }));
  expect(metrics.calls.slice(2)).toMatchObject([{ stepMs: hour }]);
  expect(shape(week)).toEqual([['east-1', 'cpu', 60, 169]]);
});

test('asks one scope in one call, in one session of the connection', async () => {
  const { client, metrics, fake, query } = await looked();
  await client.metrics.refresh(query(['east-1', 'west-1', 'east-2'], hour));
  expect(metrics.calls.map(({ machines }) => machines)).toEqual([['east-1', 'east-2'], ['west-1']]);
  expect(fake.asked).toEqual(['open', 'close']);
});

test('does not ask again for what the provider has no values of', async () => {
  const metrics = fakeMetrics({ background: [] });
  metrics.valueAt = () => NaN;
  const { client, query } = await looked(metrics);
  const asked = query(['east-1'], hour, { metrics: ['cpu', 'credits'] });
  expect(await client.metrics.refresh(asked)).toMatchObject({ series: [], problems: [] });
  await client.metrics.refresh(asked);
  expect(metrics.calls.map((call) => call.metrics)).toEqual([['cpu']]);
});

test('shares one read among callers, and goes on while one of them waits', async () => {
  const { core, metrics, fake, query } = await looked();
  const gate = Promise.withResolvers<void>();
  const ends: AbortSignal[] = [];
  metrics.beforeAnswer = (signal) => {
    ends.push(signal);
    return gate.promise;
  };
  const call = () => {
    const over = new AbortController();
    const answer = Promise.resolve(core.services.metrics.refresh(query(['east-1'], hour), { id: 'x', signal: over.signal }));
    answer.catch(() => undefined);
    return { over, answer };
  };
  const [first, second] = [call(), call()];
  await until(() => metrics.calls.length === 1);
  first.over.abort(new Error('given up'));
  expect(ends[0]!.aborted).toBe(false);
  gate.resolve();
  expect(shape(await second.answer)).toEqual([['east-1', 'cpu', 5, 12]]);
  expect(fake.asked).toEqual(['open', 'close']);
});

test('ends a read that nobody waits for any more', async () => {
  const { core, metrics, query, fake } = await looked();
  metrics.beforeAnswer = (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
  const over = new AbortController();
  const answer = Promise.resolve(core.services.metrics.refresh(query(['east-1'], hour), { id: 'x', signal: over.signal }));
  await until(() => metrics.calls.length === 1);
  over.abort(new Error('given up'));
  await expect(answer).rejects.toThrow('given up');
  await until(() => fake.asked.at(-1) === 'close');
});

test('shows what is cached beside the problem while offline, and when the provider refuses', async () => {
  const { client, metrics, query, connectivity, clock, connectionId } = await looked();
  await client.metrics.refresh(query(['east-1'], hour));
  await clock.advance(30 * minute);
  const later = query(['east-1'], hour, { to: clock.now() });
  connectivity.set({ online: false });
  const offline = await client.metrics.refresh(later);
  expect(shape(offline)).toEqual([['east-1', 'cpu', 5, 18]]);
  expect(offline.series[0]!.values.subarray(12).every((value) => Number.isNaN(value))).toBe(true);
  expect(offline.problems).toMatchObject([{ connectionId, connectionName: 'One', dataSet: 'metrics', error: { code: 'offline' } }]);
  expect(metrics.calls).toHaveLength(1);
  connectivity.set({ online: true });
  metrics.failures = [appError('rate_limited', 'Slow down')];
  expect((await client.metrics.refresh(later)).problems).toMatchObject([{ error: { code: 'rate_limited', message: 'Slow down' } }]);
  expect((await client.metrics.refresh(later)).problems).toEqual([]);
});

test('travels as JSON with its gaps', async () => {
  const metrics = fakeMetrics({ background: [] });
  metrics.valueAt = (_, __, time) => (time % (10 * minute) === 0 ? 1 / 3 : NaN);
  const { client, query } = await looked(metrics);
  const result = await client.metrics.refresh(query(['east-1'], hour));
  const carried = fromWireText(JSON.stringify({ value: result })) as { value: MetricsResult };
  const { values } = carried.value.series[0]!;
  expect(values).toBeInstanceOf(Float32Array);
  expect([...values]).toEqual([...result.series[0]!.values]);
  expect([...values.subarray(0, 2)]).toEqual([Math.fround(1 / 3), NaN]);
});
