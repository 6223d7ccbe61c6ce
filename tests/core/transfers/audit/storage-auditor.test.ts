import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createStorageAuditor } from '#core/transfers/audit/storage-auditor.ts';
import { appError } from '#shared/errors/app-error.ts';
import { createMemoryStore } from '#tests/helpers/memory-store.ts';
import { storageWorld } from '#tests/helpers/storage-world.ts';

const bucket = { connectionId: 'c1', bucket: 'bucket' };

async function ended(count: number, failed: readonly number[]) {
  const store = createMemoryStore();
  for (let at = 0; at < count; at += 1) store.seed('bucket', `d/${String(at).padStart(5, '0')}`, 'x');
  const world = storageWorld({ stores: { c1: store } });
  const plan = await world.plan({ verb: 'delete', source: { prefixes: [{ ...bucket, prefix: 'd' }] } });
  const transfer = await world.apply(plan.id, `delete ${count}`);
  const error = appError('forbidden', 'Access denied');
  const items = Array.from({ length: count }, (_, index) => {
    const outcome = failed.includes(index) ? { state: 'failed' as const, error } : { state: 'succeeded' as const, error: null };
    return { index, bytes: 0, attempts: 1, verified: null, note: '', ...outcome };
  });
  await world.transfers.transfers.record({ transferId: transfer.id, pid: process.pid, items });
  const { counts } = await world.transfers.transfers.counts({ transferId: transfer.id });
  await createStorageAuditor(world.parts).ended({ ...transfer, state: 'partial', counts });
  return { world, transfer, plan };
}

test('a transfer is in the log from start to end, item by item, and the chain holds', async () => {
  const { world, transfer, plan } = await ended(3, [1]);
  const records = (await world.records()).toReversed();
  expect(records.map(({ event, outcome }) => [event, outcome])).toEqual([
    ['run_started', null],
    ['target_ended', 'failed'],
    ['target_ended', 'succeeded'],
    ['target_ended', 'succeeded'],
    ['run_ended', 'partial'],
  ]);
  expect(records.every(({ runId, planId, action }) => runId === transfer.id && planId === plan.id && action === 'delete')).toBe(true);
  expect(records[1]).toMatchObject({
    subject: { connectionId: 'c1', machineId: 's3://bucket/d/00001', provider: 'aws', account: '111122223333' },
    error: { code: 'forbidden' },
  });
  expect(await world.operations.audit.verify()).toMatchObject({ ok: true, records: 5 });
});

test('the digest of the last record stands for every item, in the order in which they are listed', async () => {
  const { world, transfer } = await ended(5, [3]);
  const [last] = await world.records();
  const { items } = await world.transfers.transfers.items({ transferId: transfer.id, offset: 0, limit: 10 });
  const lines = items.map(({ index, does, from, to, state }) => `${index} ${does} ${from ?? '-'} ${to ?? '-'} ${state}\n`);
  const record = (await world.operations.audit.get({ seq: last!.seq }))!;
  expect(record.details).toMatchObject({
    counts: { succeeded: 4, failed: 1 },
    items: { sha256: createHash('sha256').update(lines.join('')).digest('hex') },
  });
  expect(lines[0]).toBe('3 delete bucket/d/00003 - failed\n');
});

test('of more than a thousand items only the failed ones have records of their own', async () => {
  const { world } = await ended(2_500, [7, 2_400]);
  const records = await world.records();
  expect(records.filter(({ event }) => event === 'target_ended').map(({ subject }) => subject!.name)).toEqual(['d/02400', 'd/00007']);
});

test('a link is written down as what it grants, and never itself', async () => {
  const world = storageWorld();
  const link = await world.stores['c1']!.presign!(
    { bucket: 'bucket', key: 'a b' },
    { method: 'GET', expiresInSeconds: 60, download: false },
    world.signal,
  );
  await createStorageAuditor(world.parts).linkMade({ ...bucket, key: 'a b' }, { method: 'GET', expiresAt: link.expiresAt });
  const [line] = await world.records();
  const record = await world.operations.audit.get({ seq: line!.seq });
  expect(record).toMatchObject({ event: 'link_made', subject: { machineId: 's3://bucket/a b' }, details: { method: 'GET' } });
  expect(JSON.stringify(record)).not.toContain('signature');
});
