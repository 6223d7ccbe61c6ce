import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { ItemOutcome } from '#core/transfers/executor.ts';
import type { Bulk } from '#core/transfers/queue/transfer-queue.ts';
import type { WorkItem } from '#core/transfers/transfers-api.ts';
import { appError, failure } from '#shared/errors/app-error.ts';
import type { Transfer } from '#shared/model/transfer.ts';
import { memoryProvider } from '#tests/helpers/memory-objects.ts';
import { type QueueScene, queueScene } from '#tests/helpers/transfer-queue.ts';
import { storeTransfer, transfersHere, workItem } from '#tests/helpers/transfers.ts';

const done: ItemOutcome = { verified: null, note: '' };
const bytes = Buffer.alloc(9_000, 'abc');
const { signal } = new AbortController();

const tagItem = (index: number, change: Partial<WorkItem> = {}) => workItem(index, { does: 'tags', to: null, size: 0, ...change });

/** A copy in nine parts whose target answers no part before `go`. */
async function heldCopy(change: Parameters<typeof queueScene>[0] = {}): Promise<{ scene: QueueScene; go: () => void }> {
  const scene = queueScene(change);
  scene.from.put('key-0', bytes);
  scene.to.fault = (call, detail) => (call === 'part' && !detail.endsWith(' 1') ? 'stuck' : null);
  const side = { bucket: 'b', key: 'key-0', versionId: null };
  const etag = createHash('md5').update(bytes).digest('hex');
  const from = { ...side, connectionId: 'from', size: bytes.length, modified: 1_000, etag };
  await storeTransfer(scene.api, [workItem(0, { size: bytes.length, from }), tagItem(1)], { id: 't' });
  return { scene, go: () => (scene.to.fault = () => null) };
}

test('priorities decide what is next, then age; what is changed counts at once', async () => {
  const order: string[] = [];
  const scene = queueScene({
    settings: () => ({ bytesPerSecond: 0, schedule: [], concurrency: 1 }),
    executors: { tags: async (_, { transferId }) => (order.push(transferId), done) },
  });
  const begin = async (id: string, priority: 'high' | 'normal' | 'low', createdAt: number) => {
    await storeTransfer(scene.api, [tagItem(0)], { id, priority, createdAt });
  };
  await begin('low', 'low', 1);
  await begin('raised', 'low', 2);
  await begin('normal', 'normal', 3);
  await begin('high', 'high', 4);
  await scene.queue.prioritize('raised', 'high');
  await Promise.all(['low', 'raised', 'normal', 'high'].map((id) => scene.queue.enqueue(id)));
  for (const id of ['low', 'raised', 'normal', 'high']) await scene.end(id);
  expect(order.filter((id) => id !== order[0])).toEqual(['raised', 'high', 'normal', 'low'].filter((id) => id !== order[0]));
  expect(scene.ended).toHaveLength(4);
});

test('consecutive items of one kind and bucket go in one call, as many as the store takes', async () => {
  const calls: number[][] = [];
  const run: Bulk['run'] = async (items) => {
    calls.push(items.map(({ index }) => index));
    return items.map(() => done);
  };
  const scene = queueScene({ bulk: { delete: { run, most: (store) => store.removeBatch } }, executors: { tags: async () => done } });
  const remove = (index: number, bucket = 'b') => {
    const item = workItem(index, { does: 'delete', to: null, size: 0 });
    return { ...item, from: { ...item.from!, bucket } };
  };
  await storeTransfer(scene.api, [remove(0), remove(1), remove(2), remove(3), tagItem(4), remove(5), remove(6, 'other')], { id: 't' });
  await scene.queue.enqueue('t');
  expect(await scene.end('t')).toMatchObject({ state: 'succeeded', counts: { succeeded: 7 } });
  expect(calls.sort((a, b) => a[0]! - b[0]!)).toEqual([[0, 1, 2], [3], [5], [6]]);
});

test('of a bulk call, only what failed is tried again', async () => {
  const calls: number[][] = [];
  const run: Bulk['run'] = async (items) => {
    calls.push(items.map(({ index }) => index));
    return items.map(({ index }) => {
      if (index === 1 && calls.length === 1) return appError('rate_limited');
      return index === 2 ? appError('forbidden', 'It is locked') : done;
    });
  };
  const scene = queueScene({ bulk: { delete: { run, most: () => 10 } } });
  await storeTransfer(
    scene.api,
    [0, 1, 2].map((index) => workItem(index, { does: 'delete', to: null })),
    { id: 't' },
  );
  await scene.queue.enqueue('t');
  expect(await scene.end('t')).toMatchObject({
    state: 'partial',
    errors: [{ message: 'It is locked' }],
    counts: { succeeded: 2, failed: 1 },
  });
  expect(calls).toEqual([[0, 1, 2], [1]]);
});

test('a pause keeps what was sent, and resuming sends the rest only', async () => {
  const { scene, go } = await heldCopy({ executors: { tags: async () => done } });
  await scene.queue.enqueue('t');
  await scene.clock.advance(1_000);
  expect(await scene.queue.get('t')).toMatchObject({ state: 'running', counts: { running: 1, succeeded: 1 } });
  expect(await scene.queue.pause('t')).toMatchObject({ state: 'paused', counts: { waiting: 1 } });
  expect(scene.to.uploads.size).toBe(1);
  go();
  await scene.queue.resume('t');
  expect(await scene.end('t')).toMatchObject({ state: 'succeeded', bytes: { done: 9_000, total: 9_000 }, verified: 1 });
  expect(scene.to.received.filter((part) => part.endsWith(' 1'))).toHaveLength(1);
});

test('a cancel removes what was sent and does not begin the rest', async () => {
  const { scene } = await heldCopy({ settings: () => ({ bytesPerSecond: 0, schedule: [], concurrency: 1 }) });
  await scene.queue.enqueue('t');
  await scene.clock.advance(1_000);
  expect(await scene.queue.cancel('t')).toMatchObject({ state: 'cancelled', counts: { cancelled: 2 } });
  expect([scene.to.uploads.size, scene.to.objects.size, await scene.api.parts.open()]).toEqual([0, 0, []]);
  expect(scene.ended.map(({ state }) => state)).toEqual(['cancelled']);
});

test('a paused transfer is cancelled with what it left', async () => {
  const { scene } = await heldCopy();
  await scene.queue.enqueue('t');
  await scene.clock.advance(1_000);
  expect((await scene.queue.pause('t')).bytes.done).toBeGreaterThan(0);
  const { state, bytes } = await scene.queue.cancel('t');
  expect([state, bytes.done]).toEqual(['cancelled', 0]);
  expect(scene.to.uploads.size).toBe(0);
});

test('a queue that is stopped while a transfer ends waits until its end is on record', async () => {
  const begun = Promise.withResolvers<void>();
  const written = Promise.withResolvers<void>();
  const told: string[] = [];
  const onEnd = async ({ state }: Transfer) => {
    begun.resolve();
    await written.promise;
    told.push(state);
  };
  const scene = queueScene({ executors: { tags: async () => done }, onEnd });
  await storeTransfer(scene.api, [tagItem(0)], { id: 't' });
  await scene.queue.enqueue('t');
  await begun.promise;
  const stopped = scene.queue.stop().then(() => [...told]);
  written.resolve();
  expect(await stopped).toEqual(['succeeded']);
});

test('a stopped queue leaves its work to the next one', async () => {
  const { scene, go } = await heldCopy({ executors: { tags: async () => done } });
  await scene.queue.enqueue('t');
  await scene.clock.advance(1_000);
  await scene.queue.stop();
  expect(await scene.queue.get('t')).toMatchObject({ state: 'interrupted', endedAt: null });
  go();
  const next = queueScene({ api: scene.api, from: scene.from, to: scene.to, executors: { tags: async () => done } });
  await next.queue.resumeAll();
  expect(await next.end('t')).toMatchObject({ state: 'succeeded' });
});

test('what failed is tried again on request', async () => {
  let broken = true;
  const tags = async () => {
    if (broken) throw failure('forbidden', 'Not allowed');
    return done;
  };
  const scene = queueScene({ executors: { tags } });
  await storeTransfer(scene.api, [tagItem(0), tagItem(1, { refusal: appError('invalid_input', 'Too long') })], { id: 't' });
  await scene.queue.enqueue('t');
  expect(await scene.end('t')).toMatchObject({ state: 'failed', counts: { failed: 2 } });
  broken = false;
  await scene.queue.retry('t');
  expect(await scene.end('t')).toMatchObject({ state: 'partial', counts: { succeeded: 1, failed: 1 } });
});

test('a fault that lasts ends after some tries, and says so', async () => {
  const times: number[] = [];
  const scene: QueueScene = queueScene({
    executors: {
      tags: async () => {
        times.push(scene.clock.now());
        throw failure('rate_limited', 'Slow down', { retryAfterMs: 90_000 });
      },
    },
  });
  await storeTransfer(scene.api, [tagItem(0)], { id: 't' });
  await scene.queue.enqueue('t');
  expect(await scene.end('t')).toMatchObject({ state: 'failed', errors: [{ message: 'Slow down It was tried 6 times.' }] });
  expect(times).toHaveLength(6);
  for (let at = 1; at < times.length; at += 1) expect(times[at]! - times[at - 1]!).toBeGreaterThanOrEqual(90_000);
});

test('without a network it waits as long as it takes, and goes on when it is back', async () => {
  const scene: QueueScene = queueScene({
    executors: {
      tags: async () => {
        if (!scene.network.online) throw failure('offline');
        return done;
      },
    },
  });
  scene.network.set(false);
  await storeTransfer(scene.api, [tagItem(0)], { id: 't' });
  await scene.queue.enqueue('t');
  for (let minute = 0; minute < 30; minute += 1) await scene.clock.advance(60_000);
  expect(await scene.queue.get('t')).toMatchObject({ state: 'running', waits: expect.stringContaining('Offline') });
  scene.network.set(true);
  expect(await scene.end('t')).toMatchObject({ state: 'succeeded', waits: '' });
});

test('a missing sign-in pauses the transfer instead of failing its items', async () => {
  const scene = queueScene({ openStore: () => Promise.reject(failure('auth_required', 'Sign in')), executors: { tags: async () => done } });
  await storeTransfer(scene.api, [tagItem(0), tagItem(1)], { id: 't' });
  await scene.queue.enqueue('t');
  expect(await scene.end('t')).toMatchObject({ state: 'paused', errors: [{ code: 'auth_required' }], counts: { waiting: 2 } });
});

test('what another living console works on is left alone', async () => {
  const api = transfersHere();
  await storeTransfer(api, [tagItem(0)], { id: 't' });
  await api.transfers.claim({ transferId: 't', fromPid: process.pid, pid: process.ppid });
  const { queue } = queueScene({ api });
  await queue.resumeAll();
  expect(await queue.list({ offset: 0, limit: 5 })).toMatchObject({
    total: 1,
    transfers: [{ state: 'queued', waits: 'Another console works on it' }],
  });
  await expect(queue.pause('t')).rejects.toThrow('Another console');
  await expect(queue.get('unknown')).rejects.toThrow('no such transfer');
});

test('one that was taken over by another process stops without another word', async () => {
  const { scene } = await heldCopy({ executors: { tags: async () => done } });
  await scene.queue.enqueue('t');
  await scene.clock.advance(10);
  await scene.api.transfers.claim({ transferId: 't', fromPid: process.pid, pid: 1 });
  scene.to.fault = () => null;
  await scene.queue.stop();
  expect((await scene.api.transfers.get({ transferId: 't' }))!.transfer.endedAt).toBeNull();
  expect(scene.ended).toEqual([]);
});

test('clearing removes ended transfers, and what they left at the provider', async () => {
  const scene = queueScene({ to: memoryProvider({ fault: (call) => (call === 'part' ? 'reset' : null) }) });
  scene.from.put('key-0', bytes);
  const from = { connectionId: 'from', bucket: 'b', key: 'key-0', versionId: null, size: bytes.length, modified: 1_000, etag: '' };
  await storeTransfer(scene.api, [workItem(0, { size: bytes.length, from })], { id: 't' });
  await scene.queue.enqueue('t');
  expect(await scene.end('t')).toMatchObject({ state: 'failed' });
  expect(scene.to.uploads.size).toBe(1);
  expect(await scene.queue.clear()).toBe(1);
  expect([scene.to.uploads.size, (await scene.queue.list({ offset: 0, limit: 5 })).total]).toEqual([0, 0]);
  await expect(scene.queue.settled('t', signal)).rejects.toThrow('no such transfer');
});
