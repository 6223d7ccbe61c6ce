import { expect, test } from 'vitest';
import type { Session } from '#connectors/sdk.ts';
import type { ConnectionStore } from '#core/config/connection-store.ts';
import type { Sessions } from '#core/services/sessions.ts';
import { createStores } from '#core/storage/stores.ts';
import type { Vault } from '#core/vault/vault.ts';
import { failure } from '#shared/errors/app-error.ts';
import type { StorageFeatures } from '#shared/model/storage.ts';
import { fakeClock } from '#tests/helpers/fake-clock.ts';
import { createMemoryStore } from '#tests/helpers/memory-store.ts';

const features = { scheme: 's3' } as StorageFeatures;

function world({ objects = true, fails = 0 } = {}) {
  const clock = fakeClock();
  const log: string[] = [];
  let failing = fails;
  const store = createMemoryStore();
  const sessions = {
    manifest: (kind: string) => ({ kind, ...(kind === 'bucketed' && { storage: features }) }),
    async open() {
      log.push('open');
      if (failing-- > 0) throw failure('auth_required', 'no');
      return { ...(objects && { objects: store }), close: async () => void log.push('close') } as unknown as Session;
    },
  } as unknown as Sessions;
  const connections = {
    get: (id: string) => ({ id, name: id, kind: id === 'plain' ? 'plain' : 'bucketed', settings: {} }),
  } as unknown as ConnectionStore;
  const vault = { secrets: { get: async () => null } } as unknown as Vault;
  const stores = createStores({ sessions, connections, vault, clock, local: { store, features } });
  return { stores, log, clock };
}

test('one session serves all users of a connection, and stays open between them', async () => {
  const { stores, log } = world();
  const [first, second] = await Promise.all([stores.open('a'), stores.open('a')]);
  first.release();
  second.release();
  await stores.use('a', async () => undefined);
  expect(log).toEqual(['open']);
  await stores.close();
  expect(log).toEqual(['open', 'close']);
});

test('changed connections are opened anew; what is in use ends first', async () => {
  const { stores, log } = world();
  const lent = await stores.open('a');
  stores.forget();
  await stores.use('a', async () => undefined);
  expect(log).toEqual(['open', 'open']);
  lent.release();
  lent.release();
  await stores.close();
  expect(log.filter((one) => one === 'close')).toHaveLength(2);
});

test('an unused session is closed when another is asked for after a minute', async () => {
  const { stores, log, clock } = world();
  await stores.use('a', async () => undefined);
  await clock.advance(61_000);
  await stores.use('b', async () => undefined);
  expect(log).toContain('close');
  await stores.close();
  expect(log.filter((one) => one === 'close')).toHaveLength(2);
});

test('a sign-in that failed is tried anew by the next', async () => {
  const { stores, log } = world({ fails: 1 });
  await expect(stores.open('a')).rejects.toMatchObject({ error: { code: 'auth_required' } });
  await stores.use('a', async () => undefined);
  expect(log).toEqual(['open', 'open']);
});

test('connections without storage say so', async () => {
  const { stores } = world({ objects: false });
  await expect(stores.open('plain')).rejects.toMatchObject({
    error: { code: 'unsupported', message: expect.stringContaining('no storage') },
  });
  await expect(stores.open('a')).rejects.toMatchObject({ error: { code: 'unsupported', hint: expect.stringContaining('settings') } });
});
