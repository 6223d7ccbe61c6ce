import { type AppError, AppFailure, toAppError } from '#shared/errors/app-error.ts';
import type { Actor, ApplyResult, Plan } from '#shared/model/action.ts';
import type { Schedule } from '#shared/model/schedule.ts';
import { errorText, firstRefusal, leftByPlan, outcomeOf, runText, sentence } from './explain.ts';
import { keyOf } from './holds.ts';
import { keepOutcomes, type Outcome, writeOutcomes } from './schedule-log.ts';
import { graceMs, type ScheduleParts } from './schedule-parts.ts';
import type { StoredSchedule } from './schedule-store.ts';
import { sortTargets } from './sort-targets.ts';
import { type Due, holidayOf } from './upcoming.ts';

/** `later`: the provider could not be reached and there is time for another try. */
type Attempt = { ended: Omit<Outcome, 'due'> } | { started: string; why: string } | { later: AppError };

interface Turn {
  parts: ScheduleParts;
  stored: StoredSchedule;
  due: Due;
  signal: AbortSignal;
}

function actorOf({ parts, stored }: Turn): Actor {
  const { host, via } = parts.audit.person();
  return { kind: 'schedule', name: stored.schedule.name, host, via };
}

const write = ({ parts, stored, due }: Turn, outcome: Omit<Outcome, 'due'>) => writeOutcomes(parts, stored.schedule, [{ due, ...outcome }]);

function ofError(error: AppError, leftOut: string): Attempt {
  return { ended: { outcome: outcomeOf(error), why: sentence([errorText(error), leftOut]), error } };
}

function nothingToDo(plan: Plan, leftOut: string): Attempt {
  const error = firstRefusal(plan);
  const outcome = error && plan.counts.skip === 0 ? outcomeOf(error) : 'skipped';
  return { ended: { outcome, why: sentence([`nothing to do: ${leftByPlan(plan)}`, leftOut]), ...(error && { error }) } };
}

/** A plan whose machines changed since it was made is made anew once: what was agreed to is the schedule, not the plan. */
async function applyTwice(turn: Turn, plan: Plan): Promise<ApplyResult> {
  const { parts, signal } = turn;
  const apply = (planId: string) => parts.actions.apply({ planId, confirm: { approved: true }, actor: actorOf(turn) }, signal);
  const first = await apply(plan.id);
  return first.started || first.plan.counts.act === 0 ? first : apply(first.plan.id);
}

/** Once it is written down that this time was dealt with, there is no other try, not even for want of a network. */
function afterClaim({ signal }: Turn, cause: unknown): { failed: AppError } {
  if (signal.aborted || !(cause instanceof AppFailure)) throw cause;
  return { failed: cause.error };
}

async function applied(turn: Turn, plan: Plan, leftOut: string): Promise<Attempt> {
  const why = sentence([leftByPlan(plan), leftOut]);
  // Written before the call: a console that dies in between must not do it a second time.
  const dead = { due: turn.due, outcome: 'failed' as const, why: 'the console ended while it ran; the runs say how far it came' };
  await keepOutcomes(turn.parts, turn.stored.schedule, [dead]);
  const result = await applyTwice(turn, plan).catch((cause: unknown) => afterClaim(turn, cause));
  if ('failed' in result) return ofError(result.failed, why);
  if (!result.started) return result.plan.counts.act === 0 ? nothingToDo(result.plan, leftOut) : ofError(result.error, why);
  return { started: result.run.id, why };
}

async function attempt(turn: Turn): Promise<Attempt> {
  const { parts, stored, due, signal } = turn;
  const holiday = holidayOf(stored.schedule, due);
  if (holiday !== null) return { ended: { outcome: 'skipped', why: `holiday: ${holiday}` } };
  let leftOut = '';
  try {
    const sorted = await sortTargets(parts, stored, parts.clock.now());
    ({ leftOut } = sorted);
    if (sorted.act.length === 0) return { ended: { outcome: 'skipped', why: leftOut } };
    const plan = await parts.actions.plan({ action: due.action, targets: sorted.act.map(keyOf), input: {} }, signal);
    return plan.counts.act === 0 ? nothingToDo(plan, leftOut) : await applied(turn, plan, leftOut);
  } catch (cause) {
    if (signal.aborted) throw cause;
    const error = toAppError(cause);
    if (!(cause instanceof AppFailure)) parts.logger.error('a schedule failed', { schedule: stored.schedule.id, cause });
    const inTime = parts.clock.now() - due.at < graceMs;
    return error.code === 'offline' && inTime ? { later: error } : ofError(error, leftOut);
  }
}

/** Adds to the history how the run ended. Waits as long as it takes. */
async function follow(turn: Turn, runId: string, why: string): Promise<void> {
  const run = await turn.parts.actions.ended(runId, turn.signal);
  const failed = run.state === 'failed';
  await write(turn, { outcome: failed ? 'failed' : 'ran', why: sentence([runText(run), why]), runId });
}

/** Why a due time has to wait, or null when it is dealt with. */
export async function runDue(turn: Turn, followed: (end: Promise<void>) => void): Promise<string | null> {
  const result = await attempt(turn);
  if ('later' in result) return errorText(result.later);
  if ('ended' in result) {
    await write(turn, result.ended);
    return null;
  }
  await write(turn, { outcome: 'ran', why: result.why, runId: result.started });
  followed(follow(turn, result.started, result.why));
  return null;
}

/** What is said of times at which no console could run them. */
export function missedOutcome(schedule: Schedule, due: Due, waited: string | undefined): Outcome {
  const holiday = holidayOf(schedule, due);
  const why = holiday === null ? (waited ?? 'the console was not open at the time (closed, locked or asleep)') : `holiday: ${holiday}`;
  return { due, outcome: 'skipped', why };
}
