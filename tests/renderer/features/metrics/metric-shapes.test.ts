import { describe, expect, it } from 'vitest';
import { alignLines, hasPeaks, valueAt } from '#renderer/features/metrics/aligned-lines.ts';
import { formatMetric } from '#renderer/features/metrics/metric-format.ts';
import { linesOf, metricGroups } from '#renderer/features/metrics/metric-groups.ts';
import { sparkPath, sparkText } from '#renderer/features/metrics/spark-shape.ts';
import { tableRows } from '#renderer/features/metrics/table-rows.ts';
import { timeLabels } from '#renderer/features/metrics/time-axis.ts';
import { bounds, isZoomed, panBy, type TimeWindow, windowOfKey, zoomBy, zoomTo } from '#renderer/features/metrics/time-window.ts';

const minute = 60_000;
const hour = 60 * minute;
const series = (start: number, stepMs: number, values: number[], peaks?: number[]) => ({
  start,
  stepMs,
  values: Float32Array.from(values),
  ...(peaks && { peaks: Float32Array.from(peaks) }),
});

describe('lines on one time axis', () => {
  it('leaves gaps as gaps and times of other lines open', () => {
    const { times, means } = alignLines([series(0, 10_000, [1, NaN, 3]), series(0, 30_000, [7])]);
    expect(times).toEqual([5, 15, 25]);
    expect(means).toEqual([
      [1, null, 3],
      [undefined, 7, undefined],
    ]);
  });

  it('knows peaks above the mean and takes the mean where there are none', () => {
    expect(hasPeaks(series(0, 1000, [1, 2], [1, 2]))).toBe(false);
    expect(hasPeaks(series(0, 1000, [1, 2], [1, 5]))).toBe(true);
    expect(hasPeaks(series(0, 1000, [1, 2]))).toBe(false);
    expect(alignLines([series(0, 1000, [1, 2], [1, 5]), series(0, 1000, [4, 4])]).peaks).toEqual([
      [1, 5],
      [4, 4],
    ]);
  });

  it('finds the value of a time, none outside', () => {
    const line = series(hour, 5 * minute, [1, 2]);
    expect([hour, hour + 6 * minute, hour - 1, hour + 10 * minute].map((at) => valueAt(line, at))).toEqual([1, 2, NaN, NaN]);
  });
});

describe('the time shown', () => {
  const now = Date.UTC(2026, 10, 21, 12, 0, 30);
  const day: TimeWindow = { range: '24h' };

  it('follows now, in whole minutes', () => {
    expect(bounds(day, now)).toEqual({ from: Date.UTC(2026, 10, 20, 12, 1), to: Date.UTC(2026, 10, 21, 12, 1) });
    expect(bounds(day, now + 20_000)).toEqual(bounds(day, now));
  });

  it('zooms to a piece drawn in either direction, not into the future and not to nothing', () => {
    const { from } = bounds(day, now);
    const zoomed = zoomTo(day, [from + 4 * hour, from + 2 * hour], now);
    expect(bounds(zoomed, now)).toEqual({ from: from + 2 * hour, to: from + 4 * hour });
    expect(isZoomed(zoomed)).toBe(true);
    const tiny = bounds(zoomTo(day, [now - 10, now], now), now);
    expect(tiny.to - tiny.from).toBe(30 * minute);
    expect(tiny.to).toBeLessThanOrEqual(bounds(day, now).to);
    const wide = bounds(zoomBy({ range: '30d' }, 2, now), now);
    expect(wide.to - wide.from).toBe(720 * hour);
  });

  it('moves back, and forth again no further than now', () => {
    const back = panBy(day, -0.25, now);
    expect(bounds(back, now).to).toBe(bounds(day, now).to - 6 * hour);
    expect(bounds(panBy(back, 1, now), now)).toEqual(bounds(day, now));
    expect(panBy(day, 0.25, now)).toBe(day);
  });

  it('has keys for moving, zooming and going back', () => {
    const closer = windowOfKey('+', day, now)!;
    expect(bounds(closer, now).to - bounds(closer, now).from).toBe(12 * hour);
    expect(bounds(windowOfKey('ArrowLeft', closer, now)!, now).to).toBe(bounds(closer, now).to - 3 * hour);
    expect(windowOfKey('Escape', closer, now)).toEqual(day);
    expect(windowOfKey('Escape', day, now)).toBeNull();
    expect(windowOfKey('x', day, now)).toBeNull();
  });
});

describe('the time axis', () => {
  const at = (text: string) => Date.parse(text) / 1000;

  it('says the day with its first mark, in the zone asked', () => {
    const splits = ['2026-11-20T21:00Z', '2026-11-20T22:00Z', '2026-11-20T23:00Z'].map(at);
    expect(timeLabels(splits, 3600, 'UTC')).toEqual(['21:00\n20 Nov', '22:00', '23:00']);
    expect(timeLabels(splits, 3600, 'Europe/Berlin')).toEqual(['22:00\n20 Nov', '23:00', '00:00\n21 Nov']);
  });

  it('says days alone where marks are days apart', () => {
    expect(timeLabels([at('2026-11-20T00:00Z'), at('2026-11-22T00:00Z')], 172_800, 'UTC')).toEqual(['20 Nov', '22 Nov']);
  });
});

describe('values in words', () => {
  it('has a unit and few figures', () => {
    expect(formatMetric('cpu', 12.345)).toBe('12.3 %');
    expect(formatMetric('cpu', 0.5)).toBe('0.5 %');
    expect(formatMetric('network_in', 1_234_567)).toBe('1.2 MB/s');
    expect(formatMetric('disk_read_ops', 1234.5)).toBe('1,235 ops/s');
    expect(formatMetric('credits', 288)).toBe('288');
    expect(formatMetric('memory', NaN)).toBe('–');
  });

  it('draws a spark from gap to gap and a lone value as a dot', () => {
    const box = { width: 10, height: 12 };
    expect(sparkPath(Float32Array.from([0, 100, NaN, 50, NaN]), 'cpu', box)).toBe('M1.0 11.0L3.0 1.0M7.0 6.0h0');
    expect(sparkPath(Float32Array.from([NaN, NaN]), 'cpu', box)).toBe('');
    expect(sparkPath(Float32Array.from([0, 0]), 'network_in', box)).toBe('M1.0 11.0L9.0 11.0');
    expect(sparkText({ values: Float32Array.from([10, NaN, 30]) }, 'cpu')).toBe('CPU, last 24 h: now 30 %, mean 20 %, highest hour 30 %');
  });

  it('sums a chart up in rows, newest first, with peaks and gaps', () => {
    const line = series(0, 5 * minute, [1, 3, NaN, NaN, 5, 5, 5, 5], [1, 9, NaN, NaN, 5, 5, 5, 5]);
    const rows = tableRows([line], { from: 0, to: 6 * hour });
    expect(rows.at(-1)).toEqual({ time: 0, cells: [{ mean: 2, peak: 9 }] });
    expect(rows).toHaveLength(24);
    expect(rows[0]!.cells).toEqual([{ mean: NaN, peak: NaN }]);
  });
});

describe('lines of a group', () => {
  const cpu = metricGroups.find(({ id }) => id === 'cpu')!;
  const network = metricGroups.find(({ id }) => id === 'network')!;
  const machines = ['a', 'b'].map((machineId) => ({ connectionId: 'c', machineId, name: machineId.toUpperCase() }));
  const of = (machineId: string, metric: 'cpu' | 'network_in' | 'network_out', values = [1]) => ({
    connectionId: 'c',
    machineId,
    metric,
    ...series(0, minute, values),
  });

  it('gives each machine a colour and dashes the second metric', () => {
    const found = linesOf(network, machines, [of('a', 'network_in'), of('b', 'network_out'), of('a', 'network_out'), of('a', 'cpu')]);
    expect(found.map(({ label, dashed }) => [label, dashed])).toEqual([
      ['A · network in', false],
      ['A · network out', true],
      ['B · network out', true],
    ]);
    expect(found[0]!.color).toBe(found[1]!.color);
    expect(found[0]!.color).not.toBe(found[2]!.color);
  });

  it('leaves out what has no value and names a lone machine by its metric', () => {
    expect(linesOf(cpu, machines, [of('a', 'cpu'), of('b', 'cpu', [NaN])]).map(({ label }) => label)).toEqual(['A']);
    expect(linesOf(cpu, machines.slice(0, 1), [of('a', 'cpu')]).map(({ label }) => label)).toEqual(['CPU']);
  });
});
