import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { firstRow } from '#core/transfers/store/item-rows.ts';
import { createTransfersStore } from '#core/transfers/store/transfers-store.ts';
import type { ResumePoint } from '#core/transfers/transfers-api.ts';
import { appError } from '#shared/errors/app-error.ts';
import type { PlanPart } from '#shared/model/transfer.ts';
import { testKey } from '#tests/helpers/cache-key.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';
import { newTransfer, storagePlan, storePlan, storeTransfer, transfersHere, workItem } from '#tests/helpers/transfers.ts';

const pid = process.pid;
const refusal = appError('invalid_input', 'The key is too long.');
const outcome = { bytes: 10, attempts: 1, error: null, verified: null, note: '' };
const resume: ResumePoint = {
  connectionId: 'to',
  upload: { bucket: 'b', key: 'key-0', size: 10, properties: {}, checksum: 'CRC32C', uploadId: 'secret-session' },
  partSize: 5,
  algorithm: 'CRC32C',
};

test('a plan is seen when it is finished, with its refused items first', async () => {
  const api = transfersHere();
  await api.plans.begin({ planId: 'p', request: { verb: 'create_folder', connectionId: 'c', bucket: 'b', prefix: 'x/' } });
  const rows = [workItem(0), workItem(1, { skip: 'the same' }), workItem(2, { refusal })].map(firstRow);
  await api.plans.add({ planId: 'p', rows });
  expect(await api.plans.get({ planId: 'p' })).toBeNull();
  await api.plans.finish({ plan: storagePlan('p') });
  expect((await api.plans.get({ planId: 'p' }))?.plan).toMatchObject({ id: 'p', state: 'open' });
  const { items, total } = await api.plans.items({ planId: 'p', offset: 0, limit: 10 });
  expect([total, items.map(({ index }) => index)]).toEqual([3, [2, 0, 1]]);
  const second = await api.plans.items({ planId: 'p', offset: 1, limit: 1 });
  expect(second.items.map(({ index }) => index)).toEqual([0]);
});

test('a page of many items is kept as it was given, whatever becomes of each', async () => {
  const api = transfersHere();
  const given = Array.from({ length: 123 }, (_, at) =>
    workItem(at, at % 3 === 0 ? { skip: `why ${at}` } : at % 7 === 0 ? { refusal } : {}),
  );
  await storePlan(api, 'p', given);
  const { items, total } = await api.plans.items({ planId: 'p', offset: 0, limit: 200 });
  expect(total).toBe(123);
  expect(items.toSorted((a, b) => a.index - b.index)).toEqual(given);
  const skipped = await api.plans.items({ planId: 'p', offset: 0, limit: 200, show: 'skip' });
  expect(skipped.total).toBe(41);
});

test('items of a plan are shown by what becomes of them', async () => {
  const api = transfersHere();
  const items = [workItem(0), workItem(1, { skip: 'the same' }), workItem(2, { refusal }), workItem(3)];
  await storePlan(api, 'p', items);
  const shown = (show: 'all' | 'act' | 'skip' | 'refuse', offset = 0) => {
    const found = api.plans.items({ planId: 'p', offset, limit: 10, show });
    return Promise.resolve(found).then((page) => [page.total, ...page.items.map(({ index }) => index)]);
  };
  expect(await shown('act')).toEqual([2, 0, 3]);
  expect(await shown('act', 1)).toEqual([2, 3]);
  expect(await shown('skip')).toEqual([1, 1]);
  expect(await shown('refuse')).toEqual([1, 2]);
  expect(await shown('all')).toEqual([4, 2, 0, 1, 3]);
});

test('items of a plan are shown by how the sides differ, and by name', async () => {
  const api = transfersHere();
  const replaces = { size: 3, modified: 1 };
  const items = [
    workItem(0),
    workItem(1, { replaces }),
    workItem(2, { skip: 'the same size', replaces }),
    workItem(3, { does: 'delete', to: null }),
    workItem(4, { refusal }),
  ];
  await storePlan(api, 'p', items);
  const shown = async (wanted: { show?: PlanPart; text?: string; offset?: number }) => {
    const page = await api.plans.items({ planId: 'p', offset: 0, limit: 10, ...wanted });
    return [page.total, ...page.items.map(({ index }) => index)];
  };
  expect(await shown({ show: 'new' })).toEqual([1, 0]);
  expect(await shown({ show: 'changed' })).toEqual([1, 1]);
  expect(await shown({ show: 'delete' })).toEqual([1, 3]);
  expect(await shown({ show: 'act' })).toEqual([3, 0, 1, 3]);
  expect(await shown({ text: 'KEY-3' })).toEqual([1, 3]);
  expect(await shown({ text: 'key-', offset: 3 })).toEqual([5, 3, 4]);
  expect(await shown({ text: 'key-1', show: 'new' })).toEqual([0]);
});

test('items of a transfer are found by state and by name', async () => {
  const api = transfersHere();
  await storeTransfer(api, [workItem(0), workItem(1, { skip: 'the same' }), workItem(2), workItem(3)], { id: 't' });
  await api.transfers.record({ transferId: 't', pid, items: [{ ...outcome, index: 2, state: 'failed', bytes: 0, error: refusal }] });
  const found = async (wanted: { state?: 'failed' | 'waiting' | 'skipped'; text?: string; offset?: number }) => {
    const { items, total } = await api.transfers.items({ transferId: 't', offset: 0, limit: 10, ...wanted });
    return [total, ...items.map(({ index }) => index)];
  };
  expect(await found({ state: 'failed' })).toEqual([1, 2]);
  expect(await found({ state: 'waiting', offset: 1 })).toEqual([2, 3]);
  expect(await found({ text: 'KEY-3' })).toEqual([1, 3]);
  expect(await found({ text: 'key-3', state: 'skipped' })).toEqual([0]);
  expect(await found({ text: 'key-' })).toEqual([4, 0, 1, 2, 3]);
});

test('a plan becomes one transfer, and what must not be done is settled at once', async () => {
  const api = transfersHere();
  const items = [workItem(0), workItem(1, { skip: 'the same' }), workItem(2, { refusal })];
  const transfer = await storeTransfer(api, items, { id: 't' });
  expect(await api.transfers.begin({ transfer: newTransfer('other', { planId: transfer.planId }), pid })).toBe(false);
  expect((await api.plans.get({ planId: transfer.planId }))?.plan).toMatchObject({ state: 'applied', transferId: 't' });
  const sums = await api.transfers.counts({ transferId: 't' });
  expect(sums.counts).toMatchObject({ waiting: 1, skipped: 1, failed: 1 });
  expect(sums.bytes).toEqual({ done: 0, total: 10 });
  expect((await api.transfers.waiting({ transferId: 't', limit: 5 })).map(({ index }) => index)).toEqual([0]);
});

test('sums follow every outcome, also when an item fails, waits again and succeeds', async () => {
  const api = transfersHere();
  await storeTransfer(api, [workItem(0), workItem(1), workItem(2, { does: 'delete', from: null, size: 0 })], { id: 't' });
  const record = (index: number, change: object) =>
    api.transfers.record({ transferId: 't', pid, items: [{ ...outcome, index, state: 'succeeded', ...change }] });
  await record(0, { verified: 'CRC32C' });
  await record(2, { bytes: 0 });
  await record(1, { state: 'failed', bytes: 0, error: refusal });
  expect(await api.transfers.counts({ transferId: 't' })).toMatchObject({
    counts: { succeeded: 2, failed: 1, waiting: 0 },
    bytes: { done: 10, total: 20 },
    verified: 1,
    copied: 1,
  });
  const { items } = await api.transfers.items({ transferId: 't', offset: 0, limit: 10 });
  expect(items.map(({ index, state }) => `${index} ${state}`)).toEqual(['1 failed', '0 succeeded', '2 succeeded']);
  expect(await api.transfers.requeue({ transferId: 't', pid, states: ['failed'] })).toBe(1);
  expect((await api.transfers.waiting({ transferId: 't', limit: 5 }))[0]).toMatchObject({ index: 1 });
  await record(1, {});
  expect(await api.transfers.counts({ transferId: 't' })).toMatchObject({ counts: { succeeded: 3, failed: 0 }, copied: 2, verified: 1 });
});

test('a process that lost a transfer to another one records nothing any more', async () => {
  const api = transfersHere();
  const transfer = await storeTransfer(api, [workItem(0)], { id: 't' });
  expect(await api.transfers.claim({ transferId: 't', fromPid: pid, pid: 1 })).toBe(true);
  expect(await api.transfers.claim({ transferId: 't', fromPid: pid, pid: 2 })).toBe(false);
  expect(await api.transfers.record({ transferId: 't', pid, items: [{ ...outcome, index: 0, state: 'succeeded' }] })).toBe(false);
  expect(await api.transfers.update({ transfer: { ...transfer, state: 'running' }, pid })).toBe(false);
  expect(await api.transfers.cancelWaiting({ transferId: 't', pid })).toBe(0);
  expect(await api.transfers.requeue({ transferId: 't', pid, states: ['failed'] })).toBe(0);
  expect((await api.transfers.get({ transferId: 't' }))!.transfer.counts.waiting).toBe(1);
});

test('parts are kept until their item has succeeded', async () => {
  const api = transfersHere();
  await storeTransfer(api, [workItem(0)], { id: 't' });
  const item = { transferId: 't', index: 0 };
  await api.parts.begin({ ...item, resume });
  const part = { number: 1, size: 5, receipt: 'etag', checksum: 'AAAAAA==', also: null };
  await api.parts.done({ ...item, part });
  expect(await api.parts.get(item)).toEqual({ resume, parts: [part], copied: null });
  expect(await api.parts.open()).toEqual([{ ...item, resume }]);
  await api.transfers.record({ transferId: 't', pid, items: [{ ...outcome, index: 0, state: 'succeeded' }] });
  expect(await api.parts.get(item)).toBeNull();
  expect(await api.parts.open()).toEqual([]);
});

test('an upload that begins anew forgets the parts of the one before', async () => {
  const api = transfersHere();
  await storeTransfer(api, [workItem(0)], { id: 't' });
  const item = { transferId: 't', index: 0 };
  await api.parts.begin({ ...item, resume });
  await api.parts.done({ ...item, part: { number: 1, size: 5, receipt: 'etag', checksum: null, also: null } });
  await api.parts.begin({ ...item, resume: { ...resume, partSize: 6 } });
  expect(await api.parts.get(item)).toMatchObject({ resume: { partSize: 6 }, parts: [] });
});

test('the second reading of an item that waits tells that work on it had begun', async () => {
  const api = transfersHere();
  await storeTransfer(api, [workItem(0)], { id: 't' });
  expect((await api.transfers.waiting({ transferId: 't', limit: 1 }))[0]!.begunAt).toBeUndefined();
  expect((await api.transfers.waiting({ transferId: 't', limit: 1 }))[0]!.begunAt).toBeGreaterThan(0);
});

test('ended transfers are cleared with their items, expired plans are pruned', async () => {
  const api = transfersHere();
  const ended = await storeTransfer(api, [workItem(0)], { id: 'ended' });
  await api.transfers.update({ transfer: { ...ended, state: 'cancelled', endedAt: 5 }, pid });
  await storeTransfer(api, [workItem(0)], { id: 'going' });
  await storePlan(api, 'expired', [workItem(0)]);
  expect(await api.transfers.clear()).toBe(1);
  expect((await api.transfers.list({ offset: 0, limit: 9 })).transfers.map(({ id }) => id)).toEqual(['going']);
  expect(await api.plans.prune({ before: 2_000 })).toBe(1);
  expect(await api.plans.items({ planId: 'expired', offset: 0, limit: 9 })).toEqual({ items: [], total: 0 });
  expect((await api.transfers.counts({ transferId: 'going' })).counts.waiting).toBe(1);
});

test('running transfers are listed first, then the newest', async () => {
  const api = transfersHere();
  for (const id of ['a', 'b', 'c']) await storeTransfer(api, [workItem(0)], { id });
  await api.transfers.update({ transfer: newTransfer('c', { endedAt: 1, state: 'succeeded' }), pid });
  const { transfers, total } = await api.transfers.list({ offset: 0, limit: 9 });
  expect([total, transfers.map(({ id }) => id)]).toEqual([3, ['b', 'a', 'c']]);
  expect((await api.transfers.unfinished()).map(({ transfer }) => transfer.id)).toEqual(['a', 'b']);
});

test('another key is refused, and a damaged file is told from it', async () => {
  const folder = tempFolder();
  const first = createTransfersStore();
  first.store.open({ folder, key: testKey });
  first.store.close();
  const again = createTransfersStore();
  expect(() => again.store.open({ folder, key: 'f'.repeat(64) })).toThrow(/another key/);
  expect(() => again.plans.get({ planId: 'p' })).toThrow(/not open/);
  const path = join(folder, 'transfers.db');
  const bytes = readFileSync(path);
  bytes.fill(7, 0, 8192);
  writeFileSync(path, bytes);
  expect(() => again.store.open({ folder, key: testKey })).toThrow(/damaged/);
});

test('nothing that a killed process recorded is lost, and secrets are not readable in its file', async () => {
  const folder = tempFolder();
  const script = fileURLToPath(import.meta.resolve('../../../helpers/record-parts-until-killed.ts'));
  const { signal, stdout } = spawnSync(process.execPath, [script, folder], { encoding: 'utf8' });
  expect(signal).toBe('SIGKILL');
  const said = stdout.trim().split('\n').map(Number);
  const store = createTransfersStore();
  store.store.open({ folder, key: testKey });
  onTestFinished(() => store.store.close());
  const { parts } = store.parts.get({ transferId: 't', index: 0 })!;
  expect(parts.map(({ number }) => number)).toEqual(said);
  expect(said).toHaveLength(200);
  expect(readFileSync(join(folder, 'transfers.db-wal')).includes('secret-session')).toBe(false);
});
