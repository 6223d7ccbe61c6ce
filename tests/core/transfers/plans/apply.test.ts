import { expect, test } from 'vitest';
import { createMemoryStore } from '#tests/helpers/memory-store.ts';
import { storageWorld } from '#tests/helpers/storage-world.ts';

const bucket = { connectionId: 'c1', bucket: 'bucket' };
const source = (key: string) => ({ objects: [{ ...bucket, key }] });
const production = { rules: [{ environment: 'production', by: 'name' as const, pattern: 'bucket' }] };

function world(environments: NonNullable<NonNullable<Parameters<typeof storageWorld>[0]>['environments']> = {}) {
  const store = createMemoryStore({ buckets: ['bucket', 'other'] });
  store.seed('bucket', 'a', 'x');
  store.seed('other', 'b', 'x');
  return storageWorld({ stores: { c1: store }, environments });
}

const toOther = { kind: 'bucket' as const, connectionId: 'c1', bucket: 'other', prefix: 'in/' };
const copy = { verb: 'copy' as const, source: source('a'), target: toOther };

test('a plan is applied once, goes into the queue and is written down before that', async () => {
  const here = world();
  const plan = await here.plan(copy);
  expect(plan.confirm).toEqual({ kind: 'click' });
  const transfer = await here.apply(plan.id);
  expect(here.enqueued).toEqual([transfer.id]);
  expect(transfer).toMatchObject({ planId: plan.id, verb: 'copy', from: 's3://bucket/a', to: 's3://other/in/', counts: { waiting: 1 } });
  expect(await here.planner.get(plan.id, { offset: 0, limit: 10 })).toMatchObject({ state: 'applied', transferId: transfer.id });
  await expect(here.apply(plan.id)).rejects.toMatchObject({ error: { code: 'conflict', message: 'The plan was applied already' } });
  expect((await here.records()).map(({ event }) => event)).toEqual(['apply_refused', 'run_started']);
});

test('two that apply one plan at the same time: one gets it', async () => {
  const here = world();
  const plan = await here.plan(copy);
  const results = await Promise.allSettled([here.apply(plan.id), here.apply(plan.id)]);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(here.enqueued).toHaveLength(1);
  expect((await here.records()).filter(({ event }) => event === 'run_started')).toHaveLength(1);
});

test('a plan that another living process applies is left to it, without a record of a beginning', async () => {
  const here = world();
  const plan = await here.plan(copy);
  const { plans } = await here.parts.transfers.api();
  expect(await plans.take({ planId: plan.id, fromPid: null, pid: process.ppid })).toBe(true);
  await expect(here.apply(plan.id)).rejects.toMatchObject({ error: { code: 'conflict', message: 'The plan is being applied already' } });
  expect((await here.records()).map(({ event }) => event)).toEqual(['apply_refused']);
  await plans.giveBack({ planId: plan.id, pid: process.ppid });
  await here.apply(plan.id);
  expect(here.enqueued).toHaveLength(1);
});

test('a plan whose process was killed before it began is applied by the next', async () => {
  const here = world();
  const plan = await here.plan(copy);
  const gone = 2 ** 30;
  await (await here.parts.transfers.api()).plans.take({ planId: plan.id, fromPid: null, pid: gone });
  await here.apply(plan.id);
  expect(here.enqueued).toHaveLength(1);
});

test('a beginning that could not be written down leaves the plan to be applied again', async () => {
  const here = world();
  const plan = await here.plan(copy);
  const sound = { ...here.parts.audit };
  here.parts.audit.append = async () => Promise.reject(new Error('the disk is full'));
  await expect(here.apply(plan.id)).rejects.toThrow('the disk is full');
  here.parts.audit.append = (entries) => sound.append(entries);
  await here.apply(plan.id);
  expect(here.enqueued).toHaveLength(1);
});

test('wrong words are refused and written down; the right ones go', async () => {
  const here = world();
  const plan = await here.plan({ verb: 'delete', source: source('a') });
  for (const words of ['', 'b', 'delete 1'])
    await expect(here.apply(plan.id, words)).rejects.toMatchObject({ error: { code: 'invalid_input', hint: 'Type a' } });
  await here.apply(plan.id, ' a ');
  expect((await here.records()).map(({ event, outcome }) => [event, outcome])).toEqual([
    ['run_started', null],
    ...Array.from({ length: 3 }, () => ['apply_refused', 'refused']),
  ]);
});

test('a plan expires and must be made again', async () => {
  const here = world();
  const plan = await here.plan(copy);
  await here.clock.advance(15 * 60_000);
  expect(await here.planner.get(plan.id, { offset: 0, limit: 1 })).toMatchObject({ state: 'expired' });
  await expect(here.apply(plan.id)).rejects.toMatchObject({ error: { code: 'conflict', message: 'The plan has expired' } });
  await expect(here.apply('plan-none')).rejects.toMatchObject({ error: { code: 'not_found' } });
});

const writes = [
  { verb: 'delete', source: source('a') },
  { verb: 'move', source: source('a'), target: toOther },
  { verb: 'copy', source: { objects: [{ connectionId: 'c1', bucket: 'other', key: 'b' }] }, target: { ...toOther, bucket: 'bucket' } },
  { verb: 'sync', from: { ...toOther, prefix: '' }, to: { ...toOther, bucket: 'bucket' } },
  { verb: 'create_folder', ...bucket, prefix: 'x' },
  { verb: 'properties', source: source('a'), properties: { contentType: 'text/plain' } },
  { verb: 'tags', source: source('a'), tags: { a: 'b' } },
  { verb: 'storage_class', source: source('a'), storageClass: 'STANDARD_IA' },
  { verb: 'restore', source: source('a') },
  { verb: 'access', source: source('a'), access: 'private' },
  { verb: 'restore_version', objects: [{ ...bucket, key: 'a', versionId: 'v1' }] },
  { verb: 'undelete', ...bucket, prefix: '', at: 0 },
  { verb: 'abort_uploads', ...bucket, uploads: [{ key: 'a', uploadId: 'u' }] },
  { verb: 'lifecycle', ...bucket, rules: [] },
] as const;

test.each(writes)('$verb: a read-only environment refuses every write, before anything is listed', async (request) => {
  const here = world({ ...production, guards: { production: 'read_only' } });
  await expect(here.plan(request as unknown as Parameters<typeof here.plan>[0])).rejects.toMatchObject({
    error: { code: 'forbidden', message: expect.stringContaining('production is read-only') },
  });
  expect(here.stores['c1']!.calls.filter(({ op }) => op !== 'buckets')).toEqual([]);
});

test('reading from a read-only environment is no write', async () => {
  const here = world({ ...production, guards: { production: 'read_only' } });
  const plan = await here.plan(copy);
  await here.apply(plan.id);
  expect(here.enqueued).toHaveLength(1);
});

test('a guarded environment asks for its name, judged again when the plan is applied', async () => {
  const here = world({ ...production, guards: { production: 'typed' } });
  const folder = { verb: 'create_folder' as const, ...bucket, prefix: 'x' };
  const plan = await here.plan(folder);
  expect(plan.confirm).toEqual({ kind: 'typed', text: 'production', why: 'It changes production.' });
  here.setEnvironments({ ...production, guards: { production: 'read_only' } });
  await expect(here.apply(plan.id, 'production')).rejects.toMatchObject({ error: { code: 'forbidden' } });
  here.setEnvironments({ rules: [{ environment: 'live', by: 'name', pattern: 'buck*' }], guards: { live: 'typed' } });
  await expect(here.apply(plan.id, 'production')).rejects.toMatchObject({ error: { code: 'conflict' } });
  here.setEnvironments({ ...production, guards: { production: 'typed' } });
  await here.apply(plan.id, 'production');
  expect(here.enqueued).toHaveLength(1);
});

test('a bucket that the cache does not know is judged by what its provider says', async () => {
  const here = world({ rules: [{ environment: 'locked', by: 'account', pattern: '111122223333' }], guards: { locked: 'read_only' } });
  here.parts.bucketOf = async () => null;
  await expect(here.plan({ verb: 'create_folder', ...bucket, prefix: 'x' })).rejects.toMatchObject({ error: { code: 'forbidden' } });
  expect(here.open()).toBe(0);
});
