import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { local } from '#connectors/local/index.ts';
import type { StoragePlan, Transfer } from '#shared/model/transfer.ts';
import { until } from '#tests/helpers/fake-clock.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';
import { type TestCore, testCore } from '#tests/helpers/test-core.ts';

/** Two folders as one connection, with real threads and databases. */
async function world(): Promise<TestCore & { from: string; to: string; connectionId: string }> {
  const root = tempFolder();
  const [from, to] = [join(root, 'from'), join(root, 'to')];
  mkdirSync(join(from, 'sub'), { recursive: true });
  mkdirSync(to);
  writeFileSync(join(from, 'a.txt'), 'hello');
  writeFileSync(join(from, 'sub/b.csv'), 'x,y\n1,2\n');
  writeFileSync(join(from, 'sub/empty'), '');
  const made = await testCore([local]);
  const { id } = await made.client.connections.add({ kind: 'local', name: 'Folders', settings: { folders: `${from},${to}` } });
  await made.endOf(await made.client.sync.run({ connectionId: id, dataSet: 'buckets' }));
  return { ...made, from, to, connectionId: id };
}

async function ended({ client }: TestCore, { id }: Transfer): Promise<Transfer> {
  const over = async () => (await client.transfers.get({ transferId: id })).transfer;
  let last = await over();
  await until(async () => (last = await over()).endedAt !== null);
  return last;
}

async function applied(made: TestCore, plan: StoragePlan): Promise<Transfer> {
  const confirm = plan.confirm.kind === 'typed' ? plan.confirm.text : '';
  return ended(made, await made.client.transfers.apply({ planId: plan.id, confirm }));
}

test('browse, copy, verify, find and delete; every step is in the audit log', async () => {
  const made = await world();
  const { client, connectionId, to } = made;
  const { buckets } = await client.storage.buckets({});
  expect(buckets.map(({ bucket }) => bucket)).toEqual(['from', 'to']);

  const level = await client.storage.browse({ connectionId, bucket: 'from' });
  expect(level.rows.map((row) => (row.kind === 'folder' ? row.folder.prefix : row.object.key))).toEqual(['sub/', 'a.txt']);

  const source = { prefixes: [{ connectionId, bucket: 'from', prefix: '' }] };
  const target = { kind: 'bucket' as const, connectionId, bucket: 'to', prefix: 'copy/' };
  const plan = await client.transfers.plan({ request: { verb: 'copy', source, target } });
  expect(plan).toMatchObject({ counts: { act: 3, skip: 0, refuse: 0 }, confirm: { kind: 'click' } });
  const copied = await applied(made, plan);
  expect(copied).toMatchObject({ state: 'succeeded', counts: { succeeded: 3 }, copied: 3, verified: 3 });
  expect(readFileSync(join(to, 'copy/sub/b.csv'), 'utf8')).toBe('x,y\n1,2\n');
  expect(readdirSync(to, { recursive: true }).filter((name) => String(name).includes('aetherium'))).toEqual([]);

  await made.endOf([await client.storage.index({ connectionId, bucket: 'to' })]);
  const found = await client.storage.find({ query: 'ext:csv connection:Folders' });
  expect(found.rows.map(({ key }) => key)).toEqual(['copy/sub/b.csv']);

  const deletion = await client.transfers.plan({
    request: { verb: 'delete', source: { prefixes: [{ connectionId, bucket: 'to', prefix: 'copy/' }] } },
  });
  expect(deletion).toMatchObject({ effect: 'destroy', confirm: { kind: 'typed', text: 'delete 3' } });
  await expect(client.transfers.apply({ planId: deletion.id, confirm: 'delete' })).rejects.toMatchObject({
    error: { code: 'invalid_input' },
  });
  expect(await applied(made, deletion)).toMatchObject({ state: 'succeeded', counts: { succeeded: 3 } });
  // The folder goes with what was in it; the one that the connection names stays.
  expect(readdirSync(to)).toEqual([]);
  await until(async () => (await client.storage.find({ query: 'ext:csv' })).total === 0);

  const { records } = await client.audit.list({});
  expect(records.map(({ event }) => event)).toEqual(expect.arrayContaining(['run_started', 'target_ended', 'run_ended', 'apply_refused']));
  expect(await client.audit.verify({})).toMatchObject({ ok: true });
});

test('a download to a folder of this machine that is not there yet', async () => {
  const made = await world();
  const { client, connectionId } = made;
  const target = join(tempFolder(), 'new/inner');
  const plan = await client.transfers.plan({
    request: { verb: 'copy', source: { prefixes: [{ connectionId, bucket: 'from', prefix: '' }] }, target: { kind: 'file', path: target } },
  });
  expect(await applied(made, plan)).toMatchObject({ state: 'succeeded' });
  expect(readFileSync(join(target, 'a.txt'), 'utf8')).toBe('hello');
});

test('a read-only environment refuses every change of its buckets', async () => {
  const made = await world();
  const { client, connectionId } = made;
  const rules = [{ environment: 'frozen', by: 'name' as const, tag: '', pattern: 'to' }];
  await client.settings.set({ environments: { rules, guards: { frozen: 'read_only' } } });
  const request = {
    verb: 'copy' as const,
    source: { objects: [{ connectionId, bucket: 'from', key: 'a.txt' }] },
    target: { kind: 'bucket' as const, connectionId, bucket: 'to', prefix: '' },
  };
  await expect(client.transfers.plan({ request })).rejects.toMatchObject({ error: { code: 'forbidden' } });
});

test.each(['move', 'delete'] as const)('a chosen file is not taken away by %s', async (verb) => {
  const made = await world();
  const { client, connectionId, core, from } = made;
  const source = { files: { tokens: [core.grants.grantOpen(join(from, 'a.txt'))] } };
  const request =
    verb === 'move' ? { verb, source, target: { kind: 'bucket' as const, connectionId, bucket: 'to', prefix: '' } } : { verb, source };
  await expect(client.transfers.plan({ request })).rejects.toMatchObject({ error: { code: 'forbidden' } });
});

test('files of a folder that a browser sent keep their places in it, in one plan', async () => {
  const made = await world();
  const { client, connectionId, core, from, to } = made;
  const [one, two] = [core.grants.grantCopy(join(from, 'a.txt')), core.grants.grantCopy(join(from, 'sub/b.csv'))];
  const files = { tokens: [one, two], names: { [one]: 'photos/2024/ü 1.txt', [two]: 'photos/.env' } };
  const target = { kind: 'bucket' as const, connectionId, bucket: 'to', prefix: 'in/' };
  const plan = await client.transfers.plan({ request: { verb: 'copy', source: { files }, target } });
  expect(await applied(made, plan)).toMatchObject({ state: 'succeeded', counts: { succeeded: 2 } });
  expect(readFileSync(join(to, 'in/photos/2024/ü 1.txt'), 'utf8')).toBe('hello');
  expect(readFileSync(join(to, 'in/photos/.env'), 'utf8')).toBe('x,y\n1,2\n');
});

test('a folder that was chosen keeps its name where it is put', async () => {
  const made = await world();
  const { client, connectionId, core, from, to } = made;
  const token = core.grants.grantOpen(from);
  const target = { kind: 'bucket' as const, connectionId, bucket: 'to', prefix: '' };
  const plan = await client.transfers.plan({
    request: { verb: 'copy', source: { files: { tokens: [token], names: { [token]: 'mine' } } }, target },
  });
  expect(await applied(made, plan)).toMatchObject({ state: 'succeeded', counts: { succeeded: 3 } });
  expect(readFileSync(join(to, 'mine/sub/b.csv'), 'utf8')).toBe('x,y\n1,2\n');
});

test.each(['../up.txt', '/etc/passwd', 'a//b', 'a/./b', 'a/', ''])('a file cannot be given the name %j', async (name) => {
  const made = await world();
  const { client, connectionId, core, from } = made;
  const token = core.grants.grantOpen(join(from, 'a.txt'));
  const target = { kind: 'bucket' as const, connectionId, bucket: 'to', prefix: 'in/' };
  const request = { verb: 'copy' as const, source: { files: { tokens: [token], names: { [token]: name } } }, target };
  await expect(client.transfers.plan({ request })).rejects.toThrow(/without \. and \.\. in it/);
});

test('what is dragged out goes to a folder that the shell made, under one name at most', async () => {
  const folder = tempFolder();
  const shell = {
    kind: 'desktop' as const,
    chooseOpen: async () => [from],
    chooseSave: async () => null,
    makeDragFolder: async () => folder,
  };
  const from = tempFolder();
  const { client, core } = await testCore([local], { shell });
  const { token } = await client.files.dragFolder({ name: 'logs' });
  expect(core.grants.pathToSave(token)).toBe(join(folder, 'logs'));
  await expect(client.files.dragFolder({ name: '../x' })).rejects.toThrow(/without folders/);
  await expect(client.files.chooseSave({ suggestedName: '..', folder: 'named' })).rejects.toThrow(/without folders/);
  expect(await client.files.chooseOpen({ extensions: [], folders: true })).toMatchObject([{ bytes: 0 }]);
});

test('a screen cannot name paths', async () => {
  const made = await world();
  const headless = await testCore([local], {
    shell: { kind: 'headless', chooseOpen: async () => [], chooseSave: async () => null, makeDragFolder: async () => '' },
  });
  const request = {
    verb: 'copy' as const,
    source: { files: { paths: ['/etc/passwd'] } },
    target: { kind: 'bucket' as const, connectionId: made.connectionId, bucket: 'to', prefix: '' },
  };
  await expect(headless.client.transfers.plan({ request })).rejects.toMatchObject({ error: { code: 'forbidden' } });
});
