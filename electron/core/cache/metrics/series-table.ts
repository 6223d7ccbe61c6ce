import type { MachineKey } from '#shared/model/machine.ts';
import { type MetricName, metricNames } from '#shared/model/metric.ts';
import type { Sqlite } from '../sqlite.ts';

/** One metric of one machine. */
export interface SeriesRow extends MachineKey {
  id: number;
  metric: MetricName;
  /** End of the newest value, epoch ms UTC; 0 when there never was one. */
  until: number;
}

type SeriesKey = Pick<SeriesRow, 'connectionId' | 'machineId' | 'metric'>;

/** Which series there are. */
export interface SeriesTable {
  find(key: SeriesKey): SeriesRow | null;
  /** Made when it is new. */
  get(key: SeriesKey): SeriesRow;
  all(options: { metric: MetricName; connectionId: string | null }): SeriesRow[];
  setUntil(id: number, until: number): void;
  /** Removes the series selected by `where`; returns how many. */
  remove(where: string, parameters: Record<string, unknown>): number;
}

/** Numbers of metrics in the database: never reorder, add at the end. */
const codes: readonly MetricName[] = [
  'cpu',
  'memory',
  'network_in',
  'network_out',
  'disk_read_bytes',
  'disk_write_bytes',
  'disk_read_ops',
  'disk_write_ops',
  'credits',
];
const codeOf = new Map(codes.map((name, code) => [name, code]));
if (metricNames.some((name) => !codeOf.has(name))) throw new Error('A metric has no number in the cache');

type Row = Omit<SeriesRow, 'metric'> & { metric: number };

const columns = 'id, connection_id AS connectionId, machine_id AS machineId, metric, until';
const toSeries = (row: Row): SeriesRow => ({ ...row, metric: codes[row.metric]! });
const coded = (key: SeriesKey) => ({ ...key, metric: codeOf.get(key.metric)! });

export function createSeriesTable(db: Sqlite): SeriesTable {
  const find = db.prepare(
    `SELECT ${columns} FROM metric_series WHERE connection_id = @connectionId AND machine_id = @machineId AND metric = @metric`,
  );
  const add = db.prepare(
    `INSERT INTO metric_series (connection_id, machine_id, metric) VALUES (@connectionId, @machineId, @metric) RETURNING ${columns}`,
  );
  const all = db.prepare(
    `SELECT ${columns} FROM metric_series WHERE metric = @metric AND connection_id = coalesce(@connectionId, connection_id)`,
  );
  const setUntil = db.prepare('UPDATE metric_series SET until = ? WHERE id = ?');
  const findRow = (key: SeriesKey) => find.get(coded(key)) as Row | undefined;
  return {
    find(key) {
      const row = findRow(key);
      return row ? toSeries(row) : null;
    },
    get: (key) => toSeries(findRow(key) ?? (add.get(coded(key)) as Row)),
    all: ({ metric, connectionId }) => (all.all({ metric: codeOf.get(metric), connectionId }) as Row[]).map(toSeries),
    setUntil: (id, until) => void setUntil.run(until, id),
    remove: (where, parameters) => db.prepare(`DELETE FROM metric_series WHERE ${where}`).run(parameters).changes,
  };
}
