import { costsMigration } from '../costs/schema.ts';
import type { Migration } from '../migrate.ts';

const sets = `
  CREATE TABLE sets (
    connection_id TEXT NOT NULL,
    data_set TEXT NOT NULL,
    scope TEXT NOT NULL,
    as_of INTEGER,
    complete INTEGER NOT NULL DEFAULT 0,
    rows INTEGER NOT NULL DEFAULT 0,
    stale_after INTEGER,
    last_error TEXT,
    last_error_at INTEGER,
    next_refresh INTEGER,
    run TEXT,
    cursor TEXT,
    PRIMARY KEY (connection_id, data_set, scope)
  ) WITHOUT ROWID`;

/** `row` is the number under which the in-memory index knows a machine. */
const machines = `
  CREATE TABLE machines (
    row INTEGER PRIMARY KEY,
    connection_id TEXT NOT NULL,
    id TEXT NOT NULL,
    scope TEXT NOT NULL,
    run TEXT NOT NULL,
    name TEXT NOT NULL,
    provider TEXT NOT NULL,
    account TEXT NOT NULL,
    account_name TEXT NOT NULL,
    region TEXT NOT NULL,
    zone TEXT NOT NULL,
    state TEXT NOT NULL,
    provider_state TEXT NOT NULL,
    type TEXT NOT NULL,
    os TEXT NOT NULL,
    private_ip TEXT NOT NULL,
    public_ip TEXT NOT NULL,
    environment TEXT NOT NULL,
    launched INTEGER,
    tags TEXT NOT NULL,
    cost_resource_id TEXT,
    cpu_percent REAL,
    memory_percent REAL,
    UNIQUE (connection_id, id)
  )`;

/** Counts changes, so that a process sees that another one wrote. */
const revisions = `CREATE TABLE revisions (data_set TEXT PRIMARY KEY, revision INTEGER NOT NULL) WITHOUT ROWID`;

const jobs = `
  CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    started_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    job TEXT NOT NULL
  ) WITHOUT ROWID`;

const evictions = `
  CREATE TABLE evictions (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    what TEXT NOT NULL,
    rows INTEGER NOT NULL,
    why TEXT NOT NULL
  )`;

export const initial: Migration = {
  name: 'initial',
  statements: [
    sets,
    machines,
    'CREATE INDEX machines_by_scope ON machines (connection_id, scope, run)',
    'CREATE INDEX machines_by_state ON machines (state, provider)',
    revisions,
    `INSERT INTO revisions VALUES ('machines', 0)`,
    jobs,
    'CREATE INDEX jobs_by_start ON jobs (started_at DESC)',
    evictions,
    ...costsMigration,
  ],
};
