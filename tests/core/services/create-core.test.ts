import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { HostShell } from '#core/ports.ts';
import { contract } from '#shared/contract/services.ts';
import { failure } from '#shared/errors/app-error.ts';
import { until } from '#tests/helpers/fake-clock.ts';
import { fakeProvider } from '#tests/helpers/fake-provider.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';
import { testCore } from '#tests/helpers/test-core.ts';

const unsupported = () => Promise.reject(failure('unsupported'));
const desktop: HostShell = { kind: 'desktop', chooseOpen: unsupported, chooseSave: unsupported, makeDragFolder: unsupported };
const demo = () => fakeProvider({ kind: 'demo', title: 'Demo', capabilities: ['compute'] });

test('implements every method of the contract', async () => {
  const { core } = await testCore([]);
  const services = core.services as unknown as Record<string, Record<string, unknown>>;
  for (const [service, methods] of Object.entries(contract)) {
    for (const name of Object.keys(methods)) expect(services[service]?.[name], `${service}.${name}`).toBeTypeOf('function');
  }
});

test('the first start on a desktop shows the demo organisation at once', async () => {
  const fake = demo();
  const { client, ended } = await testCore([fake.connector], { shell: desktop, schedule: true });
  expect(await client.connections.list({})).toMatchObject([{ kind: 'demo', name: 'Demo organisation' }]);
  await until(() => ended().length === 1);
  expect((await client.compute.query({})).total).toBe(4);
});

test('a removed demo organisation stays away', async () => {
  const home = tempFolder();
  const first = await testCore([demo().connector], { shell: desktop, home });
  const [seeded] = await first.client.connections.list({});
  await first.client.connections.remove({ connectionId: seeded!.id, forgetData: true });
  await first.core.close();
  const second = await testCore([demo().connector], { shell: desktop, home });
  expect(await second.client.connections.list({})).toEqual([]);
});

test('the command line gets no demo organisation by itself', async () => {
  const { client } = await testCore([demo().connector]);
  expect(await client.connections.list({})).toEqual([]);
});

test('starts with a locked vault, answers what needs no cache, and goes on after unlock', async () => {
  const home = tempFolder();
  const fake = fakeProvider();
  const vault = { vaultBackend: 'passphrase' as const, passphrase: 'a long passphrase' };
  const first = await testCore([fake.connector], { home, ...vault });
  await first.client.connections.add({ kind: 'fake', name: 'One', settings: {}, secrets: { password: 'hunter22' } });
  await first.endOf(await first.client.sync.run({}));
  await first.core.close();

  const { client, events } = await testCore([fake.connector], { home, ...vault, passphrase: null });
  expect(await client.vault.status({})).toMatchObject({ state: 'locked' });
  expect(await client.settings.get({})).toMatchObject({ theme: 'system' });
  expect(await client.jobs.list({})).toEqual([]);
  await expect(client.compute.query({})).rejects.toMatchObject({ error: { code: 'auth_required', fix: { kind: 'choose_vault' } } });
  await expect(client.vault.unlock({ passphrase: 'a wrong passphrase' })).rejects.toMatchObject({ error: { code: 'auth_required' } });
  expect(await client.vault.unlock({ passphrase: 'a long passphrase' })).toMatchObject({ state: 'open' });
  expect((await client.compute.query({})).total).toBe(4);
  expect(events).toContainEqual(expect.objectContaining({ type: 'changed', tables: expect.arrayContaining(['vault', 'machines']) }));
});

test('keeps a settings file that it cannot read and starts with the defaults', async () => {
  const home = tempFolder();
  writeFileSync(join(home, 'settings.json'), '{"theme":');
  writeFileSync(join(home, 'connections.json'), '[]');
  const { client, events } = await testCore([], { home });
  expect(await client.settings.get({})).toMatchObject({ theme: 'system' });
  expect(await client.connections.list({})).toEqual([]);
  expect(existsSync(join(home, 'settings.json.bad-1'))).toBe(true);
  expect(existsSync(join(home, 'connections.json.bad-1'))).toBe(true);
  const notices = events.flatMap((event) => (event.type === 'notice' ? [event.message] : []));
  expect(notices.join(' ')).toContain('settings.json.bad-1');
});

test('settings merge by top-level key and reach the cache', async () => {
  const { client, events } = await testCore([]);
  await client.settings.set({ theme: 'dark' });
  await client.settings.set({ cache: { maxMegabytes: 100, keepCostMonths: 3 } });
  expect(await client.settings.get({})).toMatchObject({ theme: 'dark', cache: { maxMegabytes: 100, keepCostMonths: 3 } });
  expect(await client.app.cacheStatus({})).toMatchObject({ maxBytes: 100 * 1_048_576, encrypted: true });
  expect(events).toContainEqual({ type: 'changed', tables: ['settings'] });
});

test('closes while a read hangs', async () => {
  const fake = fakeProvider();
  fake.beforePage = () => new Promise(() => undefined);
  const { client, core, events } = await testCore([fake.connector]);
  await client.connections.add({ kind: 'fake', name: 'One', settings: {} });
  const [job] = await client.sync.run({});
  await core.close();
  expect(events.findLast((event) => event.type === 'progress')).toMatchObject({ job: { id: job!.id, state: 'interrupted' } });
});
