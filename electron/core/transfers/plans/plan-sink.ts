import type { PlanDiff, StoragePlan } from '#shared/model/transfer.ts';
import type { Groups } from '../../threads/thread-api.ts';
import { firstRow } from '../store/item-rows.ts';
import type { Endpoint, NewRow, TransfersApi, WorkItem } from '../transfers-api.ts';
import type { Draft } from './draft.ts';
import { lastName } from './roots.ts';

const pageSize = 2_000;
/** Places of items that come behind all others begin here: they need not be held until the others are known. */
const lastFrom = 1_000_000_000;

/** Objects of one bucket and class that something is done to. */
export interface ClassSum {
  place: Pick<Endpoint, 'connectionId' | 'bucket'>;
  does: WorkItem['does'];
  storageClass: string;
  /** Class that it moves to, or tier that it is restored by. */
  to: string | null;
  objects: number;
  bytes: number;
  /** The same by day of the last change, days since 1970. */
  days: Map<number, { objects: number; bytes: number }>;
}

/** What a plan comes to. */
export interface Tally {
  counts: StoragePlan['counts'];
  does: StoragePlan['does'];
  bytes: number;
  diff: PlanDiff;
  /** Targets that exist and would be replaced. */
  replaced: number;
  /** Buckets that would be written to. */
  written: Map<string, Pick<Endpoint, 'connectionId' | 'bucket'>>;
  /** Name of the first object that something is done to. */
  first: string;
  refusals: NonNullable<WorkItem['refusal']>[];
  classes: Map<string, ClassSum>;
}

const dayMs = 86_400_000;
const priced = new Set<WorkItem['does']>(['storage_class', 'restore', 'delete']);

function addClass({ classes }: Tally, { does, from, storageClass, input }: Draft): void {
  if (!from || !priced.has(does) || storageClass === undefined) return;
  const to = input.storageClass ?? input.tier ?? null;
  const key = JSON.stringify([from.connectionId, from.bucket, does, storageClass]);
  const place = { connectionId: from.connectionId, bucket: from.bucket };
  const sum = classes.get(key) ?? { place, does, storageClass, to, objects: 0, bytes: 0, days: new Map() };
  sum.objects += 1;
  sum.bytes += from.size;
  const day = Math.floor(from.modified / dayMs);
  const same = sum.days.get(day) ?? { objects: 0, bytes: 0 };
  sum.days.set(day, { objects: same.objects + 1, bytes: same.bytes + from.size });
  classes.set(key, sum);
}

/** Buckets that an item writes to: the target, and the source where it is changed. */
function writes({ does, from, to }: Draft): Pick<Endpoint, 'connectionId' | 'bucket'>[] {
  return [to, does === 'copy' ? null : from].filter((side) => side !== null).map(({ connectionId, bucket }) => ({ connectionId, bucket }));
}

function addActing(tally: Tally, draft: Draft): void {
  tally.counts.act += 1;
  tally.does[draft.does] = (tally.does[draft.does] ?? 0) + 1;
  // What a sync deletes is no part of what it moves.
  if (!draft.last) tally.bytes += draft.size || (draft.from?.size ?? 0);
  tally.replaced += draft.replaces ? 1 : 0;
  if (tally.first === '') tally.first = lastName(draft.from?.key || draft.to?.key || draft.from?.bucket || '');
  for (const place of writes(draft)) tally.written.set(JSON.stringify([place.connectionId, place.bucket]), place);
  addClass(tally, draft);
}

/** What becomes of an item, as a difference of the two sides. */
function differenceOf({ refusal, skip, does, replaces }: Draft): keyof PlanDiff {
  if (refusal) return 'refuse';
  if (skip !== null) return 'skip';
  if (does === 'delete') return 'delete';
  return replaces ? 'changed' : 'new';
}

function count(tally: Tally, draft: Draft): void {
  const sum = tally.diff[differenceOf(draft)];
  sum.items += 1;
  sum.bytes += draft.size || (draft.from?.size ?? 0);
  if (draft.refusal) {
    tally.counts.refuse += 1;
    if (tally.refusals.length < 100) tally.refusals.push(draft.refusal);
  } else if (draft.skip === null) addActing(tally, draft);
  else tally.counts.skip += 1;
}

/** Puts the items of a plan into the store, page by page, and sums them up. */
export async function storeDrafts(api: Groups<TransfersApi>, planId: string, drafts: AsyncIterable<Draft>): Promise<Tally> {
  const counts = { act: 0, skip: 0, refuse: 0 };
  const none = () => ({ items: 0, bytes: 0 });
  const diff: PlanDiff = { new: none(), changed: none(), delete: none(), skip: none(), refuse: none() };
  const tally: Tally = { counts, does: {}, bytes: 0, diff, replaced: 0, written: new Map(), first: '', refusals: [], classes: new Map() };
  let next = 0;
  let nextLast = lastFrom;
  let page: NewRow[] = [];
  let sent: Promise<void> = Promise.resolve();
  const flush = async () => {
    const rows = page;
    page = [];
    await sent;
    // The next page is made while this one is written.
    sent = rows.length > 0 ? api.plans.add({ planId, rows }) : Promise.resolve();
    sent.catch(() => undefined);
  };
  for await (const draft of drafts) {
    count(tally, draft);
    const { storageClass: _, last, ...item } = draft;
    page.push(firstRow({ ...item, index: last ? nextLast++ : next++ }));
    if (page.length >= pageSize) await flush();
  }
  await flush();
  await sent;
  return tally;
}
