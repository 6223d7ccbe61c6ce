import { expect, test } from 'vitest';
import { openConnectionStore } from '#core/config/connection-store.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';

const fresh = { kind: 'aws', settings: {}, account: null, createdAt: 1, lastCheckAt: null, lastCheckError: null };

function setup(home = tempFolder()) {
  return { home, store: openConnectionStore({ home, onBad: () => expect.unreachable() }) };
}

test('gives short ids that stay', () => {
  const { home, store } = setup();
  const { id } = store.add({ ...fresh, name: 'Prod' });
  expect(id).toMatch(/^aws-[a-z0-9]{6}$/);
  expect(setup(home).store.get(id)).toMatchObject({ id, name: 'Prod' });
  expect(store.update(id, { name: 'Production' })).toMatchObject({ id, name: 'Production' });
});

test('refuses a name that is taken, whatever its case', () => {
  const { store } = setup();
  store.add({ ...fresh, name: 'Prod' });
  const { id } = store.add({ ...fresh, name: 'Test' });
  expect(() => store.add({ ...fresh, name: 'PROD' })).toThrow('named Prod');
  expect(() => store.update(id, { name: 'prod' })).toThrow('named Prod');
  expect(store.update(id, { name: 'TEST' }).name).toBe('TEST');
});

test('remembers the names of removed connections whose rows stay', () => {
  const { store } = setup();
  const kept = store.add({ ...fresh, name: 'Kept' });
  const gone = store.add({ ...fresh, name: 'Gone' });
  store.remove(kept.id, 5);
  store.remove(gone.id, null);
  expect(store.list()).toEqual([]);
  expect(store.removed()).toEqual([{ id: kept.id, kind: 'aws', name: 'Kept', removedAt: 5 }]);
  expect(() => store.get(kept.id)).toThrow(`no connection ${kept.id}`);
});

test('knows a home that was never changed', () => {
  const { home, store } = setup();
  expect(store.untouched()).toBe(true);
  store.remove(store.add({ ...fresh, name: 'One' }).id, null);
  expect(setup(home).store.untouched()).toBe(false);
});
