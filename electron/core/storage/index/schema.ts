import type { Migration } from '../../cache/migrate.ts';

const buckets = `
  CREATE TABLE buckets (
    id INTEGER PRIMARY KEY,
    connection_id TEXT NOT NULL,
    bucket TEXT NOT NULL,
    UNIQUE (connection_id, bucket)
  )`;

/** Folders that were read completely, and when the read began. */
const covers = `
  CREATE TABLE covers (
    bucket_id INTEGER NOT NULL REFERENCES buckets (id) ON DELETE CASCADE,
    prefix TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (bucket_id, prefix)
  ) WITHOUT ROWID`;

/** Reads under way. \`since\`: when the process with number \`pid\` began it, by the machine's clock. */
const reads = `
  CREATE TABLE reads (
    id INTEGER PRIMARY KEY,
    run TEXT NOT NULL UNIQUE,
    bucket_id INTEGER NOT NULL REFERENCES buckets (id) ON DELETE CASCADE,
    prefix TEXT NOT NULL,
    at INTEGER NOT NULL,
    pid INTEGER NOT NULL,
    since INTEGER NOT NULL
  )`;

/** \`read_id\`: the read that brings the block; 0 once it is shown. What is read apart is kept apart. */
const blocks = `
  CREATE TABLE blocks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    bucket_id INTEGER NOT NULL REFERENCES buckets (id) ON DELETE CASCADE,
    read_id INTEGER NOT NULL,
    count INTEGER NOT NULL,
    first BLOB NOT NULL,
    last BLOB NOT NULL,
    bytes REAL NOT NULL,
    min_size REAL NOT NULL,
    max_size REAL NOT NULL,
    min_seconds INTEGER NOT NULL,
    max_seconds INTEGER NOT NULL
  )`;

const part = (name: string) => `
  CREATE TABLE ${name} (
    block_id INTEGER PRIMARY KEY REFERENCES blocks (id) ON DELETE CASCADE,
    part BLOB NOT NULL
  )`;

const codes = `
  CREATE TABLE codes (
    kind TEXT NOT NULL,
    code INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (kind, code)
  ) WITHOUT ROWID`;

const growth = `
  CREATE TABLE growth (
    bucket_id INTEGER NOT NULL REFERENCES buckets (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    bytes REAL NOT NULL,
    objects INTEGER NOT NULL,
    PRIMARY KEY (bucket_id, at)
  ) WITHOUT ROWID`;

/** \`at\`: start of the newest listing that is shown; \`as_of\`: start of the last complete one. \`used\` orders what is dropped. */
const levels = `
  CREATE TABLE levels (
    id INTEGER PRIMARY KEY,
    bucket_id INTEGER NOT NULL REFERENCES buckets (id) ON DELETE CASCADE,
    prefix TEXT NOT NULL,
    at INTEGER,
    as_of INTEGER,
    used INTEGER NOT NULL,
    UNIQUE (bucket_id, prefix)
  )`;

/** \`last\`: the last key or folder of the page. Later generations cover earlier ones up to their last page. */
const levelPages = `
  CREATE TABLE level_pages (
    id INTEGER PRIMARY KEY,
    level_id INTEGER NOT NULL REFERENCES levels (id) ON DELETE CASCADE,
    generation INTEGER NOT NULL,
    number INTEGER NOT NULL,
    last BLOB NOT NULL,
    entries INTEGER NOT NULL,
    page BLOB NOT NULL,
    UNIQUE (level_id, generation, number)
  )`;

/** Every step of the schema of `objects.db`, in order. Add at the end; never change one that was released. */
export const indexMigrations: readonly Migration[] = [
  {
    name: 'index of names',
    statements: [
      buckets,
      covers,
      reads,
      blocks,
      'CREATE INDEX blocks_by_bucket ON blocks (bucket_id, read_id)',
      part('block_names'),
      part('block_columns'),
      part('block_filters'),
      codes,
      growth,
      levels,
      levelPages,
    ],
  },
];
