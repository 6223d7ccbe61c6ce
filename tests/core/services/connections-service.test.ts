import { expect, test } from 'vitest';
import { appError } from '#shared/errors/app-error.ts';
import { fakeProvider } from '#tests/helpers/fake-provider.ts';
import { testCore } from '#tests/helpers/test-core.ts';

async function setup() {
  const fake = fakeProvider();
  return { fake, ...(await testCore([fake.connector])) };
}

test('saves settings and keeps secrets out of sight', async () => {
  const { client } = await setup();
  const added = await client.connections.add({ kind: 'fake', name: 'One', settings: { level: 5 }, secrets: { password: 'hunter22' } });
  expect(added).toMatchObject({ name: 'One', settings: { level: 5 }, secretsSet: ['password'], account: null });
  expect(JSON.stringify(await client.connections.list({}))).not.toContain('hunter22');
});

test('refuses wrong settings and leaves nothing behind', async () => {
  const { client } = await setup();
  for (const settings of [{ unknown: 1 }, { level: 99 }, { mode: 'profile' }] as Record<string, string | number>[]) {
    await expect(client.connections.add({ kind: 'fake', name: 'One', settings })).rejects.toMatchObject({
      error: { code: 'invalid_input' },
    });
  }
  await expect(client.connections.add({ kind: 'none', name: 'One', settings: {} })).rejects.toMatchObject({ error: { code: 'not_found' } });
  expect(await client.connections.list({})).toEqual([]);
});

test('an update keeps secrets left out and removes emptied ones', async () => {
  const { client } = await setup();
  const { id } = await client.connections.add({ kind: 'fake', name: 'One', settings: {}, secrets: { password: 'hunter22' } });
  expect(await client.connections.update({ connectionId: id, name: 'Two' })).toMatchObject({ name: 'Two', secretsSet: ['password'] });
  expect(await client.connections.update({ connectionId: id, secrets: { password: '' } })).toMatchObject({ secretsSet: [] });
});

test('a check of a saved connection is remembered', async () => {
  const { client, fake, clock } = await setup();
  const { id } = await client.connections.add({ kind: 'fake', name: 'One', settings: {}, secrets: { password: 'hunter22' } });
  expect(await client.connections.check({ connectionId: id })).toMatchObject({ account: '4711', identity: 'with password' });
  expect(await client.connections.list({})).toMatchObject([{ account: '4711', lastCheckAt: clock.now(), lastCheckError: null }]);
  fake.failures = { check: [appError('auth_required', 'Expired')] };
  await expect(client.connections.check({ connectionId: id })).rejects.toMatchObject({ error: { message: 'Expired' } });
  expect(await client.connections.list({})).toMatchObject([{ account: '4711', lastCheckError: { message: 'Expired' } }]);
  expect(fake.asked).toEqual(['open', 'close', 'open', 'close']);
});

test('a draft is checked before it is saved', async () => {
  const { client } = await setup();
  const draft = { kind: 'fake', settings: {}, secrets: { password: 'hunter22' } };
  expect(await client.connections.check(draft)).toMatchObject({ identity: 'with password' });
  await expect(client.connections.check({ ...draft, settings: { level: 0 } })).rejects.toMatchObject({ error: { code: 'invalid_input' } });
  expect(await client.connections.list({})).toEqual([]);
});

test('removal keeps the rows reviewable unless they are to be forgotten', async () => {
  const { client, endOf } = await setup();
  const kept = await client.connections.add({ kind: 'fake', name: 'Kept', settings: {} });
  const gone = await client.connections.add({ kind: 'fake', name: 'Gone', settings: {}, secrets: { password: 'hunter22' } });
  await endOf(await client.sync.run({}));
  expect(await client.connections.remove({ connectionId: kept.id, forgetData: false })).toEqual({ removedRows: 0 });
  expect(await client.connections.remove({ connectionId: gone.id, forgetData: true })).toEqual({ removedRows: 4 });
  const { rows, problems } = await client.compute.query({});
  expect(new Set(rows.map(({ connectionId }) => connectionId))).toEqual(new Set([kept.id]));
  expect(problems).toMatchObject([{ connectionName: 'Kept', error: { message: expect.stringContaining('removed') } }]);
});

test('a vault that is not open refuses secrets and leaves no connection behind', async () => {
  const fake = fakeProvider();
  const { client } = await testCore([fake.connector], { vaultBackend: null });
  const adding = client.connections.add({ kind: 'fake', name: 'One', settings: {}, secrets: { password: 'hunter22' } });
  await expect(adding).rejects.toMatchObject({ error: { code: 'auth_required', fix: { kind: 'choose_vault' } } });
  expect(await client.connections.list({})).toEqual([]);
  expect(await client.connections.add({ kind: 'fake', name: 'One', settings: {} })).toMatchObject({ name: 'One' });
});
