import { randomUUID } from 'node:crypto';
import { AppFailure, failure, toAppError } from '#shared/errors/app-error.ts';
import type { StoragePlan, Transfer } from '#shared/model/transfer.ts';
import { confirms } from '../../actions/confirmation.ts';
import { isProcessSince, isThisProcessSince } from '../../platform/other-process.ts';
import type { StorageAuditor } from '../audit/storage-auditor.ts';
import type { StoredPlan } from '../transfers-api.ts';
import { addressOf } from './address.ts';
import { judgeRequest } from './judge-request.ts';
import { asksForEnvironments, environmentWords } from './plan-words.ts';
import type { PlannerParts } from './planner-parts.ts';
import { sidesOf } from './request-sides.ts';

interface Applying {
  parts: PlannerParts;
  auditor: StorageAuditor;
  confirm: string;
  signal: AbortSignal;
}

type Kept = StoredPlan['plan'];

function refuseClosed(plan: Kept, now: number): void {
  if (plan.state === 'applied') throw failure('conflict', 'The plan was applied already', { hint: `See transfer ${plan.transferId}.` });
  if (plan.expiresAt <= now) throw failure('conflict', 'The plan has expired', { hint: 'Make it again and review it.' });
}

function refuseUnconfirmed({ confirm }: Kept, text: string): void {
  if (confirms(confirm, text)) return;
  const hint = confirm.kind === 'typed' ? `Type ${confirm.text}` : 'This plan is confirmed by a click: no text is needed.';
  throw failure('invalid_input', 'The confirmation is not what the plan asks for', { hint });
}

async function refuseRejudged({ parts, signal }: Applying, { plan, request }: StoredPlan): Promise<void> {
  const environments = await judgeRequest(parts, request, signal);
  if (plan.counts.act === 0 || !asksForEnvironments(plan.confirm)) return;
  const now = environmentWords(environments, parts.settings.get().environments);
  if (JSON.stringify(now) === JSON.stringify(plan.confirm)) return;
  throw failure('conflict', 'The plan needs another confirmation now', {
    hint: 'Nothing was done. The rules for environments changed: make the plan again and confirm it.',
  });
}

/** `s3://bucket/a`, or how many there are. */
function sideText({ stores }: PlannerParts, sides: readonly Parameters<typeof addressOf>[1][]): string {
  const [first, ...others] = sides;
  if (!first) return '';
  const address = addressOf((connectionId) => stores.features(connectionId), first);
  return others.length > 0 ? `${address} and ${others.length} more` : address;
}

function newTransfer(parts: PlannerParts, { plan, request }: StoredPlan): Transfer {
  const { from, to } = sidesOf(request);
  const { act, skip, refuse } = plan.counts;
  const copies = (plan.does.copy ?? 0) + (plan.does.move ?? 0);
  return {
    id: `transfer-${randomUUID()}`,
    planId: plan.id,
    verb: plan.verb,
    title: plan.title,
    state: 'queued',
    priority: 'priority' in request ? request.priority : 'normal',
    from: sideText(parts, from),
    to: sideText(parts, to ? [to] : []),
    createdAt: parts.clock.now(),
    startedAt: null,
    endedAt: null,
    counts: { waiting: act, running: 0, succeeded: 0, failed: refuse, skipped: skip, cancelled: 0 },
    verified: 0,
    copied: copies,
    bytes: { done: 0, total: copies > 0 ? plan.bytes : 0 },
    rate: 0,
    errors: [],
    waits: '',
  };
}

/** One process writes that it began, and begins; one that was killed in between leaves the plan to the next. */
async function take({ transfers }: PlannerParts, { plan, taken }: StoredPlan): Promise<void> {
  const { plans } = await transfers.api();
  const held = taken && (isProcessSince(taken.pid, taken.since) || isThisProcessSince(taken.pid, taken.since));
  if (!held && (await plans.take({ planId: plan.id, fromPid: taken?.pid ?? null, pid: process.pid }))) return;
  throw failure('conflict', 'The plan is being applied already', { hint: 'Look at the transfers.' });
}

async function start(applying: Applying, stored: StoredPlan): Promise<Transfer> {
  const { parts, auditor } = applying;
  const api = await parts.transfers.api();
  const transfer = newTransfer(parts, stored);
  await take(parts, stored);
  try {
    // Nothing begins that is not written down: the record comes first.
    await auditor.started(transfer, stored);
    if (!(await api.transfers.begin({ transfer, pid: process.pid }))) throw failure('conflict', 'The plan was applied already');
  } catch (cause) {
    await api.plans.giveBack({ planId: transfer.planId, pid: process.pid });
    throw cause;
  }
  parts.events.changed('transfers');
  return parts.enqueue(transfer.id);
}

/** Checks a plan against the rules as they are now and puts it into the queue. What is refused is written down. */
export async function applyStoragePlan(applying: Applying, stored: StoredPlan): Promise<Transfer> {
  const plan: Pick<StoragePlan, 'id' | 'title' | 'verb'> = stored.plan;
  try {
    refuseClosed(stored.plan, applying.parts.clock.now());
    refuseUnconfirmed(stored.plan, applying.confirm);
    await refuseRejudged(applying, stored);
    return await start(applying, stored);
  } catch (cause) {
    if (cause instanceof AppFailure && cause.error.code !== 'cancelled') await applying.auditor.refused(plan, toAppError(cause));
    throw cause;
  }
}
