import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createStorageAuditor } from '#core/transfers/audit/storage-auditor.ts';
import { createTransferQueue } from '#core/transfers/queue/create-transfer-queue.ts';
import { storageExecutors } from '#core/transfers/verbs/storage-executors.ts';
import { createMemoryStore } from '#tests/helpers/memory-store.ts';
import { folderWith, storageWorld } from '#tests/helpers/storage-world.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';

const side = (prefix: string) => ({ kind: 'bucket' as const, connectionId: 'c1', bucket: 'bucket', prefix });

/** A planner with the queue that carries its plans out, and the auditor behind it. */
function story(options: Parameters<typeof createMemoryStore>[0] = {}) {
  const store = createMemoryStore({ limits: { minPart: 1 }, ...options });
  const world = storageWorld({ stores: { c1: store } });
  const auditor = createStorageAuditor(world.parts);
  const quiet = () => undefined;
  const logger = { info: quiet, warn: quiet, error: quiet, child: () => logger };
  const queue = createTransferQueue({
    clock: world.clock,
    logger,
    random: () => 0.5,
    events: { changed: quiet },
    connectivity: { online: () => true, suspended: () => false, onChange: () => quiet },
    settings: () => ({ bytesPerSecond: 0, schedule: [], concurrency: 4 }),
    transfers: { api: async () => world.transfers, close: async () => undefined, mayBeUnfinished: () => true },
    openStore: (connectionId) => world.parts.stores.open(connectionId),
    ...storageExecutors,
    onOutcome: quiet,
    onEnd: (transfer) => auditor.ended(transfer),
  });
  world.parts.enqueue = (transferId) => queue.enqueue(transferId);
  const carryOut = async (planId: string, confirm = '') => {
    const { id } = await world.apply(planId, confirm);
    const state = { settled: false };
    const end = queue.settled(id, world.signal).finally(() => (state.settled = true));
    while (!state.settled) await world.clock.advance(500);
    return end;
  };
  const run = async (request: Parameters<typeof world.plan>[0], confirm = '') => {
    const plan = await world.plan(request);
    return { plan, ended: await carryOut(plan.id, confirm) };
  };
  return { store, world, run, carryOut, queue, stop: () => queue.stop() };
}

test('from a folder into a bucket, in sync, back into another folder and away: each planned, carried out and written down', async () => {
  const { store, world, run, stop } = story();
  const path = folderWith({ 'a.txt': 'alpha', 'sub/b.txt': 'beta', 'sub/empty': '' });
  const up = await run({ verb: 'copy', source: { files: { paths: [path] } }, target: side('up/') });
  expect(up.ended).toMatchObject({ state: 'succeeded', counts: { succeeded: 3 } });
  expect(store.text('bucket', 'up/sub/b.txt')).toBe('beta');
  // Nothing has changed: a sync has nothing to do.
  expect((await run({ verb: 'sync', from: { kind: 'file', path }, to: side('up/') })).plan.counts).toEqual({ act: 0, skip: 3, refuse: 0 });
  store.seed('bucket', 'up/extra', 'x');
  const sync = { verb: 'sync' as const, from: { kind: 'file' as const, path }, to: side('up/'), deleteExtra: true };
  expect((await run(sync, 'delete 1')).ended).toMatchObject({ state: 'succeeded', counts: { succeeded: 1, skipped: 3 } });
  expect(store.keys('bucket')).toEqual(['up/a.txt', 'up/sub/b.txt', 'up/sub/empty']);
  const back = tempFolder();
  const source = { prefixes: [{ connectionId: 'c1', bucket: 'bucket', prefix: 'up' }] };
  await run({ verb: 'copy', source, target: { kind: 'file', path: join(back, 'new/place') } });
  expect(readFileSync(join(back, 'new/place/sub/b.txt'), 'utf8')).toBe('beta');
  expect((await run({ verb: 'copy', source, target: { kind: 'file', path: join(back, 'new/place') } })).plan.counts.skip).toBe(3);
  await run({ verb: 'delete', source }, 'delete 3');
  expect(store.keys('bucket')).toEqual([]);
  const records = await world.records();
  expect(records.filter(({ event }) => event === 'run_ended').map(({ outcome }) => outcome)).toEqual(
    Array.from({ length: 6 }, () => 'succeeded'),
  );
  expect(await world.operations.audit.verify()).toMatchObject({ ok: true });
  await stop();
  expect(world.open()).toBe(0);
});

test('an object that changed between plan and deletion stays, and the transfer says so', async () => {
  const { store, world, carryOut, queue, stop } = story();
  for (const key of ['d/a', 'd/b']) store.seed('bucket', key, 'x');
  const plan = await world.plan({ verb: 'delete', source: { prefixes: [{ connectionId: 'c1', bucket: 'bucket', prefix: 'd/' }] } });
  store.seed('bucket', 'd/b', 'written since');
  const ended = await carryOut(plan.id, 'delete 2');
  expect(ended).toMatchObject({ state: 'partial', counts: { succeeded: 1, failed: 1 } });
  const { items } = await queue.items({ transferId: ended.id, offset: 0, limit: 1 });
  expect(items[0]).toMatchObject({ from: 'bucket/d/b', error: { code: 'conflict', hint: expect.stringContaining('left as it is') } });
  expect(store.text('bucket', 'd/b')).toBe('written since');
  await stop();
});
