/**
 * Tables of the cost store, part of schema version 1 of the cache.
 *
 * - `cost_loads`: one read of one scope. `staged` rows are invisible, `live` rows are shown, `dropped` rows wait for removal.
 * - `cost_months`: what a live load holds per month, for the inventory and eviction.
 * - `cost_segments`: a block of rows of one month (`cube` = '') or a rollup of the month (`cube` = its name). Days are epoch days, UTC.
 * - `cost_blobs`: one column of one segment; `key` = segment * 65536 + column, so a column is one b-tree lookup.
 *   `kind`: 0 text, 1 numbers, 2 the same numbers as the column whose id is in `entries`.
 * - `cost_rates`: exchange rates that came with the data of a live load.
 */
export const costsMigration: string[] = [
  `CREATE TABLE cost_loads (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run TEXT NOT NULL UNIQUE,
    connection_id TEXT NOT NULL,
    scope TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('staged', 'live', 'dropped')),
    as_of INTEGER
  ) STRICT`,
  `CREATE UNIQUE INDEX cost_loads_live ON cost_loads (connection_id, scope) WHERE state = 'live'`,
  `CREATE TABLE cost_months (
    load_id INTEGER NOT NULL REFERENCES cost_loads (id),
    month TEXT NOT NULL,
    rows INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    first_day INTEGER NOT NULL,
    last_day INTEGER NOT NULL,
    currencies TEXT NOT NULL,
    dimensions TEXT NOT NULL,
    PRIMARY KEY (load_id, month)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE cost_segments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    load_id INTEGER NOT NULL REFERENCES cost_loads (id),
    month TEXT NOT NULL,
    cube TEXT NOT NULL,
    rows INTEGER NOT NULL,
    first_day INTEGER NOT NULL,
    last_day INTEGER NOT NULL,
    bytes INTEGER NOT NULL
  ) STRICT`,
  'CREATE INDEX cost_segments_load ON cost_segments (load_id, month, cube)',
  'CREATE TABLE cost_columns (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT',
  `CREATE TABLE cost_blobs (
    key INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    width INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    raw INTEGER NOT NULL,
    packed INTEGER NOT NULL,
    data BLOB NOT NULL
  ) STRICT`,
  `CREATE TABLE cost_reports (
    connection_id TEXT NOT NULL,
    scope TEXT NOT NULL,
    as_of INTEGER NOT NULL,
    report TEXT NOT NULL,
    bad_rows TEXT NOT NULL,
    PRIMARY KEY (connection_id, scope)
  ) STRICT`,
  `CREATE TABLE cost_rates (
    load_id INTEGER NOT NULL REFERENCES cost_loads (id),
    from_currency TEXT NOT NULL,
    to_currency TEXT NOT NULL,
    rate REAL NOT NULL,
    date TEXT NOT NULL,
    source TEXT NOT NULL
  ) STRICT`,
];
