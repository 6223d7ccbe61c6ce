import type { Migration } from '../cache/migrate.ts';

const documents = `
  CREATE TABLE documents (
    place INTEGER PRIMARY KEY,
    collection TEXT NOT NULL,
    id TEXT NOT NULL,
    document TEXT NOT NULL,
    UNIQUE (collection, id)
  )`;

/** `machines`: the targets as they were read for the plan, for a process that goes on with its run. */
const plans = `
  CREATE TABLE plans (
    id TEXT PRIMARY KEY,
    expires_at INTEGER NOT NULL,
    run_id TEXT,
    plan TEXT NOT NULL,
    machines TEXT NOT NULL
  )`;

const runs = `
  CREATE TABLE runs (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    pid INTEGER NOT NULL,
    since INTEGER NOT NULL,
    ended_at INTEGER,
    run TEXT NOT NULL
  )`;

/** `trouble` orders what needs a person first. */
const runTargets = `
  CREATE TABLE run_targets (
    run_id TEXT NOT NULL REFERENCES runs (id),
    at INTEGER NOT NULL,
    connection_id TEXT NOT NULL,
    machine_id TEXT NOT NULL,
    outcome TEXT NOT NULL,
    trouble INTEGER NOT NULL,
    target TEXT NOT NULL,
    PRIMARY KEY (run_id, at)
  ) WITHOUT ROWID`;

const journal = `
  CREATE TABLE journal (
    number INTEGER PRIMARY KEY,
    run_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    mark TEXT NOT NULL
  )`;

/** Every step of the schema of `operations.db`, in order. Add at the end; never change one that was released. */
export const operationsMigrations: readonly Migration[] = [
  { name: 'documents', statements: [documents] },
  {
    name: 'plans and runs',
    statements: [
      plans,
      'CREATE INDEX open_plans ON plans (expires_at) WHERE run_id IS NULL',
      runs,
      'CREATE INDEX unfinished_runs ON runs (number) WHERE ended_at IS NULL',
      runTargets,
      'CREATE INDEX run_targets_by_machine ON run_targets (connection_id, machine_id)',
      'CREATE INDEX run_targets_by_outcome ON run_targets (run_id, outcome)',
      'CREATE INDEX run_targets_by_trouble ON run_targets (run_id, trouble, at)',
      journal,
      'CREATE INDEX journal_by_target ON journal (run_id, at, number)',
    ],
  },
];
