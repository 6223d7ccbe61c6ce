import type { CacheApi } from '../cache-api.ts';
import type { MachinesRepository } from '../machines-repository.ts';
import type { SetsRepository } from '../sets-repository.ts';
import type { Sqlite } from '../sqlite.ts';
import { type Ageing, createAgeing } from './ageing.ts';
import { createChunkTable } from './chunk-table.ts';
import { createMetricReader } from './reader.ts';
import { createSeriesTable } from './series-table.ts';
import { metricStats } from './stats.ts';
import { createSeriesWriter, type SeriesWriter } from './writer.ts';

type MetricsApi = CacheApi['metrics'];
type Put = Parameters<MetricsApi['put']>[0];

/** Measurements of machines. */
export interface MetricsRepository extends Omit<MetricsApi, 'stats' | 'age'>, Pick<Ageing, 'squeeze'> {
  stats(options: Parameters<MetricsApi['stats']>[0]): Promise<ReturnType<MetricsApi['stats']>>;
  age(options: { now: number }): Promise<{ removed: number }>;
  /** Removes all of a connection; returns the number of series. */
  forget(connectionId: string): number;
  /** Bytes of the values; reads all of them. */
  bytes(): number;
}

/** Metrics of which the newest value is a column of the machine. */
const columnOf: Partial<Record<Put['series'][number]['metric'], 'cpuPercent' | 'memoryPercent'>> = {
  cpu: 'cpuPercent',
  memory: 'memoryPercent',
};

export function createMetricsRepository(db: Sqlite, sets: SetsRepository, machines: MachinesRepository): MetricsRepository {
  const chunks = createChunkTable(db);
  const table = createSeriesTable(db);
  const writer: SeriesWriter = createSeriesWriter(chunks);
  const reader = createMetricReader(chunks, table);
  const ageing = createAgeing({ db, chunks, table, writer });

  const put = db.transaction(({ connectionId, now, series }: Put) => {
    const latest = new Map<string, { cpuPercent?: number; memoryPercent?: number }>();
    for (const { machineId, metric, ...values } of series) {
      const row = table.get({ connectionId, machineId, metric });
      const newest = writer.write(row.id, values, now);
      if (!newest || newest.until < row.until) continue;
      if (newest.until > row.until) table.setUntil(row.id, newest.until);
      const column = columnOf[metric];
      if (column) latest.set(machineId, { ...latest.get(machineId), [column]: newest.value });
    }
    if (latest.size > 0) machines.measured({ connectionId, latest });
  });

  return {
    put: (page) => put.immediate(page),
    finish: ({ connectionId, scope, ...outcome }) => sets.succeeded({ connectionId, dataSet: 'metrics', scope, ...outcome }),
    until: db.transaction(({ connectionId, machineIds, metrics }: Parameters<MetricsApi['until']>[0]): number[] =>
      machineIds.map((machineId) => Math.max(0, ...metrics.map((metric) => table.find({ connectionId, machineId, metric })?.until ?? 0))),
    ),
    series: db.transaction((query: Parameters<MetricsApi['series']>[0]) => reader.series(query)),
    sparks: db.transaction((query: Parameters<MetricsApi['sparks']>[0]) => reader.sparks(query)),
    stats: (options) => metricStats({ chunks, table, open: () => db.open }, options),
    age: async ({ now }) => ({ removed: await ageing.age(now) }),
    squeeze: (now) => ageing.squeeze(now),
    forget: (connectionId) => ageing.removeSeries('connection_id = @connectionId', { connectionId }),
    bytes: () => chunks.bytes(),
  };
}
