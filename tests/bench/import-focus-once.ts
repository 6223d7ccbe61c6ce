/** One import in a process of its own: `import-focus-once.ts ours|duckdb|to-parquet FILE FOLDER`. Prints an `ImportResult`. */

import { join } from 'node:path';
import { focusFile } from '#connectors/focus-file/index.ts';
import { openCacheThread } from '#core/cache/cache-thread.ts';
import type { Clock, Logger } from '#core/ports.ts';
import { readScope } from '#core/sync/read-scope.ts';
import { costSink } from '#core/sync/sinks.ts';
import { costQuerySchema } from '#shared/model/cost.ts';

export interface ImportResult {
  rows: number;
  seconds: number;
  maxRssMb: number;
  /** BilledCost by provider and month. */
  sums: Record<string, number>;
}

const silent: Logger = { info: () => undefined, warn: () => undefined, error: console.error, child: () => silent };
const clock: Clock = { now: Date.now, sleep: () => Promise.reject(new Error('nothing waits in a benchmark')) };
const maxRssMb = () => (process.resourceUsage().maxRSS * 1024) / 1e6;

async function ours(path: string, folder: string): Promise<ImportResult> {
  const cache = openCacheThread();
  await cache.api.store.open({ folder, key: '5a'.repeat(32), maxBytes: 64e9 });
  const { signal } = new AbortController();
  const began = performance.now();
  const session = await focusFile.open({
    connectionId: 'bench',
    settings: { path },
    secret: async () => null,
    signal,
    log: silent,
    clock,
    http: { agent: () => Promise.reject(new Error('the network was used')), fetch },
  });
  const source = session.costs!;
  const key = { connectionId: 'bench', dataSet: 'costs', scope: '' } as const;
  const sink = costSink({ api: cache.api, key }, source);
  const rows = await readScope({
    source,
    scope: { id: '', label: '' },
    sink,
    clock,
    signal,
    guarded: (work) => work(),
    onPage: () => undefined,
  });
  const seconds = (performance.now() - began) / 1000;
  const memory = maxRssMb();
  const query = costQuerySchema.parse({ metric: 'BilledCost', groupBy: ['ServiceProviderName'] });
  const result = await cache.api.costs.query({ query, rates: [] });
  await cache.close();
  return {
    rows,
    seconds,
    maxRssMb: memory,
    sums: Object.fromEntries(result.rows.map((row) => [`${row.groups[0]} ${row.period}`, row.value])),
  };
}

/** Loaded only where it is measured: it must not count as our memory. */
async function openDuckDb(path: string) {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  return (await DuckDBInstance.create(path)).connect();
}

async function duckdb(path: string, folder: string): Promise<ImportResult> {
  const connection = await openDuckDb(join(folder, 'peer.duckdb'));
  const source = path.endsWith('.parquet') ? `'${path}'` : `read_csv('${path}', nullstr = 'NULL')`;
  const began = performance.now();
  await connection.run(`CREATE TABLE costs AS SELECT * FROM ${source}`);
  const seconds = (performance.now() - began) / 1000;
  const memory = maxRssMb();
  const sums = await connection.runAndReadAll(
    `SELECT ProviderName || ' ' || strftime(ChargePeriodStart, '%Y-%m'), sum(BilledCost::DOUBLE), count(*) FROM costs GROUP BY 1`,
  );
  const found = sums.getRows().map(([key, sum, count]) => ({ key: String(key), sum: Number(sum), count: Number(count) }));
  connection.closeSync();
  return {
    rows: found.reduce((total, { count }) => total + count, 0),
    seconds,
    maxRssMb: memory,
    sums: Object.fromEntries(found.map(({ key, sum }) => [key, sum])),
  };
}

async function toParquet(path: string, target: string): Promise<void> {
  const connection = await openDuckDb(':memory:');
  await connection.run(`COPY (SELECT * FROM read_csv('${path}', nullstr = 'NULL')) TO '${target}' (FORMAT parquet, COMPRESSION zstd)`);
}

const [engine, path, target] = process.argv.slice(2) as [string, string, string];
if (engine === 'to-parquet') await toParquet(path, target);
else console.log(JSON.stringify(await (engine === 'ours' ? ours : duckdb)(path, target)));
