import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { mayBeUnfinished } from '#core/transfers/store/idle-mark.ts';
import { createTransfersAccess } from '#core/transfers/store/transfers-access.ts';
import { createTransfersStore } from '#core/transfers/store/transfers-store.ts';
import { testKey } from '#tests/helpers/cache-key.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';
import { storeTransfer, transfersHere, workItem } from '#tests/helpers/transfers.ts';

const { pid } = process;

test('nothing has to be looked at in a new home, nor after everything has ended', async () => {
  const folder = tempFolder();
  expect(mayBeUnfinished(folder)).toBe(false);
  const { transfers } = transfersHere(folder);
  expect(mayBeUnfinished(folder)).toBe(true);
  expect(await transfers.unfinished()).toEqual([]);
  expect(mayBeUnfinished(folder)).toBe(false);
});

test('a transfer that begins takes the mark away, and it comes back at the end of the last', async () => {
  const folder = tempFolder();
  const api = transfersHere(folder);
  await api.transfers.unfinished();
  const transfer = await storeTransfer(api, [workItem(0)], { id: 't' });
  expect(mayBeUnfinished(folder)).toBe(true);
  expect(await api.transfers.unfinished()).toHaveLength(1);
  expect(mayBeUnfinished(folder)).toBe(true);
  await api.transfers.update({ transfer: { ...transfer, state: 'succeeded', endedAt: 5 }, pid });
  await api.transfers.unfinished();
  expect(mayBeUnfinished(folder)).toBe(false);
});

test('a console that ends leaves the mark for the next', () => {
  const folder = tempFolder();
  const { store } = createTransfersStore();
  store.open({ folder, key: testKey });
  store.close();
  expect(mayBeUnfinished(folder)).toBe(false);
  rmSync(join(folder, 'transfers-idle'));
  expect(mayBeUnfinished(folder)).toBe(true);
});

test('the thread of a home without unfinished transfers is not opened to say so', async () => {
  const home = tempFolder();
  mkdirSync(join(home, 'operations'));
  let opened = 0;
  const api = transfersHere(join(home, 'operations'));
  await api.transfers.unfinished();
  const openThread = () => {
    opened += 1;
    return { api, close: async () => undefined };
  };
  const access = createTransfersAccess({ home, key: async () => testKey, openThread });
  onTestFinished(() => access.close());
  expect(access.mayBeUnfinished()).toBe(false);
  expect(opened).toBe(0);
  expect(existsSync(join(home, 'operations', 'transfers-idle'))).toBe(true);
});
