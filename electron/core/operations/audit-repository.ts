import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { failure } from '#shared/errors/app-error.ts';
import type { AuditEntry, AuditLine, AuditRecord } from '#shared/model/audit.ts';
import { type AuditBody, type AuditSigner, auditSigner, hashOf, noHash } from '../audit/audit-chain.ts';
import { auditFilter } from '../audit/audit-filter.ts';
import { readHead, writeHead } from '../audit/audit-head.ts';
import { type AuditIndex, type AuditRow, auditMigrations, indexOf } from '../audit/audit-table.ts';
import { canonicalJson } from '../audit/canonical-json.ts';
import { verifyAudit } from '../audit/verify-audit.ts';
import { migrate } from '../cache/migrate.ts';
import { isDamage, type Sqlite } from '../cache/sqlite.ts';
import { openDurable } from './open-durable.ts';
import type { OperationsApi } from './operations-api.ts';

type AuditApi = OperationsApi['audit'];

/** One open log. */
interface Log {
  db: Sqlite;
  signer: AuditSigner;
  headPath: string;
}

const bodyColumns: readonly (keyof AuditIndex)[] = ['seq', 'at', 'event', 'outcome', 'run_id', 'connection_id', 'machine_id', 'search'];
const columns = [...bodyColumns, 'hash', 'mac', 'body'];

function toRecord({ body, hash, mac }: Pick<AuditRow, 'body' | 'hash' | 'mac'>): AuditRecord {
  return { ...(JSON.parse(body) as AuditBody), hash, mac };
}

function lastOf(db: Sqlite): { seq: number; hash: string } {
  const last = db.prepare('SELECT seq, hash FROM records ORDER BY seq DESC LIMIT 1').get();
  return (last as { seq: number; hash: string } | undefined) ?? { seq: 0, hash: noHash };
}

/** Inside a write transaction: nobody adds a record between reading the last one and writing the next. */
function addAll({ db, signer }: Log, entries: readonly AuditEntry[], at: number): AuditRecord[] {
  const insert = db.prepare(`INSERT INTO records (${columns.join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})`);
  let last = lastOf(db);
  return entries.map((entry) => {
    const body = canonicalJson({ ...entry, seq: last.seq + 1, at, prev: last.hash });
    const hash = hashOf(last.hash, body);
    const record = toRecord({ body, hash, mac: signer.record(hash) });
    insert.run({ ...indexOf(record), hash, mac: record.mac, body });
    last = { seq: record.seq, hash };
    return record;
  });
}

/**
 * Notes how far the log has come, one process at a time. A head that the log does not contain is left as it is: it is the
 * proof that something was cut off.
 */
function advanceHead({ db, signer, headPath }: Log): void {
  const known = readHead(headPath, signer);
  if (typeof known === 'string') return;
  const there = known.seq === 0 ? noHash : db.prepare('SELECT hash FROM records WHERE seq = ?').pluck().get(known.seq);
  if (there === known.hash) writeHead(headPath, signer, lastOf(db));
}

function beginHead({ db, signer, headPath }: Log): void {
  if (readHead(headPath, signer) === 'missing' && lastOf(db).seq === 0) writeHead(headPath, signer, { seq: 0, hash: noHash });
}

function list({ db }: Log, query: Parameters<AuditApi['list']>[0]): ReturnType<AuditApi['list']> {
  const { where, values } = auditFilter(query);
  const page = { ...values, offset: query.offset, limit: query.limit };
  const rows = db
    .prepare(`SELECT json_remove(body, '$.details') AS body, hash, mac FROM records ${where} ORDER BY seq DESC LIMIT @limit OFFSET @offset`)
    .all(page) as AuditRow[];
  const total = db.prepare(`SELECT count(*) FROM records ${where}`).pluck().get(values) as number;
  return { records: rows.map((row): AuditLine => toRecord(row)), total };
}

function exportLines({ db }: Log, { query, path }: Parameters<AuditApi['export']>[0]): { records: number } {
  const { where, values } = auditFilter(query);
  const file = openSync(path, 'wx', 0o600);
  try {
    let records = 0;
    for (const row of db.prepare(`SELECT body, hash, mac FROM records ${where} ORDER BY seq`).iterate(values)) {
      writeSync(file, `${canonicalJson(toRecord(row as AuditRow))}\n`);
      records += 1;
    }
    return { records };
  } finally {
    closeSync(file);
  }
}

function damaged(cause: Error) {
  return failure('conflict', `The audit log is damaged (${cause.message}).`, {
    hint: 'Verify it to see from which record on. Nothing can be changed while nothing can be written down: restore it from a backup.',
    cause,
  });
}

/** A damaged page is an expected fault, and says so. */
function guarded<A extends unknown[], R>(work: (...args: A) => R): (...args: A) => R {
  return (...args) => {
    try {
      return work(...args);
    } catch (cause) {
      throw isDamage(cause) ? damaged(cause) : cause;
    }
  };
}

/** The audit log of a home: `audit.db` and, beside it, `audit-head.json` with the place where the log ends. */
export function createAuditRepository({ folder, key }: { folder: string; key: string }): AuditApi & { close(): void } {
  const db = openDurable(join(folder, 'audit.db'), key);
  const log: Log = { db, signer: auditSigner(key), headPath: join(folder, 'audit-head.json') };
  try {
    migrate(db, auditMigrations);
    db.transaction(() => beginHead(log)).immediate();
  } catch (cause) {
    db.close();
    throw cause;
  }
  const add = db.transaction((entries: readonly AuditEntry[], at: number) => addAll(log, entries, at));
  const advance = db.transaction(() => advanceHead(log));
  return {
    append: guarded(({ entries, at }) => {
      const records = add.immediate(entries, at);
      // After the commit: a process killed in between leaves the head behind, never ahead of the log.
      if (records.length > 0) advance.immediate();
      return records;
    }),
    list: guarded((query) => list(log, query)),
    get: guarded(({ seq }) => {
      const row = db.prepare('SELECT body, hash, mac FROM records WHERE seq = ?').get(seq) as AuditRow | undefined;
      return row ? toRecord(row) : null;
    }),
    verify: () => verifyAudit({ db, signer: log.signer, head: readHead(log.headPath, log.signer) }),
    export: guarded((options) => exportLines(log, options)),
    close: () => void db.close(),
  };
}
