import { type AppError, appError } from '#shared/errors/app-error.ts';
import type { StepProgress } from '../capabilities/actions.ts';
import type { JournalMark } from '../operations/operations-api.ts';
import { backoffDelays } from '../sync/backoff.ts';
import { describeError } from './action-errors.ts';
import { bounded } from './bounded.ts';
import { seen } from './recheck.ts';
import { type ConnectionWork, Left, laneOf, TargetEnd } from './run-work.ts';
import { callOf, journal, lastWords, type Sent, type StepTry, sendStep, shut } from './send-step.ts';

/** Times that a step is sent at most. */
const mostTries = 8;
const pauses = { firstDelayMs: 1_000, maxDelayMs: 60_000 };
const firstLookMs = 1_000;
const longestLookMs = 15_000;
const settleWithinMs = 30 * 60_000;
/** A provider's lists lag behind its writes: what must not happen twice is not begun only when all looks over so long agree. */
const lagMs = 30_000;
const passing = new Set<AppError['code']>(['rate_limited', 'offline', 'timeout', 'provider_unavailable']);

/** A call whose effect is awaited. */
interface Pending {
  operation: string | null;
  accepted: boolean;
  /** Why it is in doubt. */
  error: AppError | null;
}

/** `again`: send it once more. */
type Settled = 'done' | 'again';

function stoppable(connection: ConnectionWork): void {
  if (connection.work.stopping.signal.aborted) throw new Left();
}

function inDoubt(error: AppError | null): AppError {
  const known = error ?? appError('timeout', 'It is not known whether the call was carried out');
  return lastWords(known, 'Re-reading could not show whether it was carried out; it is not repeated by itself');
}

/** One look at a target, and what the connector makes of it; `unread` when it could not be had now. */
async function look(one: StepTry, pending: Pending, delayMs: number): Promise<StepProgress | { state: 'unread'; retryAfterMs?: number }> {
  const { connection, target } = one;
  const { context, stopping } = connection.work;
  const lane = laneOf(connection, target);
  try {
    const fresh = await connection.watchOf(lane).next(target.machine, delayMs);
    seen(target, fresh, context.clock.now());
    const { operation, accepted } = pending;
    const known = { operation, accepted, fresh, before: one.before ?? target.machine };
    const progress = (signal: AbortSignal) => connection.actions.progress({ ...callOf(one, signal), ...known });
    return await lane.run(() => bounded(context.clock, stopping.signal, progress), { urgent: true });
  } catch (cause) {
    stoppable(connection);
    const error = describeError(context, connection.connectionId, cause);
    shut(connection, error);
    if (!passing.has(error.code)) throw new TargetEnd('unknown', lastWords(error, 'How it went on is not known'));
    if (error.code === 'rate_limited') lane.pause(error.retryAfterMs ?? delayMs);
    return { state: 'unread', ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }) };
  }
}

/** Whether the verdict on a doubtful call lets it be sent again. */
function mayRepeat({ step }: StepTry, pending: Pending, { state }: StepProgress, notBegunForMs: number): boolean {
  if (pending.accepted && state !== 'unknown') return false;
  if (state === 'unknown' && step.repeatable && !pending.accepted) return true;
  if (state === 'unknown') throw new TargetEnd('unknown', inDoubt(pending.error));
  return state === 'not_begun' && (step.repeatable || notBegunForMs >= lagMs);
}

async function settle(one: StepTry, pending: Pending): Promise<Settled> {
  const { clock } = one.connection.work.context;
  const deadline = clock.now() + settleWithinMs;
  let notBegunSince: number | null = null;
  for (let delay = firstLookMs; ; delay = Math.min(delay * 1.5, longestLookMs)) {
    const verdict = await look(one, pending, delay);
    if (verdict.state === 'done') return 'done';
    if (verdict.state === 'failed') throw new TargetEnd('failed', verdict.error);
    const now = clock.now();
    if (verdict.state !== 'unread') notBegunSince = verdict.state === 'not_begun' ? (notBegunSince ?? now) : null;
    if (verdict.state !== 'unread' && mayRepeat(one, pending, verdict, now - (notBegunSince ?? now))) return 'again';
    if (now >= deadline) throw new TargetEnd('unknown', pending.error ?? appError('timeout', 'It did not settle within 30 minutes'));
    if ('retryAfterMs' in verdict && verdict.retryAfterMs !== undefined) delay = Math.max(delay, verdict.retryAfterMs);
  }
}

/** After a destructive call that found nothing: the connector says whether being gone is the end that was wanted. */
async function settleGone(one: StepTry, error: AppError): Promise<void> {
  const pending = { operation: null, accepted: false, error };
  let verdict = await look(one, pending, firstLookMs);
  for (let looks = 1; verdict.state === 'unread' && looks < mostTries; looks += 1) verdict = await look(one, pending, longestLookMs);
  if (verdict.state !== 'done') throw new TargetEnd('failed', error);
}

/** Waits as long as the provider asked, at least; nothing else begins in its lane meanwhile. */
async function pause(one: StepTry, error: AppError, nextDelay: () => number): Promise<void> {
  const { connection, target } = one;
  if (one.attempt >= mostTries) throw new TargetEnd('failed', error);
  const wait = Math.max(nextDelay(), error.retryAfterMs ?? 0);
  laneOf(connection, target).pause(wait);
  const { context, stopping } = connection.work;
  await context.clock.sleep(wait, stopping.signal).catch(() => stoppable(connection));
}

function pendingOf(sent: Exclude<Sent, { kind: 'again' | 'gone' }>): Pending {
  if (sent.kind === 'doubt') return { operation: null, accepted: false, error: sent.error };
  return { operation: sent.accepted.operation, accepted: true, error: null };
}

function leftPending({ mark, operation }: JournalMark): Pending | null {
  if (mark === 'accepted') return { operation, accepted: true, error: null };
  return mark === 'sending' ? { operation, accepted: false, error: null } : null;
}

interface Step extends Pick<StepTry, 'connection' | 'target' | 'step' | 'untouched'> {
  /** Where a former process left this step. */
  left: JournalMark | null;
}

/** Sends the step in its turn; what its effect is awaited by, or null when it was done, or has to be sent again. */
async function sendOnce(one: StepTry, nextDelay: () => number): Promise<Pending | 'done' | null> {
  one.attempt += 1;
  const sent = await sendStep(one);
  if (sent.kind === 'again') {
    await pause(one, sent.error, nextDelay);
    return null;
  }
  if (sent.kind !== 'gone') return pendingOf(sent);
  await settleGone(one, sent.error);
  return 'done';
}

/** Carries out one step: sends it, waits for its effect, and sends it again only where that cannot do harm. Throws `TargetEnd` or `Left`. */
export async function runStep({ left, ...step }: Step): Promise<void> {
  const nextDelay = backoffDelays(pauses, step.connection.work.context.random);
  const one: StepTry = { ...step, attempt: left?.attempt ?? 0, before: left?.before ?? null };
  let pending: Pending | 'done' | null = left && leftPending(left);
  if (pending) one.untouched = false;
  for (;;) {
    if (pending === 'done' || (pending && (await settle(one, pending)) === 'done')) return journal(one, 'done');
    if (pending && one.attempt >= mostTries) throw new TargetEnd('unknown', inDoubt(pending.error));
    pending = await sendOnce(one, nextDelay);
  }
}
