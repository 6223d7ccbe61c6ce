import { onTestFinished } from 'vitest';
import type { Groups } from '#core/threads/thread-api.ts';
import { firstRow } from '#core/transfers/store/item-rows.ts';
import { createTransfersStore } from '#core/transfers/store/transfers-store.ts';
import type { TransfersApi, WorkItem } from '#core/transfers/transfers-api.ts';
import type { StoragePlan, StorageRequest, Transfer } from '#shared/model/transfer.ts';
import { testKey } from './cache-key.ts';
import { tempFolder } from './temp-folder.ts';

type Methods = Record<string, Record<string, (...args: unknown[]) => unknown>>;

/** The transfers store in this thread with the interface it has from another one; closed when the test has ended. */
export function transfersHere(folder = tempFolder()): Groups<TransfersApi> {
  const store = createTransfersStore();
  store.store.open({ folder, key: testKey });
  onTestFinished(() => store.store.close());
  const methods = store as unknown as Methods;
  const group = (name: string) =>
    new Proxy(
      {},
      {
        get:
          (_, method) =>
          async (...args: unknown[]) =>
            structuredClone(methods[name]![method as string]!(...structuredClone(args))),
      },
    );
  return Object.fromEntries(Object.keys(store).map((name) => [name, group(name)])) as Groups<TransfersApi>;
}

const request: StorageRequest = {
  verb: 'copy',
  source: { objects: [], prefixes: [], files: { tokens: [], paths: [] } },
  target: { kind: 'bucket', connectionId: 'to', bucket: 'b', prefix: '' },
  conflict: 'different',
  priority: 'normal',
};

export function storagePlan(id: string, patch: Partial<StoragePlan> = {}): Omit<StoragePlan, 'items'> {
  return {
    id,
    verb: 'copy',
    title: `Copy ${id}`,
    effect: 'changes',
    createdAt: 0,
    expiresAt: 1_000,
    state: 'open',
    transferId: null,
    counts: { act: 0, skip: 0, refuse: 0 },
    does: {},
    bytes: 0,
    warnings: [],
    monthly: [],
    once: [],
    wait: null,
    confirm: { kind: 'click' },
    ...patch,
  } as Omit<StoragePlan, 'items'>;
}

export function newTransfer(id: string, patch: Partial<Transfer> = {}): Transfer {
  return {
    id,
    planId: `plan-${id}`,
    verb: 'copy',
    title: `Copy ${id}`,
    state: 'queued',
    priority: 'normal',
    from: 'from',
    to: 'to',
    createdAt: 0,
    startedAt: null,
    endedAt: null,
    counts: { waiting: 0, running: 0, succeeded: 0, failed: 0, skipped: 0, cancelled: 0 },
    verified: 0,
    copied: 0,
    bytes: { done: 0, total: 0 },
    rate: 0,
    errors: [],
    waits: '',
    ...patch,
  };
}

export function workItem(index: number, patch: Partial<WorkItem> = {}): WorkItem {
  const { size = 10 } = patch;
  const side = { bucket: 'b', key: `key-${index}`, versionId: null };
  return {
    index,
    does: 'copy',
    from: { ...side, connectionId: 'from', size, modified: 0, etag: '' },
    to: { ...side, connectionId: 'to' },
    size,
    skip: null,
    refusal: null,
    replaces: null,
    input: {},
    ...patch,
  };
}

/** Stores a plan with its items. */
export async function storePlan({ plans }: Groups<TransfersApi>, planId: string, items: WorkItem[]): Promise<void> {
  await plans.begin({ planId, request });
  await plans.add({ planId, rows: items.map(firstRow) });
  await plans.finish({ plan: storagePlan(planId) });
}

/** Stores a plan and the transfer made of it. */
export async function storeTransfer(
  api: Groups<TransfersApi>,
  items: WorkItem[],
  patch: Partial<Transfer> & { id: string },
): Promise<Transfer> {
  const transfer = newTransfer(patch.id, patch);
  await storePlan(api, transfer.planId, items);
  await api.transfers.begin({ transfer, pid: process.pid });
  return transfer;
}
