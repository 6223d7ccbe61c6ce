import type { Migration } from '../../cache/migrate.ts';

/** `sums`: what is counted of its items, kept with every change so that nobody scans a million rows for a progress bar. */
const plans = `
  CREATE TABLE plans (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    begun_at INTEGER NOT NULL,
    expires_at INTEGER,
    transfer_id TEXT,
    request TEXT NOT NULL,
    plan TEXT
  )`;

const sums = `
  CREATE TABLE sums (
    plan INTEGER PRIMARY KEY REFERENCES plans (number),
    waiting INTEGER NOT NULL DEFAULT 0,
    running INTEGER NOT NULL DEFAULT 0,
    succeeded INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    skipped INTEGER NOT NULL DEFAULT 0,
    cancelled INTEGER NOT NULL DEFAULT 0,
    refused INTEGER NOT NULL DEFAULT 0,
    bytes_done INTEGER NOT NULL DEFAULT 0,
    bytes_total INTEGER NOT NULL DEFAULT 0,
    verified INTEGER NOT NULL DEFAULT 0,
    copied INTEGER NOT NULL DEFAULT 0
  )`;

/** `state`: place in the list of states. `copies`: counts for "N of M verified". */
const items = `
  CREATE TABLE items (
    plan INTEGER NOT NULL REFERENCES plans (number),
    at INTEGER NOT NULL,
    state INTEGER NOT NULL,
    refused INTEGER NOT NULL,
    copies INTEGER NOT NULL,
    size INTEGER NOT NULL,
    begun_at INTEGER,
    bytes INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    verified TEXT,
    error TEXT,
    note TEXT NOT NULL DEFAULT '',
    item TEXT NOT NULL,
    PRIMARY KEY (plan, at)
  ) WITHOUT ROWID`;

const transfers = `
  CREATE TABLE transfers (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    plan INTEGER NOT NULL UNIQUE REFERENCES plans (number),
    pid INTEGER NOT NULL,
    since INTEGER NOT NULL,
    ended INTEGER NOT NULL,
    transfer TEXT NOT NULL
  )`;

const uploads = `
  CREATE TABLE uploads (
    plan INTEGER NOT NULL,
    at INTEGER NOT NULL,
    resume TEXT,
    copied TEXT,
    PRIMARY KEY (plan, at)
  ) WITHOUT ROWID`;

const parts = `
  CREATE TABLE parts (
    plan INTEGER NOT NULL,
    at INTEGER NOT NULL,
    number INTEGER NOT NULL,
    size INTEGER NOT NULL,
    receipt TEXT NOT NULL,
    checksum TEXT,
    also TEXT,
    PRIMARY KEY (plan, at, number)
  ) WITHOUT ROWID`;

/** Every step of the schema of `transfers.db`, in order. Add at the end; never change one that was released. */
export const transfersMigrations: readonly Migration[] = [
  {
    name: 'plans and transfers',
    statements: [
      plans,
      'CREATE INDEX open_plans ON plans (expires_at, begun_at) WHERE transfer_id IS NULL',
      sums,
      items,
      'CREATE INDEX refused_items ON items (plan, at) WHERE refused = 1',
      'CREATE INDEX waiting_items ON items (plan, at) WHERE state = 0',
      'CREATE INDEX failed_items ON items (plan, at) WHERE state = 3',
      transfers,
      'CREATE INDEX transfers_in_order ON transfers (ended, number DESC)',
      uploads,
      parts,
    ],
  },
  {
    name: 'who applies a plan',
    statements: ['ALTER TABLE plans ADD COLUMN taken_pid INTEGER', 'ALTER TABLE plans ADD COLUMN taken_at INTEGER'],
  },
];
