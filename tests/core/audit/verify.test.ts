import { closeSync, openSync, readFileSync, readSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { auditSigner, hashOf } from '#core/audit/audit-chain.ts';
import { writeHead } from '#core/audit/audit-head.ts';
import { indexOf } from '#core/audit/audit-table.ts';
import { canonicalJson } from '#core/audit/canonical-json.ts';
import { openDurable } from '#core/operations/open-durable.ts';
import { createOperations } from '#core/operations/operations.ts';
import type { AuditRecord } from '#shared/model/audit.ts';
import { auditIn, entryOf, tamper } from '#tests/helpers/audit.ts';
import { testKey } from '#tests/helpers/cache-key.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';

/** A folder with a closed log of some records. */
function written(count = 9): { folder: string; records: AuditRecord[] } {
  const folder = tempFolder();
  const log = auditIn(folder);
  const records = log.append({ entries: Array.from({ length: count }, (_, at) => entryOf(at + 1)), at: 1_700_000_000_000 });
  log.close();
  return { folder, records };
}

function verdictAfter(statements: readonly string[]) {
  const { folder } = written();
  tamper(folder, statements);
  return auditIn(folder).verify();
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** Adds a record with a right chain, signed with whatever key. */
function forge(folder: string, prev: AuditRecord, key: string): void {
  const { hash: _, mac: __, ...body } = { ...prev, seq: prev.seq + 1, prev: prev.hash, summary: 'Stop web-9: nothing happened' };
  const text = canonicalJson(body);
  const hash = hashOf(prev.hash, text);
  const row = { ...indexOf(body), hash, mac: auditSigner(key).record(hash), body: text };
  const values = Object.values(row).map((value) => (typeof value === 'string' ? quoted(value) : String(value)));
  tamper(folder, [`INSERT INTO records (${Object.keys(row).join(', ')}) VALUES (${values.join(', ')})`]);
}

test('a changed byte in a record', () => {
  expect(verdictAfter(["UPDATE records SET body = replace(body, 'web-5: succ', 'web-5: SUCC') WHERE seq = 5"])).toMatchObject({
    ok: false,
    records: 9,
    broken: { seq: 5, reason: expect.stringContaining('changed') },
  });
});

test('a space that changes no value', () => {
  expect(verdictAfter(["UPDATE records SET body = '{ ' || substr(body, 2) WHERE seq = 4"]).broken).toMatchObject({ seq: 4 });
});

test('a text that is no JSON any more', () => {
  expect(verdictAfter(["UPDATE records SET body = '{' WHERE seq = 2"]).broken).toEqual({
    seq: 2,
    reason: expect.stringMatching(/^changed/),
  });
});

test.each([1, 5])('a dropped record %i', (seq) => {
  expect(verdictAfter([`DELETE FROM records WHERE seq = ${seq}`]).broken).toEqual({ seq, reason: expect.stringMatching(/^missing/) });
});

test('the dropped last record', () => {
  expect(verdictAfter(['DELETE FROM records WHERE seq = 9'])).toMatchObject({
    ok: false,
    records: 8,
    broken: { seq: 9, reason: expect.stringMatching(/^cut off: the log went up to record 9/) },
  });
});

test('all records dropped', () => {
  expect(verdictAfter(['DELETE FROM records']).broken).toEqual({ seq: 1, reason: expect.stringMatching(/^cut off/) });
});

test('the end dropped and written over', () => {
  const { folder } = written();
  tamper(folder, ['DELETE FROM records WHERE seq > 6']);
  const log = auditIn(folder);
  log.append({ entries: [entryOf(70)], at: 2 });
  expect(log.verify().broken).toEqual({ seq: 8, reason: expect.stringMatching(/^cut off/) });
  log.append({ entries: [entryOf(80), entryOf(90), entryOf(100)], at: 3 });
  expect(log.verify().broken).toEqual({ seq: 9, reason: expect.stringMatching(/^out of order/) });
});

test('two swapped records', () => {
  const swap = [
    'UPDATE records SET seq = -3 WHERE seq = 3',
    'UPDATE records SET seq = 3 WHERE seq = 7',
    'UPDATE records SET seq = 7 WHERE seq = -3',
  ];
  expect(verdictAfter(swap).broken).toEqual({ seq: 3, reason: expect.stringMatching(/^out of order: record 7/) });
});

test('a record before the first', () => {
  expect(verdictAfter(['UPDATE records SET seq = 0 WHERE seq = 1']).broken).toMatchObject({ seq: 0 });
});

test('what a record is found by', () => {
  expect(verdictAfter(["UPDATE records SET search = 'nothing' WHERE seq = 6"]).broken).toMatchObject({ seq: 6 });
});

test('an added record with the right chain and the wrong key', () => {
  const { folder, records } = written();
  forge(folder, records.at(-1)!, 'ef'.repeat(32));
  expect(auditIn(folder).verify().broken).toEqual({ seq: 10, reason: expect.stringMatching(/^not ours/) });
});

test('the same record with the key of the home passes: it is the signature that was wrong', () => {
  const { folder, records } = written();
  forge(folder, records.at(-1)!, testKey);
  expect(auditIn(folder).verify()).toMatchObject({ ok: true, records: 10 });
});

test('a head that is missing, changed, or signed by somebody else', () => {
  const { folder, records } = written();
  const head = join(folder, 'audit-head.json');
  const text = readFileSync(head, 'utf8');
  rmSync(head);
  expect(auditIn(folder).verify().broken).toEqual({ seq: 10, reason: expect.stringContaining('missing') });
  writeFileSync(head, text.replace('"seq":9', '"seq":8'));
  expect(auditIn(folder).verify().broken).toMatchObject({ seq: 10, reason: expect.stringContaining('not written by this home') });
  writeHead(head, auditSigner('ef'.repeat(32)), { seq: 9, hash: records[8]!.hash });
  expect(auditIn(folder).verify().ok).toBe(false);
  // A record's own signature does not make a head of an earlier place.
  writeFileSync(head, JSON.stringify({ seq: 8, hash: records[7]!.hash, mac: records[7]!.mac }));
  expect(auditIn(folder).verify().ok).toBe(false);
  writeFileSync(head, text);
  expect(auditIn(folder).verify().ok).toBe(true);
});

test('a process killed between a record and its head leaves the log sound', () => {
  const { folder, records } = written();
  writeHead(join(folder, 'audit-head.json'), auditSigner(testKey), { seq: 8, hash: records[7]!.hash });
  const log = auditIn(folder);
  expect(log.verify().ok).toBe(true);
  log.append({ entries: [entryOf(10)], at: 2 });
  expect(JSON.parse(readFileSync(join(folder, 'audit-head.json'), 'utf8'))).toMatchObject({ seq: 10 });
});

function flip(folder: string, at: number): void {
  const file = openSync(join(folder, 'audit.db'), 'r+');
  const byte = Buffer.alloc(1);
  readSync(file, byte, 0, 1, at);
  writeSync(file, Buffer.from([byte[0]! ^ 1]), 0, 1, at);
  closeSync(file);
}

test('a flipped bit in the first page keeps the store shut, and nothing is rebuilt', () => {
  const { folder } = written();
  openDurable(join(folder, 'audit.db'), testKey).close();
  flip(folder, 200);
  const store = createOperations();
  const before = readFileSync(join(folder, 'audit.db'));
  expect(() => store.store.open({ folder, key: testKey })).toThrow(/damaged/);
  expect(readFileSync(join(folder, 'audit.db')).equals(before)).toBe(true);
});

test('a flipped bit in the file is reported, from the record it struck', () => {
  const { folder } = written(400);
  const db = openDurable(join(folder, 'audit.db'), testKey);
  const pageSize = db.pragma('page_size', { simple: true }) as number;
  db.pragma('wal_checkpoint(TRUNCATE)');
  const pages = db.pragma('page_count', { simple: true }) as number;
  db.close();
  flip(folder, Math.floor(pages * 0.6) * pageSize + 100);
  const log = auditIn(folder);
  const { ok, broken } = log.verify();
  expect(ok).toBe(false);
  expect(broken).toMatchObject({ reason: expect.stringContaining('damaged') });
  expect(broken!.seq).toBeGreaterThan(1);
});

/** Somewhere in a record: the path to a value that is no object. */
function leaves(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, one]) => leaves(one, [...path, key]));
}

function changed(record: AuditRecord, path: string[]): string {
  const { hash: _, mac: __, ...body } = structuredClone(record);
  let place = body as unknown as Record<string, unknown>;
  for (const key of path.slice(0, -1)) place = place[key] as Record<string, unknown>;
  const last = path.at(-1)!;
  place[last] = typeof place[last] === 'number' ? place[last] + 1 : `${place[last] as string}x`;
  return canonicalJson(body);
}

test('any changed field of any record is found, in its text or in its columns', () => {
  const { folder, records } = written(4);
  const db = openDurable(join(folder, 'audit.db'), testKey);
  db.exec('DROP TRIGGER no_update; DROP TRIGGER no_delete');
  const log = auditIn(folder);
  const { hash: _, mac: __, ...body } = records[0]!;
  const fields = leaves(body).filter((path) => path.length > 0);
  const places = ['hash', 'mac', 'at', 'event', 'outcome', 'run_id', 'connection_id', 'machine_id', 'search'];
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.constantFrom(...fields, ...places), (seq, what) => {
      const [column, value] =
        typeof what === 'string' ? [what, what === 'at' ? 7 : `${what}x`] : ['body', changed(records[seq - 1]!, what)];
      const before = db.prepare(`SELECT ${column} FROM records WHERE seq = ?`).pluck().get(seq);
      const set = db.prepare(`UPDATE records SET ${column} = ? WHERE seq = ?`);
      set.run(value, seq);
      const found = log.verify();
      set.run(before, seq);
      expect(found).toMatchObject({ ok: false, broken: { seq } });
      expect(log.verify().ok).toBe(true);
    }),
  );
  db.close();
});
