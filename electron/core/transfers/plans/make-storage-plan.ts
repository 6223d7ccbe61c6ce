import { randomUUID } from 'node:crypto';
import { AppFailure, failure } from '#shared/errors/app-error.ts';
import type { StorageRequest } from '#shared/model/transfer.ts';
import type { StoredPlan } from '../transfers-api.ts';
import { planAbortUploads, planFolder } from './bucket-plan.ts';
import { planChanges } from './change-plan.ts';
import { planCopies } from './copy-plan.ts';
import { planDeletions } from './delete-plan.ts';
import { keepsVersions } from './deletion.ts';
import type { Draft } from './draft.ts';
import { judgeRequest } from './judge-request.ts';
import { planLifecycle } from './lifecycle-plan.ts';
import { planCosts } from './plan-costs.ts';
import { storeDrafts, type Tally } from './plan-sink.ts';
import { planConfirmation, planTitle } from './plan-words.ts';
import type { PlannerParts } from './planner-parts.ts';
import { beginPlanning, type Planning } from './planning.ts';
import { planSync } from './sync-plan.ts';
import { planRestoreVersions, planUndelete } from './version-plan.ts';

const lifetimeMs = 15 * 60_000;
const twoSided = new Set<StorageRequest['verb']>(['copy', 'move', 'sync']);
const keepExpiredMs = 24 * 3_600_000;

function draftsOf(planning: Planning, request: StorageRequest): AsyncIterable<Draft> {
  switch (request.verb) {
    case 'copy':
    case 'move':
      return planCopies(planning, request);
    case 'sync':
      return planSync(planning, request);
    case 'delete':
      return planDeletions(planning, request);
    case 'create_folder':
      return planFolder(planning, request);
    case 'properties':
    case 'tags':
    case 'storage_class':
    case 'restore':
    case 'access':
      return planChanges(planning, request);
    case 'restore_version':
      return planRestoreVersions(planning, request);
    case 'undelete':
      return planUndelete(planning, request);
    case 'abort_uploads':
      return planAbortUploads(planning, request);
    default:
      return planLifecycle(planning, request);
  }
}

/** Nobody can confirm a plan that does nothing for anything: its reason is the answer. */
function refuseEmpty({ counts, refusals }: Tally): void {
  const [first] = refusals;
  if (!first || counts.act + counts.skip > 0) return;
  if (counts.refuse === 1) throw new AppFailure(first);
  if (refusals.every(({ code }) => code === first.code))
    throw new AppFailure({ ...first, message: `${first.message} (all ${counts.refuse} objects)` });
  throw failure('invalid_input', `Refused for all ${counts.refuse} objects`, {
    hint: [...new Set(refusals.map(({ message }) => message))].slice(0, 3).join('; '),
  });
}

/** What replaces what is there: where no versions are kept, the old contents are gone. */
async function noteReplaced(planning: Planning, { replaced, written }: Tally): Promise<void> {
  if (replaced === 0) return;
  const kept = await Promise.all([...written.values()].map((place) => keepsVersions(planning, place)));
  const fate = kept.every(Boolean) ? 'what is there now stays as older versions' : 'what is there now is not kept';
  planning.warn(
    `${replaced === 1 ? 'One object' : `${replaced} objects`} at the target ${replaced === 1 ? 'is' : 'are'} replaced: ${fate}.`,
  );
}

interface Planned {
  request: StorageRequest;
  tally: Tally;
  environments: string[];
}

async function assemble(planning: Planning, { request, tally, environments }: Planned): Promise<Omit<StoredPlan['plan'], 'id'>> {
  const { clock, settings } = planning.parts;
  await noteReplaced(planning, tally);
  const costs = await planCosts(planning, tally, request.verb === 'restore' ? request.days : 0);
  const createdAt = clock.now();
  const rules = settings.get().environments;
  return {
    verb: request.verb,
    title: planTitle(request, tally),
    effect: planning.destroys && tally.counts.act > 0 && destroysSomething(request, tally) ? 'destroy' : 'change',
    createdAt,
    expiresAt: createdAt + lifetimeMs,
    state: 'open',
    transferId: null,
    counts: tally.counts,
    does: tally.does,
    bytes: tally.bytes,
    diff: twoSided.has(request.verb) ? tally.diff : null,
    warnings: planning.warnings(),
    ...costs,
    wait: planning.wait,
    confirm: planConfirmation({ request, tally, destroys: planning.destroys, deleting: planning.deletingRules, environments, rules }),
  };
}

function destroysSomething({ verb }: StorageRequest, { does }: Tally): boolean {
  return verb !== 'sync' || (does.delete ?? 0) > 0;
}

/** Reads both sides and keeps the plan; changes nothing anywhere. */
export async function makeStoragePlan(parts: PlannerParts, request: StorageRequest, signal: AbortSignal): Promise<StoredPlan['plan']> {
  const planning = beginPlanning(parts, signal);
  try {
    const environments = await judgeRequest(parts, request, signal);
    const api = await parts.transfers.api();
    const id = `plan-${randomUUID()}`;
    await api.plans.begin({ planId: id, request });
    const tally = await storeDrafts(api, id, draftsOf(planning, request));
    refuseEmpty(tally);
    const plan = { id, ...(await assemble(planning, { request, tally, environments })) };
    await api.plans.finish({ plan });
    await api.plans.prune({ before: parts.clock.now() - keepExpiredMs });
    return plan;
  } finally {
    planning.close();
  }
}
