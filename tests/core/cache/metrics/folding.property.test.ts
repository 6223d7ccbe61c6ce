import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAgeing } from '#core/cache/metrics/ageing.ts';
import { createChunkTable } from '#core/cache/metrics/chunk-table.ts';
import { resolutions } from '#core/cache/metrics/resolutions.ts';
import { createSeriesTable } from '#core/cache/metrics/series-table.ts';
import { createSeriesWriter } from '#core/cache/metrics/writer.ts';
import { migrate } from '#core/cache/migrate.ts';
import { migrations } from '#core/cache/migrations/index.ts';
import { openSqlite } from '#core/cache/sqlite.ts';
import type { Series } from '#shared/model/metric.ts';
import { testKey } from '#tests/helpers/cache-key.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';
import { NaiveMetrics } from './naive-metrics.ts';

const minute = 60_000;
const day = 86_400_000;
const begin = Date.UTC(2026, 10, 15, 12);

function openStore() {
  const db = openSqlite(join(tempFolder(), 'metrics.db'), testKey);
  migrate(db, migrations);
  const chunks = createChunkTable(db);
  const writer = createSeriesWriter(chunks);
  const ageing = createAgeing({ db, chunks, table: createSeriesTable(db), writer });
  return { db, chunks, writer, ageing };
}

const value = fc.oneof({ weight: 5, arbitrary: fc.float({ min: 0, max: 1000, noNaN: true }) }, { weight: 1, arbitrary: fc.constant(NaN) });
const step = fc.constantFrom(minute, 5 * minute, 15 * minute, 60 * minute, 360 * minute, day);
/** A page of values that ends some time before `now`, and how much later the next one comes. */
const pages = fc.array(
  fc.record({
    stepMs: step,
    agoSteps: fc.integer({ min: 0, max: 700 }),
    offMs: fc.constantFrom(0, 0, 0, 20_000),
    values: fc.array(value, { maxLength: 90 }),
    withPeaks: fc.boolean(),
    laterMs: fc.constantFrom(0, 5 * minute, 60 * minute, day, 9 * day, 40 * day),
    ages: fc.boolean(),
  }),
  { maxLength: 8 },
);

test('holds at every resolution what a plain model of it holds', async () => {
  const { db, chunks, writer, ageing } = openStore();
  let id = 0;
  await fc.assert(
    fc.asyncProperty(pages, async (generated) => {
      const naive = new NaiveMetrics();
      let now = begin;
      id++;
      for (const { stepMs, agoSteps, offMs, values, withPeaks, laterMs, ages } of generated) {
        now += laterMs;
        const start = Math.floor(now / stepMs) * stepMs - agoSteps * stepMs + offMs;
        const series: Series = { start, stepMs, values: Float32Array.from(values) };
        if (withPeaks) series.peaks = series.values.map((one) => one * 1.5);
        db.transaction(() => writer.write(id, series, now))();
        naive.put(series, now);
        if (!ages) continue;
        await ageing.age(now);
        naive.age(now);
      }
      for (const resolution of resolutions) {
        const held = naive.held[resolution.code];
        const numbers = [...held.keys()];
        const range = numbers.length === 0 ? { from: 0, to: 1 } : { from: Math.min(...numbers) - 500, to: Math.max(...numbers) + 500 };
        const read = chunks.read(resolution, id, range);
        const found = [...read.count].flatMap((count, at) => (count > 0 ? [[range.from + at, count]] : []));
        expect(found).toEqual([...held].sort(([a], [b]) => a - b).map(([slot, { count }]) => [slot, Math.min(count, resolution.weight)]));
        for (const [slot, { mean, peak }] of held) {
          expect(read.mean[slot - range.from]).toBeCloseTo(mean, 2);
          expect(read.peak[slot - range.from]).toBeCloseTo(peak, 2);
        }
        const empty = read.mean.filter((_, at) => read.count[at] === 0);
        expect(empty.every((one) => Number.isNaN(one))).toBe(true);
      }
    }),
    { numRuns: 150 },
  );
  db.close();
});
