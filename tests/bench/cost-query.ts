import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { createCostStore } from '#core/cache/costs/cost-store.ts';
import { migrate } from '#core/cache/migrate.ts';
import { migrations } from '#core/cache/migrations/index.ts';
import { createSetsRepository } from '#core/cache/sets-repository.ts';
import { openSqlite } from '#core/cache/sqlite.ts';
import { type CostQuery, costQuerySchema } from '#shared/model/cost.ts';
import { createDuckTable } from './cost-duckdb.ts';
import { costBatches, resourcesFor } from './cost-rows.ts';

/**
 * Queries of the cost store against DuckDB over the same rows, one JSON line each. Warm: the median of runs in one
 * process, after one that is not counted. Cold: the median over fresh processes, from before the database is opened to
 * the result, with the program loaded; the operating system's page cache is as it is for both.
 */
const rows = Number(process.env.BENCH_ROWS ?? 5_000_000);
const key = '0123456789abcdef'.repeat(4);
const aim = 3;

interface Case {
  name: string;
  query: Partial<CostQuery>;
  sql: string;
}

const month = "strftime(ChargePeriodStart, '%Y-%m')";
const cases: Case[] = [
  {
    name: 'monthly-by-service',
    query: { groupBy: ['ServiceName'] },
    sql: `SELECT ${month}, BillingCurrency, ServiceName, sum(EffectiveCost) FROM costs GROUP BY 1, 2, 3`,
  },
  {
    name: 'free-pivot-tag-by-sku-in-region',
    query: { groupBy: ['tag:team', 'SkuId'], filters: [{ dimension: 'RegionId', op: 'in', values: ['eu-west-1', 'westeurope'] }] },
    sql: `SELECT ${month}, BillingCurrency, json_extract_string(Tags, '$.team'), SkuId, sum(EffectiveCost) FROM costs
      WHERE RegionId IN ('eu-west-1', 'westeurope') GROUP BY 1, 2, 3, 4`,
  },
  {
    name: 'free-pivot-daily-by-service-in-account',
    query: {
      granularity: 'daily',
      groupBy: ['ServiceName'],
      filters: [{ dimension: 'SubAccountId', op: 'in', values: ['500000012', '500000033'] }],
    },
    sql: `SELECT strftime(ChargePeriodStart, '%Y-%m-%d'), BillingCurrency, ServiceName, sum(EffectiveCost) FROM costs
      WHERE SubAccountId IN ('500000012', '500000033') GROUP BY 1, 2, 3`,
  },
  {
    name: 'free-pivot-by-resource',
    query: { granularity: 'total', groupBy: ['ResourceId'] },
    sql: 'SELECT NULL, BillingCurrency, ResourceId, sum(EffectiveCost) FROM costs GROUP BY 2, 3',
  },
];

type Sums = [string, number][];

interface Engine {
  run(one: Case): Promise<Sums>;
  close(): void;
}

function openOurs(folder: string): Engine & { store: ReturnType<typeof createCostStore> } {
  const db = openSqlite(join(folder, 'cache.db'), key);
  migrate(db, migrations);
  const store = createCostStore(db, createSetsRepository(db));
  const run = async ({ query }: Case) =>
    store
      .query({ query: costQuerySchema.parse(query), rates: [] })
      .rows.map(({ period, currency, groups, value }): [string, number] => [JSON.stringify([period, currency, ...groups]), value]);
  return { store, run, close: () => void db.close() };
}

async function openPeer(folder: string): Promise<Engine & { fill(): Promise<void> }> {
  const instance = await DuckDBInstance.create(join(folder, 'peer.duckdb'));
  const duck = await instance.connect();
  const run = async ({ sql }: Case) =>
    (await duck.runAndReadAll(sql)).getRows().map((row): [string, number] => [JSON.stringify(row.slice(0, -1)), Number(row.at(-1))]);
  return {
    run,
    fill: () => createDuckTable(duck, resourcesFor(rows), rows),
    close: () => {
      duck.closeSync();
      instance.closeSync();
    },
  };
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

async function warm(engine: Engine, one: Case): Promise<number> {
  await engine.run(one);
  const times: number[] = [];
  for (let k = 0; k < 7; k += 1) times.push(await time(() => engine.run(one)));
  return median(times);
}

/** Time of one query in a process of its own. */
function cold(engine: 'ours' | 'peer', folder: string, at: number): number {
  const once = () => {
    const child = spawnSync(process.execPath, [fileURLToPath(import.meta.url), engine, folder, String(at)], { encoding: 'utf8' });
    if (child.status !== 0) throw new Error(child.stderr);
    return Number(child.stdout);
  };
  return median([once(), once(), once(), once(), once()]);
}

async function coldOnce(engine: string, folder: string, at: number): Promise<void> {
  let opened: Engine | null = null;
  const spent = await time(async () => {
    opened = engine === 'ours' ? openOurs(folder) : await openPeer(folder);
    await opened.run(cases[at]!);
  });
  process.stdout.write(String(spent));
  (opened as Engine | null)?.close();
}

function sumsEqual(ours: Sums, theirs: Sums): boolean {
  const expected = new Map(theirs);
  return (
    ours.length === theirs.length && ours.every(([name, value]) => Math.abs(value - expected.get(name)!) <= Math.abs(value) * 1e-9 + 1e-9)
  );
}

function print(line: Record<string, unknown>): void {
  console.log(JSON.stringify(line));
}

function compare(bench: string, ours: number, peer: number, more: Record<string, unknown>): void {
  const ratio = peer / ours;
  print({
    bench,
    rows,
    ours_ms: +ours.toFixed(2),
    peer: 'duckdb',
    peer_ms: +peer.toFixed(2),
    ratio: +ratio.toFixed(2),
    aim,
    met: ratio >= aim,
    ...more,
  });
}

function fillOurs(folder: string): void {
  const ours = openOurs(folder);
  const { store } = ours;
  let spent = 0;
  const timed = (work: () => unknown) => {
    const start = performance.now();
    work();
    spent += performance.now() - start;
  };
  timed(() => store.begin({ connectionId: 'bench', scope: '', run: 'bench', resume: false }));
  for (const batch of costBatches(resourcesFor(rows), rows)) timed(() => store.append({ run: 'bench', batch, cursor: null }));
  timed(() => store.commit({ run: 'bench', report: null, rates: [], at: 0, staleAfter: 0, nextRefresh: null }));
  const bytes = store.months().reduce((sum, month) => sum + month.bytes, 0);
  print({
    bench: 'cost-store-append-and-commit',
    rows,
    ours_ms: Math.round(spent),
    rows_per_s: Math.round((rows / spent) * 1000),
    bytes_per_row: +(bytes / rows).toFixed(1),
    peak_rss_mb: Math.round(process.resourceUsage().maxRSS / 1024),
  });
  ours.close();
}

async function measure(folder: string): Promise<void> {
  fillOurs(folder);
  const filling = await openPeer(folder);
  await filling.fill();
  filling.close();
  const [ours, peer] = [openOurs(folder), await openPeer(folder)];
  for (const one of cases) {
    const equal = sumsEqual(await ours.run(one), await peer.run(one));
    compare(`${one.name}-${rows / 1e6}m-warm`, await warm(ours, one), await warm(peer, one), { sums_equal: equal });
  }
  const overview = await warm(
    { run: async () => (ours.store.overview({ currency: null, rates: [] }), []), close: () => undefined },
    cases[0]!,
  );
  print({ bench: `overview-${rows / 1e6}m-warm`, ours_ms: +overview.toFixed(2), aim_ms: 20, met: overview < 20 });
  ours.close();
  peer.close();
  cases.forEach(({ name }, at) => compare(`${name}-${rows / 1e6}m-cold`, cold('ours', folder, at), cold('peer', folder, at), {}));
}

const [engine, folder, at] = process.argv.slice(2);
if (engine && folder) await coldOnce(engine, folder, Number(at));
else {
  const fresh = mkdtempSync(join(tmpdir(), 'aetherium-bench-'));
  try {
    await measure(fresh);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}
