import type { AuditVerdict } from '#shared/model/audit.ts';
import { findDamage, isDamage, type Sqlite } from '../cache/sqlite.ts';
import { type AuditBody, type AuditSigner, hashOf, noHash } from './audit-chain.ts';
import type { AuditHead } from './audit-head.ts';
import { type AuditIndex, type AuditRow, indexOf } from './audit-table.ts';

interface Parts {
  db: Sqlite;
  signer: AuditSigner;
  /** Read before the records: what is added in between only makes the log longer. */
  head: AuditHead | 'missing' | 'forged';
}

/** How far the log is sound. */
interface Walk {
  seq: number;
  hash: string;
  /** Hash of the record that the head names, when the walk has passed it. */
  atHead: string | null;
}

type Broken = AuditVerdict['broken'];

function parsed(body: string): AuditBody | null {
  try {
    return JSON.parse(body) as AuditBody;
  } catch {
    return null;
  }
}

function misfiled(row: AuditRow, body: AuditBody): boolean {
  const expected = indexOf(body);
  return (Object.keys(expected) as (keyof AuditIndex)[]).some((key) => expected[key] !== row[key]);
}

/** Why a record is not what was written after the one before it; null when it is. */
function fault(row: AuditRow, before: Walk, signer: AuditSigner): string | null {
  const body = parsed(row.body);
  if (!body || hashOf(body.prev, row.body) !== row.hash) return 'changed: its text does not have the hash that it was written with';
  if (signer.record(row.hash) !== row.mac) return 'not ours: it was not signed with the key of this home';
  if (body.seq !== row.seq) return `out of order: record ${body.seq} stands in its place`;
  if (body.prev !== before.hash) return 'out of order: it does not follow the record before it';
  return misfiled(row, body) ? 'changed: what it is found by is not what it says' : null;
}

function walkRecords({ db, signer, head }: Parts, walk: Walk): Broken {
  const headSeq = typeof head === 'string' ? null : head.seq;
  for (const row of db.prepare('SELECT * FROM records ORDER BY seq').iterate() as Iterable<AuditRow>) {
    const seq = walk.seq + 1;
    if (row.seq > seq) return { seq, reason: `missing: record ${row.seq} follows record ${walk.seq}` };
    if (row.seq < seq) return { seq: row.seq, reason: 'not ours: numbers begin at 1' };
    const reason = fault(row, walk, signer);
    if (reason) return { seq, reason };
    walk.seq = seq;
    walk.hash = row.hash;
    if (seq === headSeq) walk.atHead = row.hash;
  }
  return null;
}

function checkEnd(head: Parts['head'], { seq, atHead }: Walk): Broken {
  const next = seq + 1;
  if (head === 'missing') return { seq: next, reason: 'cut off, perhaps: the file that says where the log ends is missing' };
  if (head === 'forged')
    return { seq: next, reason: 'cut off, perhaps: the file that says where the log ends was not written by this home' };
  if (head.seq > seq) return { seq: next, reason: `cut off: the log went up to record ${head.seq}` };
  if (atHead === head.hash) return null;
  return { seq: head.seq, reason: 'out of order: records before it were removed and the log went on without them' };
}

function check(parts: Parts, walk: Walk): Broken {
  try {
    const broken = walkRecords(parts, walk) ?? checkEnd(parts.head, walk);
    const damage = broken ? null : findDamage(parts.db);
    return damage === null ? broken : { seq: walk.seq + 1, reason: `changed: the file is damaged (${damage})` };
  } catch (cause) {
    if (isDamage(cause)) return { seq: walk.seq + 1, reason: `changed: the file is damaged (${cause.message})` };
    throw cause;
  }
}

function countRecords(db: Sqlite, walked: number): number {
  try {
    return db.prepare('SELECT count(*) FROM records').pluck().get() as number;
  } catch (cause) {
    if (isDamage(cause)) return walked;
    throw cause;
  }
}

/**
 * Checks every record of the log, the chain, the signatures and the end. Reads one record at a time, in one statement: it
 * sees the log as it was when that began. (A transaction around it could not end over a damaged page.)
 */
export function verifyAudit(parts: Parts): AuditVerdict {
  const walk: Walk = { seq: 0, hash: noHash, atHead: typeof parts.head !== 'string' && parts.head.seq === 0 ? noHash : null };
  const broken = check(parts, walk);
  return { ok: broken === null, records: broken ? countRecords(parts.db, walk.seq) : walk.seq, head: walk.hash, broken };
}
