import type { AuditRecord } from '#shared/model/audit.ts';
import type { Migration } from '../cache/migrate.ts';

const records = `
  CREATE TABLE records (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    event TEXT NOT NULL,
    outcome TEXT,
    run_id TEXT,
    connection_id TEXT,
    machine_id TEXT,
    search TEXT NOT NULL,
    hash TEXT NOT NULL,
    mac TEXT NOT NULL,
    body TEXT NOT NULL
  )`;

/** Against mistakes, not against malice: that is what the chain is for. */
const refuse = (what: 'UPDATE' | 'DELETE') =>
  `CREATE TRIGGER no_${what.toLowerCase()} BEFORE ${what} ON records BEGIN SELECT RAISE(ABORT, 'The audit log is only added to'); END`;

/** Every step of the schema of `audit.db`, in order. Add at the end; never change one that was released. */
export const auditMigrations: readonly Migration[] = [
  {
    name: 'records',
    statements: [
      records,
      'CREATE INDEX records_by_run ON records (run_id, event) WHERE run_id IS NOT NULL',
      'CREATE INDEX records_by_machine ON records (connection_id, machine_id) WHERE machine_id IS NOT NULL',
      'CREATE INDEX records_by_time ON records (at)',
      refuse('UPDATE'),
      refuse('DELETE'),
    ],
  },
];

/** What records are found by: copies from the body, which the verifier compares with it. */
export interface AuditIndex {
  seq: number;
  at: number;
  event: string;
  outcome: string | null;
  run_id: string | null;
  connection_id: string | null;
  machine_id: string | null;
  search: string;
}

export interface AuditRow extends AuditIndex {
  hash: string;
  mac: string;
  /** Canonical JSON of the record without `hash` and `mac`. */
  body: string;
}

type Indexed = Pick<AuditRecord, 'seq' | 'at' | 'event' | 'outcome' | 'runId' | 'subject' | 'summary' | 'actor' | 'action'>;

export function indexOf({ seq, at, event, outcome, runId, subject, summary, actor, action }: Indexed): AuditIndex {
  const words = [summary, actor.name, actor.host, action ?? '', ...(subject ? Object.values(subject) : [])];
  return {
    seq,
    at,
    event,
    outcome,
    run_id: runId,
    connection_id: subject?.connectionId ?? null,
    machine_id: subject?.machineId ?? null,
    search: words.join('\n').toLowerCase(),
  };
}
