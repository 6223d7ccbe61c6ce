import { expect, test } from 'vitest';
import type { LifecycleRule } from '#shared/model/lifecycle.ts';
import { createMemoryStore } from '#tests/helpers/memory-store.ts';
import { storageWorld } from '#tests/helpers/storage-world.ts';

const bucket = { connectionId: 'c1', bucket: 'bucket' };
const objects = (...keys: string[]) => ({ objects: keys.map((key) => ({ ...bucket, key })) });
const folder = (prefix: string) => ({ prefixes: [{ ...bucket, prefix }] });

function seeded(keys: Record<string, string>, options: Parameters<typeof createMemoryStore>[0] = {}) {
  const store = createMemoryStore(options);
  for (const [key, text] of Object.entries(keys)) store.seed('bucket', key, text);
  return { store, world: storageWorld({ stores: { c1: store } }) };
}

test('a deletion is typed: the name of one object, how many of several', async () => {
  const { world } = seeded({ 'a/1': 'x', 'a/2': 'yy', ab: 'z' });
  expect(await world.plan({ verb: 'delete', source: objects('a/1') })).toMatchObject({
    effect: 'destroy',
    confirm: { text: '1' },
    bytes: 1,
  });
  const plan = await world.plan({ verb: 'delete', source: folder('a') });
  expect(plan).toMatchObject({ effect: 'destroy', confirm: { kind: 'typed', text: 'delete 2', why: 'This cannot be undone.' }, bytes: 3 });
  expect(plan.items.map(({ from }) => from)).toEqual(['s3://bucket/a/1', 's3://bucket/a/2']);
});

test('what a folder covers is not counted twice', async () => {
  const { world } = seeded({ 'a/1': 'x', 'a/b/2': 'y' });
  const plan = await world.plan({
    verb: 'delete',
    source: { ...objects('a/1'), prefixes: ['a/', 'a/b/'].map((prefix) => ({ ...bucket, prefix })) },
  });
  expect(plan.counts).toEqual({ act: 2, skip: 0, refuse: 0 });
});

test('where versions are kept a deletion sets markers and says how many versions stay; all versions are another thing', async () => {
  const { store, world } = seeded({ 'a/1': 'x' }, { versioned: ['bucket'] });
  store.seed('bucket', 'a/1', 'y');
  store.seed('bucket', 'a/1', 'z');
  const plan = await world.plan({ verb: 'delete', source: folder('a') });
  expect(plan).toMatchObject({ effect: 'change', counts: { act: 1 } });
  expect(plan.warnings[0]).toContain('a delete marker is set, the current one and 2 older versions stay');
  const all = await world.plan({ verb: 'delete', source: folder('a'), versions: true });
  expect(all).toMatchObject({ effect: 'destroy', counts: { act: 3 }, confirm: { text: 'delete 3' } });
  expect((await world.items(all.id)).every(({ from }) => from!.versionId !== null)).toBe(true);
});

test('a class change skips what has it, refuses what is archived and says what is charged for the early ones', async () => {
  const store = createMemoryStore();
  const days = (count: number) => Date.UTC(2026, 10, 15, 12) - count * 86_400_000;
  store.seed('bucket', 'a', 'x', { storageClass: 'STANDARD_IA', modified: days(10) });
  store.seed('bucket', 'b', 'x', { storageClass: 'STANDARD_IA', modified: days(40) });
  store.seed('bucket', 'c', 'x', { storageClass: 'STANDARD' });
  store.seed('bucket', 'd', 'x', { storageClass: 'GLACIER' });
  const world = storageWorld({ stores: { c1: store } });
  const plan = await world.plan({ verb: 'storage_class', source: folder(''), storageClass: 'STANDARD' });
  expect(plan.counts).toEqual({ act: 2, skip: 1, refuse: 1 });
  expect(plan.warnings).toContain('1 objects are younger than the 30 days that STANDARD_IA is charged for at least.');
  expect(plan.warnings).toContain('No price is known for STANDARD_IA of bucket.');
  expect(plan).toMatchObject({ monthly: [], once: [] });
});

test('with prices a class change and a restore say what they cost', async () => {
  const store = createMemoryStore();
  store.seed('bucket', 'a', 1_000_000_000, { storageClass: 'STANDARD', modified: 0 });
  store.seed('bucket', 'b', 2_000_000_000, { storageClass: 'GLACIER', modified: 0 });
  const usd = (amount: number) => ({ amount, currency: 'USD', basis: 'list' });
  const world = storageWorld({
    stores: { c1: store },
    prices: {
      classChange: ({ bytes }, to) => (to === 'STANDARD_IA' ? { monthly: usd(-bytes / 1e9), once: usd(0.5) } : null),
      removal: () => null,
      restore: ({ bytes }, { days }) => usd((bytes / 1e9) * days),
    },
  });
  const change = await world.plan({ verb: 'storage_class', source: objects('a'), storageClass: 'STANDARD_IA' });
  expect(change).toMatchObject({ monthly: [{ amount: -1 }], once: [{ amount: 0.5 }], warnings: [] });
  const restore = await world.plan({ verb: 'restore', source: folder(''), days: 3, tier: 'Expedited' });
  expect(restore).toMatchObject({ once: [{ amount: 6 }], wait: '1 to 5 minutes', counts: { act: 1, skip: 1 } });
  await expect(world.plan({ verb: 'restore', source: objects('b'), tier: 'Now' })).rejects.toMatchObject({
    error: { code: 'invalid_input' },
  });
});

test('making objects public is typed and warned of; making them private is a click', async () => {
  const { world } = seeded({ a: 'x', b: 'y' });
  const open = await world.plan({ verb: 'access', source: folder(''), access: 'public' });
  expect(open.confirm).toMatchObject({ kind: 'typed', text: 'public 2' });
  expect(open.warnings[0]).toContain('Everybody');
  expect((await world.plan({ verb: 'access', source: folder(''), access: 'private' })).confirm).toEqual({ kind: 'click' });
});

test('a folder goes back to what it held at a time: deleted ones come back, changed ones get their version, new ones stay', async () => {
  const { store, world } = seeded({}, { versioned: ['bucket'] });
  const signal = world.signal;
  store.seed('bucket', 'd/deleted', 'was');
  store.seed('bucket', 'd/changed', 'old');
  const same = store.seed('bucket', 'd/same', 'same');
  store.seed('bucket', 'd/gone-then', 'x');
  await store.remove('bucket', [{ key: 'd/gone-then' }], signal);
  const then = store.seed('bucket', 'other', 'clock').modified;
  await store.remove('bucket', [{ key: 'd/deleted' }], signal);
  store.seed('bucket', 'd/changed', 'new');
  store.seed('bucket', 'd/young', 'x');
  const plan = await world.plan({ verb: 'undelete', ...bucket, prefix: 'd', at: then });
  const items = (await world.items(plan.id)).map(({ does, from, skip }) => [from!.key, skip ?? does]);
  expect(items).toEqual([
    ['d/changed', 'restore_version'],
    ['d/deleted', 'undelete'],
    ['d/same', 'it is as it was then'],
    ['d/young', 'it did not exist then; it stays'],
  ]);
  expect(same.versionId).not.toBe('');
  expect(plan.warnings).toEqual(['1 objects did not exist at that time. They are not deleted.']);
});

test('a version that is the current one already, or that is not there, is not restored', async () => {
  const { store, world } = seeded({}, { versioned: ['bucket'] });
  const old = store.seed('bucket', 'a', 'old').versionId;
  const now = store.seed('bucket', 'a', 'new').versionId;
  const plan = await world.plan({
    verb: 'restore_version',
    objects: [old, now, 'v99'].map((versionId) => ({ ...bucket, key: 'a', versionId })),
  });
  expect(plan.counts).toEqual({ act: 1, skip: 1, refuse: 1 });
});

test('unfinished uploads are removed with typed words, and never those of a transfer of this home', async () => {
  const { store, world } = seeded({});
  const object = { bucket: 'bucket', key: 'big', size: 1, properties: {}, checksum: null };
  const orphan = await store.upload.begin(object, world.signal);
  const own = await store.upload.begin(object, world.signal);
  await store.upload.part(orphan, { number: 1, offset: 0, body: new Uint8Array(7), checksum: null }, world.signal);
  const uploads = [orphan, own].map(({ key, uploadId }) => ({ key, uploadId }));
  const copy = await world.plan({ verb: 'create_folder', ...bucket, prefix: 'x' });
  const transfer = await world.apply(copy.id);
  await world.transfers.parts.begin({
    transferId: transfer.id,
    index: 0,
    resume: { connectionId: 'c1', upload: own, partSize: 7, algorithm: null },
  });
  const plan = await world.plan({ verb: 'abort_uploads', ...bucket, uploads: [...uploads, { key: 'big', uploadId: 'gone' }] });
  expect(plan).toMatchObject({ counts: { act: 1, skip: 1, refuse: 1 }, bytes: 7, effect: 'destroy', confirm: { text: 'big' } });
});

const rule = (id: string, more: Partial<LifecycleRule> = {}): LifecycleRule => ({
  id,
  enabled: true,
  filter: { prefixes: ['logs/'], suffixes: [], tags: {}, minBytes: null, maxBytes: null, classes: [] },
  actions: [{ kind: 'transition', days: 30, storageClass: 'STANDARD_IA', basis: 'created' }],
  unsupported: [],
  ...more,
});

test('lifecycle rules are saved with their difference in words; those that delete are typed', async () => {
  const { store, world } = seeded({});
  const before = await store.lifecycle!.get('bucket', world.signal);
  await store.lifecycle!.put('bucket', [rule('tier'), rule('old')], before, world.signal);
  const click = await world.plan({ verb: 'lifecycle', ...bucket, rules: [rule('tier', { enabled: false })] });
  expect(click.confirm).toEqual({ kind: 'click' });
  expect(click.warnings).toEqual([
    'Rule tier is switched off: move to STANDARD_IA after 30 days (below logs/)',
    'Rule old is removed: move to STANDARD_IA after 30 days (below logs/)',
  ]);
  const expire = rule('drop', { actions: [{ kind: 'expire', days: 7, basis: 'created' }] });
  const typed = await world.plan({ verb: 'lifecycle', ...bucket, rules: [rule('tier'), rule('old'), expire] });
  expect(typed).toMatchObject({ effect: 'change', confirm: { kind: 'typed', text: 'bucket' } });
  expect(typed.warnings[0]).toBe('Rule drop is new: delete after 7 days (below logs/)');
  const { filter } = rule('dated');
  const dated = rule('dated', {
    filter: { ...filter, createdBefore: '2025-01-01' },
    actions: [{ kind: 'expire', days: 0, basis: 'created', date: '2027-01-01' }],
  });
  expect((await world.plan({ verb: 'lifecycle', ...bucket, rules: [rule('tier'), rule('old'), dated] })).warnings[0]).toBe(
    'Rule dated is new: delete from 2027-01-01 on, whatever the age (below logs/, created before 2025-01-01)',
  );
  expect((await world.plan({ verb: 'lifecycle', ...bucket, rules: [rule('tier'), rule('old')] })).counts).toEqual({
    act: 0,
    skip: 1,
    refuse: 0,
  });
});

test('a rule that says more than can be edited is left as it is', async () => {
  const { store, world } = seeded({});
  const odd = rule('odd', { unsupported: ['DaysSinceCustomTime'] });
  await store.lifecycle!.put('bucket', [odd], await store.lifecycle!.get('bucket', world.signal), world.signal);
  expect((await world.plan({ verb: 'lifecycle', ...bucket, rules: [odd, rule('new')] })).counts.act).toBe(1);
  await expect(world.plan({ verb: 'lifecycle', ...bucket, rules: [{ ...odd, enabled: false }] })).rejects.toMatchObject({
    error: { code: 'invalid_input', message: expect.stringContaining('DaysSinceCustomTime') },
  });
});

test('a folder that is there is skipped; a verb that the storage does not have is refused', async () => {
  const { store, world } = seeded({ 'there/': '' });
  expect((await world.plan({ verb: 'create_folder', ...bucket, prefix: 'there' })).counts).toEqual({ act: 0, skip: 1, refuse: 0 });
  const poor = storageWorld({ stores: { c1: store }, features: { verbs: [] } });
  await expect(poor.plan({ verb: 'tags', source: objects('there/'), tags: { a: 'b' } })).rejects.toMatchObject({
    error: { code: 'unsupported' },
  });
});

test('an object that is not there is the answer, not a plan', async () => {
  const { world } = seeded({});
  await expect(world.plan({ verb: 'delete', source: objects('gone') })).rejects.toMatchObject({ error: { code: 'not_found' } });
});
