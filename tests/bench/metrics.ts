/**
 * Measurements in the cache: storing a day of 2,000 machines, the next reading of them, sparks of 500 and statistics of all;
 * against one row per value in the same kind of database, in the same run. Prints one JSON line for each.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMachinesRepository } from '#core/cache/machines-repository.ts';
import { createMetricsRepository } from '#core/cache/metrics/metrics-repository.ts';
import { migrate } from '#core/cache/migrate.ts';
import { migrations } from '#core/cache/migrations/index.ts';
import { createSetsRepository } from '#core/cache/sets-repository.ts';
import { openSqlite, type Sqlite } from '#core/cache/sqlite.ts';
import type { MetricName } from '#shared/model/metric.ts';
import { fleet } from '#tests/helpers/machines.ts';
import { median, report } from './support/report.ts';

const machines = fleet(2000);
const metrics = ['cpu', 'memory'] as const;
const stepMs = 300_000;
const slots = 288;
const connectionId = 'bench';
const now = Date.UTC(2026, 10, 15, 12);
const pageMachines = 500;
/** Milliseconds for the sparks of one window of the grid. */
const sparkAim = 20;

interface Page {
  machineId: string;
  metric: MetricName;
  start: number;
  stepMs: number;
  values: Float32Array;
}

/** Values that do not repeat, one page for every 500 machines. */
function pages(start: number, length: number): Page[][] {
  return Array.from({ length: machines.length / pageMachines }, (_, page) =>
    machines.slice(page * pageMachines, (page + 1) * pageMachines).flatMap(({ id }, at) =>
      metrics.map((metric, place) => {
        const values = Float32Array.from({ length }, (_value, slot) => 50 + 40 * Math.sin(at + place + (start / stepMs + slot) / 17));
        return { machineId: id, metric, start, stepMs, values };
      }),
    ),
  );
}

interface Store {
  put(page: Page[]): void;
  /** Hourly means of the last day; returns how many values. */
  sparks(ids: string[]): number;
  /** 95th percentile of CPU by machine; returns the sum of them. */
  p95(): Promise<number>;
}

function ours(db: Sqlite): Store {
  const sets = createSetsRepository(db);
  const repository = createMachinesRepository(db, sets);
  repository.put({ connectionId, scope: '', run: 'r', machines, cursor: null });
  const store = createMetricsRepository(db, sets, repository);
  return {
    put: (page) => store.put({ connectionId, now, series: page }),
    sparks(ids) {
      const keys = ids.map((machineId) => ({ connectionId, machineId }));
      const found = store.sparks({ machines: keys, metric: 'cpu', now });
      return found.reduce((sum, { values }) => sum + values.filter((value) => !Number.isNaN(value)).length, 0);
    },
    async p95() {
      const found = await store.stats({ metric: 'cpu', from: now - slots * stepMs, to: now });
      return found.reduce((sum, { p95 }) => sum + p95, 0);
    },
  };
}

/** One row per value, found by machine, metric and time. */
function peer(db: Sqlite): Store {
  db.exec('CREATE TABLE points (machine TEXT, metric TEXT, at INTEGER, value REAL, PRIMARY KEY (machine, metric, at)) WITHOUT ROWID');
  const insert = db.prepare('INSERT INTO points VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value');
  const hours = db.prepare(
    `SELECT at / 3600000 AS hour, avg(value) FROM points WHERE machine = ? AND metric = 'cpu' AND at >= ? GROUP BY hour`,
  );
  const rank = db.prepare(`SELECT value FROM points WHERE machine = ? AND metric = 'cpu' ORDER BY value LIMIT 1 OFFSET ?`).pluck();
  return {
    put: db.transaction((page: Page[]) => {
      for (const { machineId, metric, start, values } of page)
        values.forEach((value, at) => insert.run(machineId, metric, start + at * stepMs, value));
    }),
    sparks: (ids) => ids.reduce((sum, id) => sum + hours.all(id, now - 23 * 3_600_000).length, 0),
    p95: async () => machines.reduce((sum, { id }) => sum + (rank.get(id, Math.ceil(slots * 0.95) - 1) as number), 0),
  };
}

async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Median of some rounds, in ms. */
async function repeated(work: (round: number) => unknown): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 7; round++) times.push(await timed(() => work(round)));
  return median(times);
}

async function measure(store: Store, bytes: () => number) {
  const before = bytes();
  const day = pages(now - slots * stepMs, slots);
  const first = await timed(() => day.forEach((page) => store.put(page)));
  const size = bytes() - before;
  const next = pages(now - 2 * stepMs, 2);
  const again = await repeated(() => next.forEach((page) => store.put(page)));
  const onePage = await repeated((round) => store.put(next[round % next.length]!));
  const windows = Array.from({ length: 4 }, (_, at) => machines.slice(at * 500, at * 500 + 500).map(({ id }) => id));
  const values = store.sparks(windows[0]!);
  const sparks = await repeated((round) => store.sparks(windows[round % windows.length]!));
  const sum = await store.p95();
  const stats = await timed(() => store.p95());
  return { first, size, again, onePage, values, sparks, sum, stats };
}

const folder = mkdtempSync(join(tmpdir(), 'aetherium-bench-'));
const open = (name: string) => {
  const db = openSqlite(join(folder, name), 'ab'.repeat(32));
  migrate(db, migrations);
  return { db, bytes: () => (db.pragma('page_count', { simple: true }) as number) * (db.pragma('page_size', { simple: true }) as number) };
};
try {
  const [a, b] = [open('ours.db'), open('peer.db')];
  const mine = await measure(ours(a.db), a.bytes);
  const theirs = await measure(peer(b.db), b.bytes);
  if (mine.values !== theirs.values) throw new Error(`Sparks differ: ${mine.values} values, ${theirs.values} of the peer`);
  if (Math.abs(mine.sum - theirs.sum) > 0.01 * machines.length)
    throw new Error(`Percentiles differ: ${mine.sum}, ${theirs.sum} of the peer`);
  const figures = (name: keyof typeof mine) => ({
    ours_ms: mine[name],
    peer: 'one SQLite row per value',
    peer_ms: theirs[name],
    ratio: theirs[name] / mine[name],
  });
  report({ bench: 'metrics-store-a-day-of-2000-machines', ...figures('first'), ours_mb: mine.size / 1e6, peer_mb: theirs.size / 1e6 });
  report({ bench: 'metrics-store-the-next-values', ...figures('again'), page_of_500_ms: mine.onePage });
  report({ bench: 'metrics-sparks-of-500-rows', ...figures('sparks'), aim: `under ${sparkAim} ms`, met: mine.sparks < sparkAim });
  report({ bench: 'metrics-p95-of-2000-machines', ...figures('stats') });
  a.db.close();
  b.db.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
