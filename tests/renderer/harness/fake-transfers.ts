import type { AppEvent } from '#shared/contract/events.ts';
import type { Services } from '#shared/contract/services.ts';
import { appError, failure } from '#shared/errors/app-error.ts';
import type {
  ItemState,
  PlanDiff,
  StoragePlan,
  StoragePlanItem,
  StorageRequest,
  Transfer,
  TransferItem,
  TransferState,
} from '#shared/model/transfer.ts';

const zero: Record<ItemState, number> = { waiting: 0, running: 0, succeeded: 0, failed: 0, skipped: 0, cancelled: 0 };
const slow = appError('rate_limited', 'S3 asked to slow down', { source: { requestId: 'ab12' } });

function transfer(id: string, state: TransferState, rest: Partial<Transfer>): Transfer {
  return {
    id,
    planId: `plan of ${id}`,
    verb: 'copy',
    title: 'Copy 120 items to retail-datalake',
    state,
    priority: 'normal',
    from: '12 files of this machine',
    to: 's3://retail-datalake/exports/',
    createdAt: Date.now() - 600_000,
    startedAt: Date.now() - 590_000,
    endedAt: null,
    counts: { ...zero, succeeded: 118, waiting: 2 },
    verified: 118,
    copied: 118,
    bytes: { done: 41_000_000_000, total: 52_000_000_000 },
    rate: 0,
    errors: [],
    waits: '',
    ...rest,
  };
}

const ended = { endedAt: Date.now() - 60_000 };

/** One in every state. */
export const fakeTransferList: Transfer[] = [
  transfer('t-running', 'running', { rate: 88_400_000, counts: { ...zero, succeeded: 60, running: 8, waiting: 52 } }),
  transfer('t-waits', 'running', {
    title: 'Move raw data/ to retail-analytics-eu',
    verb: 'move',
    waits: 'Waits for the bandwidth schedule until 18:00',
  }),
  transfer('t-queued', 'queued', {
    title: 'Delete 4,812 items of retail-backups',
    verb: 'delete',
    bytes: { done: 0, total: 0 },
    copied: 0,
    verified: 0,
    counts: { ...zero, waiting: 4812 },
  }),
  transfer('t-paused', 'paused', { title: 'Copy models/ to Exports' }),
  transfer('t-stopped', 'interrupted', { title: 'Copy invoices to retailstore/invoices' }),
  transfer('t-partial', 'partial', {
    ...ended,
    title: 'Copy 5,000 items to retail-website-assets',
    counts: { ...zero, succeeded: 4990, failed: 10 },
    copied: 4990,
    verified: 4990,
    errors: [slow],
  }),
  transfer('t-failed', 'failed', {
    ...ended,
    title: 'Copy weights.bin to models/',
    counts: { ...zero, failed: 1 },
    copied: 0,
    verified: 0,
    errors: [slow],
  }),
  transfer('t-done', 'succeeded', {
    ...ended,
    bytes: { done: 52e9, total: 52e9 },
    counts: { ...zero, succeeded: 120 },
    copied: 120,
    verified: 120,
  }),
  transfer('t-cancelled', 'cancelled', { ...ended, title: 'Copy logs to Exports', counts: { ...zero, succeeded: 3, cancelled: 40 } }),
];

const states: ItemState[] = ['failed', 'running', 'waiting', 'succeeded', 'skipped'];

function item(index: number): TransferItem {
  const state = states[Math.min(states.length - 1, Math.floor(index / 3))]!;
  return {
    index,
    does: 'copy',
    from: `/home/ops/exports/part-${index}.parquet`,
    to: `s3://retail-datalake/exports/part-${index}.parquet`,
    size: 1_200_000 * (index + 1),
    state,
    bytes: state === 'succeeded' ? 1_200_000 * (index + 1) : 400_000,
    attempts: state === 'failed' ? 5 : 1,
    error: state === 'failed' ? slow : null,
    verified: state === 'succeeded' ? 'CRC64NVME' : null,
    note: state === 'skipped' ? 'the same size and time' : '',
  };
}

const doing: Partial<Record<StorageRequest['verb'], StoragePlanItem['does']>> = {
  create_folder: 'folder',
  abort_uploads: 'abort_upload',
};

/** A sync of which every difference is there: new, changed, deleted and the same. */
function syncItems(request: Extract<StorageRequest, { verb: 'sync' }>): StoragePlanItem[] {
  const address = (side: typeof request.from | typeof request.to, name: string) =>
    side.kind === 'bucket' ? `s3://${side.bucket}/${side.prefix}${name}` : `/home/ops/${name}`;
  const day = 86_400_000;
  const modified = 1_790_000_000_000;
  const copied = (name: string, rest: Partial<StoragePlanItem>): Omit<StoragePlanItem, 'index'> => ({
    does: 'copy',
    from: address(request.from, name),
    to: address(request.to, name),
    size: 1_500_000,
    modified,
    skip: null,
    refusal: null,
    replaces: null,
    ...rest,
  });
  const deleted = copied('2024/old.log', {
    does: 'delete',
    from: address(request.to, '2024/old.log'),
    to: null,
    modified: modified - 400 * day,
  });
  const items = [
    copied('2025/new.parquet', {}),
    copied('2025/grown.csv', { replaces: { size: 1_200_000, modified: modified - day } }),
    copied('2025/touched.json', { replaces: { size: 1_500_000, modified: modified - 2 * day } }),
    copied('2025/same-a.csv', { skip: 'the same size and time' }),
    copied('2025/same-b.csv', { skip: 'the same size and time' }),
    ...(request.deleteExtra ? [deleted] : []),
  ];
  return items.map((one, index) => ({ ...one, index }));
}

function partOf({ refusal, skip, does, replaces }: StoragePlanItem): keyof PlanDiff {
  if (refusal) return 'refuse';
  if (skip !== null) return 'skip';
  if (does === 'delete') return 'delete';
  return replaces ? 'changed' : 'new';
}

function diffOf(items: StoragePlanItem[]): PlanDiff {
  const sum = (part: keyof PlanDiff) => {
    const own = items.filter((one) => partOf(one) === part);
    return { items: own.length, bytes: own.reduce((bytes, { size }) => bytes + size, 0) };
  };
  return { new: sum('new'), changed: sum('changed'), delete: sum('delete'), skip: sum('skip'), refuse: sum('refuse') };
}

function itemsOf(request: StorageRequest): StoragePlanItem[] {
  if (request.verb === 'sync') return syncItems(request);
  const does = doing[request.verb] ?? (request.verb as StoragePlanItem['does']);
  const source = 'source' in request ? request.source : null;
  const from = source
    ? [
        ...source.objects.map(({ key }) => key),
        ...source.prefixes.map(({ prefix }) => `${prefix}…`),
        ...source.files.tokens.map((token) => `file ${token}`),
      ]
    : [request.verb];
  const refusal = appError('invalid_input', 'The key is too long for the target', { hint: 'Shorten it.' });
  return from.map((name, index) => ({
    index,
    does,
    from: name,
    to: 'target' in request && request.target.kind === 'bucket' ? `${request.target.bucket}/${request.target.prefix}` : null,
    size: 1_500_000,
    modified: 1_700_000_000_000,
    skip: null,
    refusal: name.includes('long-') ? refusal : null,
    replaces: null,
  }));
}

let plans = 0;

function planOf(request: StorageRequest): StoragePlan {
  const items = itemsOf(request).toSorted((a, b) => Number(b.refusal !== null) - Number(a.refusal !== null));
  const refuse = items.filter(({ refusal }) => refusal !== null).length;
  const diff = diffOf(items);
  const skip = diff.skip.items;
  const act = items.length - refuse - skip;
  const destroy = request.verb === 'delete' || diff.delete.items > 0;
  const does: StoragePlan['does'] = {};
  for (const one of items) if (one.skip === null && !one.refusal) does[one.does] = (does[one.does] ?? 0) + 1;
  return {
    id: `splan-${++plans}`,
    verb: request.verb,
    title: `${request.verb.replaceAll('_', ' ')} ${items.length} items`,
    effect: destroy ? 'destroy' : 'change',
    createdAt: Date.now(),
    expiresAt: Date.now() + 600_000,
    state: 'open',
    transferId: null,
    counts: { act, skip, refuse },
    does,
    diff: ['copy', 'move', 'sync'].includes(request.verb) ? diff : null,
    total: items.length,
    bytes: act * 1_500_000,
    warnings: destroy ? ['Versioning is on: older versions stay and are charged.'] : [],
    monthly: [{ amount: destroy ? -12.5 : 3.2, currency: 'USD', basis: 'list prices of 2026-11-01' }],
    once: request.verb === 'restore' ? [{ amount: 0.03, currency: 'USD', basis: 'retrieval' }] : [],
    wait: request.verb === 'restore' ? '3 to 5 hours' : null,
    confirm: destroy && act > 1 ? { kind: 'typed', text: `delete ${act}`, why: 'Several objects are deleted.' } : { kind: 'click' },
    items,
  };
}

/** Plans and transfers as far as screens can tell them from real ones. */
export function fakeTransfers(empty: boolean, emit: (event: AppEvent) => void): Services['transfers'] {
  let list = empty ? [] : [...fakeTransferList];
  const made = new Map<string, StoragePlan>();
  const find = (id: string) => {
    const found = list.find((one) => one.id === id);
    if (!found) throw failure('not_found', 'There is no such transfer');
    return found;
  };
  const change = (id: string, part: Partial<Transfer>): Transfer => {
    list = list.map((one) => (one.id === id ? { ...one, ...part } : one));
    emit({ type: 'changed', tables: ['transfers'] });
    return find(id);
  };
  return {
    plan: ({ request }) => {
      const plan = planOf(request);
      made.set(plan.id, plan);
      return plan;
    },
    getPlan: ({ planId, show, text = '', offset, limit }) => {
      const plan = made.get(planId);
      if (!plan) throw failure('not_found', `There is no plan ${planId}`, { hint: 'Make it again.' });
      const items = plan.items.filter((one) => {
        const part = partOf(one);
        const acts = part !== 'skip' && part !== 'refuse';
        return (show === 'all' || show === part || (show === 'act' && acts)) && `${one.from} ${one.to}`.includes(text);
      });
      return { ...plan, items: items.slice(offset, offset + limit), total: items.length };
    },
    apply: ({ planId, confirm }) => {
      const plan = made.get(planId)!;
      if (plan.confirm.kind === 'typed' && plan.confirm.text !== confirm) throw failure('invalid_input', 'Other words are asked for');
      const next = transfer(`t-${planId}`, 'queued', { title: plan.title, verb: plan.verb, planId });
      made.set(planId, { ...plan, state: 'applied', transferId: next.id });
      list = [next, ...list];
      emit({ type: 'changed', tables: ['transfers'] });
      return next;
    },
    list: ({ offset, limit, unfinished }) => {
      const shown = unfinished ? list.filter(({ endedAt }) => endedAt === null) : list;
      return { transfers: shown.slice(offset, offset + limit), total: shown.length };
    },
    get: ({ transferId, offset, limit, state, text = '' }) => {
      const items = Array.from({ length: 120 }, (_, index) => item(index)).filter(
        (one) => (!state || one.state === state) && one.from!.includes(text),
      );
      return { transfer: find(transferId), items: items.slice(offset, offset + limit), total: items.length };
    },
    pause: ({ transferId }) => change(transferId, { state: 'paused' }),
    resume: ({ transferId }) => change(transferId, { state: 'running' }),
    cancel: ({ transferId }) => change(transferId, { state: 'cancelled', endedAt: Date.now() }),
    retry: ({ transferId }) => change(transferId, { state: 'queued', errors: [] }),
    prioritize: ({ transferId, priority }) => change(transferId, { priority }),
    clear: () => {
      const before = list.length;
      list = list.filter(({ endedAt }) => endedAt === null);
      emit({ type: 'changed', tables: ['transfers'] });
      return { removed: before - list.length };
    },
    export: () => ({ rows: 120 }),
  };
}
