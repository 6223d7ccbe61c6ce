import { describe, expect, it } from 'vitest';
import type { CacheApi } from '#core/cache/cache-api.ts';
import type { Groups } from '#core/threads/thread-api.ts';
import type { MachineKey } from '#shared/model/machine.ts';
import type { MetricName } from '#shared/model/metric.ts';
import { everyMachine, openCache } from '#tests/helpers/cache.ts';
import { machine } from '#tests/helpers/machines.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const now = Date.UTC(2026, 10, 15, 12);
const connectionId = 'c';
const key = (machineId: string): MachineKey => ({ connectionId, machineId });

interface Values {
  machineId?: string;
  metric?: MetricName;
  start: number;
  stepMs?: number;
  values: number[];
  peaks?: number[];
}

async function put(cache: Groups<CacheApi>, at: number, ...given: Values[]) {
  const series = given.map(({ machineId = 'a', metric = 'cpu', start, stepMs = 5 * minute, values, peaks }) => ({
    machineId,
    metric,
    start,
    stepMs,
    values: Float32Array.from(values),
    ...(peaks && { peaks: Float32Array.from(peaks) }),
  }));
  await cache.metrics.put({ connectionId, now: at, series });
}

const ask = (from: number, to: number, more: Partial<Parameters<CacheApi['metrics']['series']>[0]> = {}) => ({
  machines: [key('a')],
  metrics: ['cpu' as const],
  from,
  to,
  ...more,
});

async function machines(cache: Groups<CacheApi>, ...ids: string[]) {
  const rows = ids.map((id) => machine({ id, name: id }));
  await cache.machines.put({ connectionId, scope: '', run: 'r', machines: rows, cursor: null });
}

const repeat = (count: number, value: (at: number) => number) => Array.from({ length: count }, (_, at) => value(at));

describe('series', () => {
  it('come back in one piece over chunks, with gaps as NaN', async () => {
    const { cache } = await openCache();
    const start = now - 10 * hour;
    await put(cache, now, { start, values: repeat(120, (at) => (at % 7 === 3 ? NaN : at)) });
    const { series, asOf } = await cache.metrics.series(ask(now - 12 * hour, now));
    expect(asOf).toBe(now);
    expect(series).toMatchObject([{ ...key('a'), metric: 'cpu', start: now - 12 * hour, stepMs: 5 * minute }]);
    expect([...series[0]!.values]).toEqual([...repeat(24, () => NaN), ...repeat(120, (at) => (at % 7 === 3 ? NaN : at))]);
  });

  it('replace what lies under them and leave the rest, however often they come', async () => {
    const { cache } = await openCache();
    const start = now - hour;
    await put(cache, now, { start, values: repeat(12, () => 1), peaks: repeat(12, () => 4) });
    for (let again = 0; again < 2; again++) await put(cache, now, { start: start + 10 * minute, values: [2, NaN, 3] });
    const { series } = await cache.metrics.series(ask(start, now));
    expect([...series[0]!.values]).toEqual([1, 1, 2, 1, 3, ...repeat(7, () => 1)]);
    expect([...series[0]!.peaks!]).toEqual([4, 4, 2, 4, 3, ...repeat(7, () => 4)]);
  });

  it('are as fine as is kept of the time asked', async () => {
    const { cache } = await openCache();
    await put(cache, now, { start: now - 6 * hour, values: repeat(72, () => 5) });
    const steps = async (from: number) => (await cache.metrics.series(ask(from, now))).series.map(({ stepMs }) => stepMs / minute);
    expect(await steps(now - 7 * day)).toEqual([5]);
    await put(cache, now, { start: now - 7 * day, stepMs: hour, values: repeat(162, () => 7) });
    expect(await steps(now - 7 * day)).toEqual([60]);
    expect(await steps(now - 6 * hour)).toEqual([5]);
    expect(await steps(now - 200 * day)).toEqual([60]);
    await put(cache, now, { start: now - 200 * day, stepMs: day, values: repeat(190, () => 9) });
    expect(await steps(now - 200 * day)).toEqual([1440]);
    const { series } = await cache.metrics.series(ask(now - 200 * day, now));
    // Today: six hours of the 7 by the hour, six of the 5 in five minutes.
    expect(series[0]!.values.findLast((value) => !Number.isNaN(value))).toBe(6);
    expect(series[0]!.values.filter((value) => value === 7).length).toBeGreaterThan(4);
  });

  it('leave out machines and metrics without a value in the time', async () => {
    const { cache } = await openCache();
    await put(cache, now, { start: now - hour, values: [1] }, { machineId: 'b', start: now - day, values: [1] });
    const asked = ask(now - 2 * hour, now, { machines: [key('a'), key('b'), key('z')], metrics: ['cpu', 'memory'] });
    expect((await cache.metrics.series(asked)).series.map(({ machineId, metric }) => [machineId, metric])).toEqual([['a', 'cpu']]);
    expect(await cache.metrics.series(ask(0, 1))).toEqual({ series: [], asOf: null });
  });

  it('refuse values of the future, as of a provider that counts in other units', async () => {
    const { cache } = await openCache();
    await put(cache, now, { start: now * 1000, values: [1] }, { start: now + day, values: [2] });
    expect((await cache.metrics.series(ask(now, now + 9 * day))).series).toEqual([]);
    expect(await cache.metrics.until({ connectionId, machineIds: ['a'], metrics: ['cpu'] })).toEqual([0]);
  });

  it('survive a restart of the cache', async () => {
    const first = await openCache();
    await put(first.cache, now, { start: now - hour, values: [1, 2, 3] });
    await first.cache.store.close();
    const { cache } = await openCache(first.folder);
    expect([...(await cache.metrics.series(ask(now - hour, now - 45 * minute))).series[0]!.values]).toEqual([1, 2, 3]);
  });
});

describe('ageing', () => {
  it('keeps five minutes for three days, hours for 35 days and days for 13 months', async () => {
    const { cache } = await openCache();
    await machines(cache, 'a');
    await put(cache, now, { start: now - day, values: repeat(288, (at) => at % 12), peaks: repeat(288, () => 90) });
    const read = async (at: number) => {
      await cache.metrics.age({ now: at });
      const { series } = await cache.metrics.series(ask(now - day, now));
      return series.map(({ stepMs, values, peaks }) => [
        stepMs / hour,
        values.find((value) => value >= 0),
        peaks!.find((value) => value >= 0),
      ]);
    };
    expect(await read(now + 2 * day)).toEqual([[1 / 12, 0, 90]]);
    expect(await read(now + 5 * day)).toEqual([[1, 5.5, 90]]);
    expect(await read(now + 37 * day)).toEqual([[24, 5.5, 90]]);
    expect(await read(now + 396 * day)).toEqual([[24, 5.5, 90]]);
    expect(await read(now + 480 * day)).toEqual([]);
  });

  it('weighs an hour by what was measured of it', async () => {
    const { cache } = await openCache();
    await machines(cache, 'a');
    const start = Math.floor(now / day) * day - 2 * day;
    await put(cache, now, { start, values: repeat(12, () => 100) }, { start: start + hour, values: [0, 0, 0] });
    await cache.metrics.age({ now: now + 50 * day });
    const { series } = await cache.metrics.series(ask(start, start + day));
    expect(series[0]!.values[0]).toBeCloseTo(80, 4);
  });

  it('drops the history of machines that are gone, not of those that are cached', async () => {
    const { cache } = await openCache();
    await machines(cache, 'a');
    await put(cache, now, { start: now - hour, values: [1] }, { machineId: 'gone', start: now - hour, values: [1] });
    const asked = ask(now - day, now, { machines: [key('a'), key('gone')] });
    const held = async () => (await cache.metrics.series(asked)).series.map(({ machineId }) => machineId);
    await cache.metrics.age({ now: now + 2 * day });
    expect(await held()).toEqual(['a', 'gone']);
    await cache.metrics.age({ now: now + 4 * day });
    expect(await held()).toEqual(['a']);
  });

  it('gives room back when the cache is over its limit, and says so', async () => {
    const { cache } = await openCache();
    const ids = repeat(400, (at) => at).map((at) => `m-${at}`);
    await machines(cache, ...ids);
    for (let back = 30; back > 0; back--)
      await put(
        cache,
        now,
        ...ids.map((machineId) => ({ machineId, start: now - back * day, stepMs: hour, values: repeat(24, Math.sin) })),
      );
    const maxBytes = 2_500_000;
    await cache.store.setMaxBytes({ maxBytes });
    await cache.store.evict({ now, keepCostMonths: 25 });
    const after = await cache.store.status();
    expect(after.bytes).toBeLessThan(maxBytes * 1.1);
    expect(after.evictions).toMatchObject([{ what: 'Oldest measurements of machines', at: now }]);
    const { series } = await cache.metrics.series({ machines: [key('m-7')], metrics: ['cpu'], from: now - 6 * day, to: now });
    expect(series[0]!.stepMs).toBe(hour);
  });
});

describe('latest values', () => {
  it('are columns of the machines, sorted by', async () => {
    const { cache } = await openCache();
    await machines(cache, 'a', 'b', 'c');
    const byCpu = { ...everyMachine, sort: { column: 'cpuPercent' as const, descending: true } };
    expect((await cache.machines.query(byCpu)).rows.map(({ cpuPercent }) => cpuPercent)).toEqual([null, null, null]);
    await put(
      cache,
      now,
      { machineId: 'a', start: now - hour, values: [90, 10, NaN] },
      { machineId: 'b', start: now - hour, values: [40] },
      { machineId: 'b', metric: 'memory', start: now - hour, values: [70] },
      { machineId: 'b', metric: 'network_in', start: now - hour, values: [1e6] },
    );
    const rows = async () =>
      (await cache.machines.query(byCpu)).rows.map(({ id, cpuPercent, memoryPercent }) => [id, cpuPercent, memoryPercent]);
    expect(await rows()).toEqual([
      ['b', 40, 70],
      ['a', 10, null],
      ['c', null, null],
    ]);
    await put(cache, now, { machineId: 'a', start: now - 2 * hour, values: [99] });
    expect((await rows())[1]).toEqual(['a', 10, null]);
    await put(cache, now, { machineId: 'a', start: now - 5 * minute, values: [77] });
    expect((await rows())[0]).toEqual(['a', 77, null]);
    expect(await cache.machines.get(key('a'))).toMatchObject({ cpuPercent: 77 });
  });

  it('stay when machines are read again, and go when one stops', async () => {
    const { cache } = await openCache();
    await machines(cache, 'a', 'b');
    await put(cache, now, { start: now - hour, values: [33] }, { machineId: 'b', start: now - hour, values: [44] });
    const again = [machine({ id: 'a', name: 'a' }), machine({ id: 'b', name: 'b', state: 'stopped' })];
    await cache.machines.put({ connectionId, scope: '', run: 'r2', machines: again, cursor: null });
    const stored = (await cache.machines.query(everyMachine)).rows.map(({ cpuPercent }) => cpuPercent);
    expect(stored).toEqual([33, null]);
  });

  it('say how far each machine was measured', async () => {
    const { cache } = await openCache();
    await put(cache, now, { start: now - hour, values: [1, 2, NaN] }, { metric: 'memory', start: now - hour, values: [1] });
    const machineIds = ['z', 'a'];
    expect(await cache.metrics.until({ connectionId, machineIds, metrics: ['cpu', 'memory'] })).toEqual([0, now - 50 * minute]);
  });
});

describe('sparks', () => {
  it('are 24 hourly means that end with this hour', async () => {
    const { cache } = await openCache();
    const at = now + 20 * minute;
    await put(cache, at, { start: now - 30 * hour, values: repeat(364, (slot) => Math.floor(slot / 12)) });
    const sparks = await cache.metrics.sparks({ machines: [key('none'), key('a')], metric: 'cpu', now: at });
    expect(sparks).toMatchObject([{ ...key('a'), start: now - 23 * hour, stepMs: hour }]);
    expect([...sparks[0]!.values]).toEqual(repeat(24, (slot) => slot + 7));
  });

  it('leave out what has no value in the last day', async () => {
    const { cache } = await openCache();
    await put(cache, now, { start: now - 30 * hour, values: [1] });
    expect(await cache.metrics.sparks({ machines: [key('a')], metric: 'cpu', now })).toEqual([]);
  });
});

describe('statistics', () => {
  it('are of the values measured, each weighted by its time', async () => {
    const { cache } = await openCache();
    await put(
      cache,
      now,
      { start: now - 10 * day, stepMs: hour, values: repeat(216, () => 10), peaks: repeat(216, (at) => (at === 5 ? 95 : 12)) },
      { start: now - day, values: repeat(288, (at) => (at < 100 ? 50 : 20)) },
      { machineId: 'short', start: now - hour, values: [1, 2, 3, 4] },
      { machineId: 'other', metric: 'memory', start: now - hour, values: [1] },
    );
    const found = await cache.metrics.stats({ metric: 'cpu', from: now - 14 * day, to: now });
    const [a, short] = found;
    expect(found.map(({ machineId }) => machineId)).toEqual(['a', 'short']);
    const weight = 216 * 12 + 288;
    expect(a).toMatchObject({ ...key('a'), metric: 'cpu', from: now - 10 * day, to: now, points: 216 + 288, coverage: 1 });
    expect(a).toMatchObject({ p50: 10, p95: 20, p99: 50, max: 95 });
    expect(a!.mean).toBeCloseTo((216 * 12 * 10 + 100 * 50 + 188 * 20) / weight, 4);
    expect(short).toMatchObject({ points: 4, p50: 2, p95: 4, max: 4, from: now - hour });
    expect(short!.coverage).toBeCloseTo(1 / 3, 6);
  });

  it('count a gap as time that is not covered, and take one connection when asked', async () => {
    const { cache } = await openCache();
    await put(cache, now, { start: now - 4 * hour, values: repeat(48, (at) => (at >= 12 && at < 36 ? NaN : 1)) });
    const [found] = await cache.metrics.stats({ metric: 'cpu', from: now - day, to: now, connectionId });
    expect(found).toMatchObject({ points: 24, coverage: 0.5 });
    expect(await cache.metrics.stats({ metric: 'cpu', from: now - day, to: now, connectionId: 'other' })).toEqual([]);
  });
});

describe('a connection', () => {
  it('is forgotten with its measurements, others are not', async () => {
    const { cache } = await openCache();
    await put(cache, now, { start: now - hour, values: [1] });
    await cache.metrics.put({
      connectionId: 'd',
      now,
      series: [{ machineId: 'a', metric: 'cpu', start: now - hour, stepMs: 5 * minute, values: Float32Array.of(2) }],
    });
    await cache.store.forget({ connectionId });
    const both = ask(now - hour, now, { machines: [key('a'), { connectionId: 'd', machineId: 'a' }] });
    expect((await cache.metrics.series(both)).series.map((series) => [series.connectionId, series.values[0]])).toEqual([['d', 2]]);
  });

  it('keeps the values of a scope that has no running machines any more', async () => {
    const { cache } = await openCache();
    await put(cache, now, { start: now - hour, values: [1] });
    await cache.metrics.finish({ connectionId, scope: 'east', rows: 1, at: now, staleAfter: now + 1, nextRefresh: now + 1 });
    await cache.sets.keepScopes({ connectionId, dataSet: 'metrics', scopes: [] });
    expect(await cache.sets.list({})).toEqual([]);
    expect((await cache.metrics.series(ask(now - hour, now))).series).toHaveLength(1);
  });
});
