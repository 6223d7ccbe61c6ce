import { failure } from '#shared/errors/app-error.ts';
import type { StoragePlan, StoragePlanItem, StorageRequest, Transfer } from '#shared/model/transfer.ts';
import { createStorageAuditor } from '../audit/storage-auditor.ts';
import type { PlanItemsPage, StoredPlan, WorkItem } from '../transfers-api.ts';
import { addressOf } from './address.ts';
import { applyStoragePlan } from './apply-storage-plan.ts';
import { makeStoragePlan } from './make-storage-plan.ts';
import type { PlannerParts } from './planner-parts.ts';

/** Plan → review → confirm → queue → audit, for every change of stored objects. */
export interface StoragePlanner {
  /** Reads both sides and says what would be done; changes nothing. */
  plan(request: StorageRequest, signal: AbortSignal): Promise<StoragePlan>;
  /** A plan as it was made, with its state as of now and some of its items. Throws `not_found`. */
  get(planId: string, page: ItemsPage): Promise<StoragePlan>;
  /** Puts a plan into the queue. Throws `conflict` for one that is applied or expired, `invalid_input` for other words than it asks for. */
  apply(request: { planId: string; confirm: string }, signal: AbortSignal): Promise<Transfer>;
}

type ItemsPage = Omit<PlanItemsPage, 'planId'>;

const firstItems = 100;

async function storedPlan({ transfers, clock }: PlannerParts, planId: string): Promise<StoredPlan> {
  const stored = await (await transfers.api()).plans.get({ planId });
  if (!stored)
    throw failure('not_found', `There is no plan ${planId}`, { hint: 'Plans that were not applied are kept for a day. Make it again.' });
  const { plan } = stored;
  return plan.state === 'open' && plan.expiresAt <= clock.now() ? { ...stored, plan: { ...plan, state: 'expired' } } : stored;
}

function planItem({ stores }: PlannerParts, item: WorkItem): StoragePlanItem {
  const { index, does, from, to, size, skip, refusal, replaces } = item;
  const address = (side: WorkItem['to']) => side && addressOf((connectionId) => stores.features(connectionId), side);
  return {
    index,
    does,
    from: address(from),
    to: address(to),
    size: size || (from?.size ?? 0),
    modified: from?.modified || null,
    skip,
    refusal,
    replaces,
  };
}

async function withItems(parts: PlannerParts, plan: StoredPlan['plan'], page: ItemsPage): Promise<StoragePlan> {
  const { items, total } = await (await parts.transfers.api()).plans.items({ planId: plan.id, ...page });
  return { ...plan, items: items.map((item) => planItem(parts, item)), total };
}

/** See `StoragePlanner`. */
export function createStoragePlanner(parts: PlannerParts): StoragePlanner {
  const auditor = createStorageAuditor(parts);
  return {
    async plan(request, signal) {
      const plan = await makeStoragePlan(parts, request, signal);
      return withItems(parts, plan, { offset: 0, limit: firstItems });
    },
    get: async (planId, page) => withItems(parts, (await storedPlan(parts, planId)).plan, page),
    apply: async ({ planId, confirm }, signal) => applyStoragePlan({ parts, auditor, confirm, signal }, await storedPlan(parts, planId)),
  };
}
