import type { Migration } from '../migrate.ts';

/** `until`: end of the newest value, epoch ms UTC. `metric`: place in the list of metrics, see `series-table.ts`. */
const series = `
  CREATE TABLE metric_series (
    id INTEGER PRIMARY KEY,
    connection_id TEXT NOT NULL,
    machine_id TEXT NOT NULL,
    metric INTEGER NOT NULL,
    until INTEGER NOT NULL DEFAULT 0,
    UNIQUE (connection_id, machine_id, metric)
  )`;

/** `key`: resolution, chunk and series in one number, see `metrics/resolutions.ts`. */
const chunks = 'CREATE TABLE metric_chunks (key INTEGER PRIMARY KEY, data BLOB NOT NULL)';

/** Measured series of machines in chunks of many values. */
export const metricsMigration: Migration = { name: 'metrics', statements: [series, chunks] };
