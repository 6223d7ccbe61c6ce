import { type AppError, appError } from '#shared/errors/app-error.ts';
import type { PlanStep } from '#shared/model/action.ts';
import type { Machine } from '#shared/model/machine.ts';
import type { StepAccepted, StepCall } from '../capabilities/actions.ts';
import type { JournalMark } from '../operations/operations-api.ts';
import { describeError } from './action-errors.ts';
import { bounded } from './bounded.ts';
import { recheck } from './recheck.ts';
import { hasEnded } from './run-counts.ts';
import { type ConnectionWork, Left, laneOf, TargetEnd, type WorkTarget } from './run-work.ts';

/** What is known after a call was sent, or was kept from being sent. */
export type Sent =
  | { kind: 'accepted'; accepted: StepAccepted }
  /** It may have been carried out. */
  | { kind: 'doubt'; error: AppError }
  /** Nothing was done; worth another try after a pause. */
  | { kind: 'again'; error: AppError }
  /** Nothing was done, because the target is gone. */
  | { kind: 'gone'; error: AppError };

/** One step of one target while it is carried out. */
export interface StepTry {
  readonly connection: ConnectionWork;
  readonly target: WorkTarget;
  readonly step: PlanStep;
  /** Nothing has been done to the target yet: it must still be what the plan was made for. */
  untouched: boolean;
  /** Times that it was its turn, from 1. */
  attempt: number;
  /** The target as it was before the step was first sent; null before that. */
  before: Machine | null;
}

/** Codes by which a provider says that it did nothing; all others leave it open. */
const refusals = new Set<AppError['code']>(['auth_required', 'forbidden', 'invalid_input', 'conflict', 'unsupported']);
/** Nothing was sent yet when a read before the call failed in one of these ways. */
const passing = new Set<AppError['code']>(['rate_limited', 'offline', 'timeout', 'provider_unavailable']);

function markOf({ connection, target, step, attempt, before }: StepTry, mark: JournalMark['mark'], accepted?: StepAccepted): JournalMark {
  const { context, run } = connection.work;
  const { operation = null, requestId = null } = accepted ?? {};
  const place = { runId: run.id, index: target.target.index, step: step.id, attempt, mark };
  return { ...place, operation, requestId, before: before ?? target.machine, at: context.clock.now() };
}

/** Journals where a step is. */
export async function journal(one: StepTry, mark: JournalMark['mark'], accepted?: StepAccepted): Promise<void> {
  const { connection, target } = one;
  target.mark = markOf(one, mark, accepted);
  await connection.work.journal.record(target.target, target.mark);
}

export function callOf({ connection, target, step }: StepTry, signal: AbortSignal): StepCall {
  const { run, plan } = connection.work;
  const token = `${run.id}-${target.target.index}-${step.id}`;
  return { action: plan.action, target: target.machine, input: target.input, step, token, signal };
}

/** Ends the target when its connection is shut, and shuts it when the error says so. */
export function shut(connection: ConnectionWork, error: AppError): void {
  if (error.code !== 'auth_required' || connection.shut) return;
  connection.shut = error;
  connection.work.context.events.emit({ type: 'auth_required', connectionId: connection.connectionId, message: error.message });
}

function mayBegin({ connection, target }: StepTry): void {
  if (connection.work.stopping.signal.aborted) throw new Left();
  if (hasEnded(target.target)) throw new Left();
  if (connection.shut) throw new TargetEnd('failed', connection.shut);
}

async function lookAgain(one: StepTry): Promise<Sent | null> {
  const { connection, target } = one;
  try {
    await recheck(connection, target, one);
    return null;
  } catch (cause) {
    if (cause instanceof TargetEnd) throw cause;
    if (connection.work.stopping.signal.aborted) throw new Left();
    const error = describeError(connection.work.context, connection.connectionId, cause);
    shut(connection, error);
    if (passing.has(error.code)) return { kind: 'again', error };
    throw new TargetEnd('failed', error);
  }
}

async function judge(one: StepTry, cause: unknown): Promise<Sent> {
  const { connection, target, step } = one;
  const error = describeError(connection.work.context, connection.connectionId, cause);
  if (error.source?.requestId) target.target.requestIds.push(error.source.requestId);
  const gone = error.code === 'not_found';
  if (!refusals.has(error.code) && error.code !== 'rate_limited' && !gone) {
    one.untouched = false;
    return { kind: 'doubt', error };
  }
  await journal(one, 'failed');
  shut(connection, error);
  if (error.code === 'rate_limited') return { kind: 'again', error };
  if (gone && step.effect === 'destroy') return { kind: 'gone', error };
  throw new TargetEnd('failed', error);
}

async function send(one: StepTry): Promise<Sent> {
  const { connection, target, step } = one;
  const { clock } = connection.work.context;
  Object.assign(target.target, { outcome: 'running', step: step.title, startedAt: target.target.startedAt ?? clock.now() });
  target.target.calls += 1;
  one.before ??= target.machine;
  await journal(one, 'sending');
  let accepted: StepAccepted;
  try {
    accepted = await bounded(clock, connection.work.abandoned.signal, (signal) => connection.actions.begin(callOf(one, signal)));
  } catch (cause) {
    return judge(one, cause);
  }
  one.untouched = false;
  if (accepted.requestId) target.target.requestIds.push(accepted.requestId);
  await journal(one, 'accepted', accepted);
  return { kind: 'accepted', accepted };
}

/** Sends a step when its turn has come. The journal says so before the call, and what came of it after. */
export function sendStep(one: StepTry): Promise<Sent> {
  const { connection, target } = one;
  const lane = laneOf(connection, target);
  const { signal } = connection.work.stopping;
  return lane.run(async () => {
    mayBegin(one);
    await lane.ready(signal).catch(() => undefined);
    mayBegin(one);
    const kept = await lookAgain(one);
    if (kept) return kept;
    mayBegin(one);
    return send(one);
  });
}

export function lastWords(error: AppError, words: string): AppError {
  return appError(error.code, `${error.message}. ${words}`, { ...error });
}
