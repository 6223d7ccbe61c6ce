import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { openDurable } from '#core/operations/open-durable.ts';
import { type AuditQuery, type AuditRecord, auditQuerySchema } from '#shared/model/audit.ts';
import { auditIn, entryOf, operator } from '#tests/helpers/audit.ts';
import { testKey } from '#tests/helpers/cache-key.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';

const query = (more: Partial<AuditQuery> = {}): AuditQuery => ({ ...auditQuerySchema.parse({}), ...more });

/** An independent reading of the chain's definition in `shared/model/audit.ts`. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  );
}

test('numbers records from 1 and chains them as the contract says', () => {
  const log = auditIn(tempFolder());
  const [first, second] = log.append({ entries: [entryOf(1), entryOf(2, { summary: 'Größe ändern €' })], at: 1_000 });
  expect(first).toMatchObject({ seq: 1, at: 1_000, prev: '0'.repeat(64) });
  expect(second).toMatchObject({ seq: 2, prev: first!.hash });
  const { hash, mac: _, ...body } = second!;
  expect(hash).toBe(
    createHash('sha256')
      .update(`${body.prev}\n${JSON.stringify(sorted(body))}`)
      .digest('hex'),
  );
  expect(log.get({ seq: 2 })).toEqual(second);
  expect(log.get({ seq: 3 })).toBeNull();
});

test('an empty log and one of many records are sound', () => {
  const log = auditIn(tempFolder());
  expect(log.verify()).toEqual({ ok: true, records: 0, head: '0'.repeat(64), broken: null });
  for (let batch = 0; batch < 20; batch += 1) {
    log.append({ entries: Array.from({ length: 500 }, (_, at) => entryOf(batch * 500 + at)), at: batch });
  }
  const last = log.get({ seq: 10_000 });
  expect(log.verify()).toEqual({ ok: true, records: 10_000, head: last!.hash, broken: null });
});

test('lists newest first without details, and finds by words, event, outcome, run, machine and time', () => {
  const log = auditIn(tempFolder());
  log.append({ entries: [entryOf(1), entryOf(2, { outcome: 'failed', runId: 'run-2' })], at: 1_000 });
  log.append({ entries: [entryOf(3, { event: 'run_ended', subject: null, summary: 'Ende ÜBER alles', outcome: null })], at: 2_000 });
  const seqs = (more: Partial<AuditQuery>) => log.list(query(more)).records.map(({ seq }) => seq);
  expect(log.list(query()).records[0]).not.toHaveProperty('details');
  expect(seqs({})).toEqual([3, 2, 1]);
  expect(seqs({ text: 'WEB-2 eu-west' })).toEqual([2]);
  expect(seqs({ text: 'über' })).toEqual([3]);
  expect(seqs({ text: "' OR 1=1" })).toEqual([]);
  expect(seqs({ events: ['run_ended', 'run_started'] })).toEqual([3]);
  expect(seqs({ outcome: 'failed' })).toEqual([2]);
  expect(seqs({ runId: 'run-1' })).toEqual([3, 1]);
  expect(seqs({ machine: { connectionId: 'c1', machineId: 'i-1' } })).toEqual([1]);
  expect(seqs({ from: 1_000, to: 2_000 })).toEqual([2, 1]);
  expect(log.list(query({ offset: 1, limit: 1 }))).toMatchObject({ total: 3, records: [{ seq: 2 }] });
});

test('exports all matching records as JSON Lines, oldest first', () => {
  const folder = tempFolder();
  const log = auditIn(folder);
  log.append({ entries: Array.from({ length: 150 }, (_, at) => entryOf(at)), at: 5 });
  const path = join(folder, 'log.jsonl');
  expect(log.export({ query: query({ text: 'web', limit: 10 }), path })).toEqual({ records: 150 });
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as AuditRecord).seq)).toEqual(Array.from({ length: 150 }, (_, at) => at + 1));
  expect(JSON.parse(lines[149]!)).toEqual(log.get({ seq: 150 }));
});

test('goes on with the chain after it was opened again', () => {
  const folder = tempFolder();
  const first = auditIn(folder);
  const [record] = first.append({ entries: [entryOf(1)], at: 1 });
  first.close();
  const again = auditIn(folder);
  expect(again.append({ entries: [entryOf(2)], at: 2 })).toMatchObject([{ seq: 2, prev: record!.hash }]);
  expect(again.verify()).toMatchObject({ ok: true, records: 2 });
});

test('nothing is changed or removed by mistake', () => {
  const folder = tempFolder();
  auditIn(folder).append({ entries: [entryOf(1)], at: 1 });
  const db = openDurable(join(folder, 'audit.db'), testKey);
  onTestFinished(() => void db.close());
  expect(() => db.exec("UPDATE records SET body = '{}'")).toThrow('The audit log is only added to');
  expect(() => db.exec('DELETE FROM records')).toThrow('The audit log is only added to');
});

test('two processes that write at once make one chain', async () => {
  const folder = tempFolder();
  auditIn(folder);
  const script = fileURLToPath(new URL('../../helpers/append-audit.ts', import.meta.url));
  const run = (name: string) => promisify(execFile)(process.execPath, [script, folder, testKey, name, '60']);
  await Promise.all([run('left'), run('right')]);
  const log = auditIn(folder);
  expect(log.verify()).toMatchObject({ ok: true, records: 120, broken: null });
  const by = (text: string) => log.list(query({ text, limit: 1_000 })).total;
  expect([by('left'), by('right')]).toEqual([60, 60]);
  expect(log.list(query()).records[0]!.actor.name).not.toBe(operator.name);
});
