import { failure } from '#shared/errors/app-error.ts';
import type { Plan, Run } from '#shared/model/action.ts';
import type { UnfinishedRun } from '../operations/operations-api.ts';
import { isProcessSince } from '../platform/other-process.ts';
import { abortable } from '../sync/abortable.ts';
import type { ActionContext } from './action-context.ts';
import type { ActionEngine, PlanRequest } from './action-engine.ts';
import { applyPlan, type BegunRun } from './apply-plan.ts';
import { driveRun, type RunningRun } from './drive-run.ts';
import { createLanes, type Lanes } from './lanes.ts';
import { makePlan } from './make-plan.ts';
import { takeOver } from './take-over.ts';

const lookEveryMs = 1_000;
/** Calls under way are waited for so long when the console closes. */
const graceMs = 10_000;

/** Runs that this process works on. */
interface Hands {
  context: ActionContext;
  lanes: Lanes;
  running: Map<string, RunningRun>;
  /** Runs that are being taken over: two callers must not both get one. */
  taking: Set<string>;
  stopped: boolean;
}

function hold({ running }: Hands, one: RunningRun): void {
  running.set(one.run.id, one);
  const release = () => running.delete(one.run.id);
  one.done.then(release, release);
}

async function planById({ context }: Hands, planId: string): Promise<Plan> {
  const plan = await (await context.operations.api()).plans.get({ planId });
  if (!plan)
    throw failure('not_found', `There is no plan ${planId}`, { hint: 'Plans that were not applied are kept for a day. Make it again.' });
  return plan.state === 'open' && plan.expiresAt <= context.clock.now() ? { ...plan, state: 'expired' } : plan;
}

async function runById({ context }: Hands, runId: string): Promise<UnfinishedRun> {
  const stored = await (await context.operations.api()).runs.get({ runId });
  if (!stored) throw failure('not_found', `There is no run ${runId}`);
  return stored;
}

function refuseBusy({ pid, since }: UnfinishedRun): void {
  if (!isProcessSince(pid, since)) return;
  throw failure('conflict', 'Another console or command works on this run', { hint: `It is process ${pid}. Cancel the run there.` });
}

/** Goes on with a run whose process is gone; null when another process was quicker. */
async function take(hands: Hands, stored: UnfinishedRun): Promise<RunningRun | null> {
  const { context, lanes, running, taking } = hands;
  const { id } = stored.run;
  if (hands.stopped || running.has(id) || taking.has(id)) return running.get(id) ?? null;
  taking.add(id);
  try {
    const parts = await takeOver(context, stored);
    if (!parts) return null;
    const one = driveRun(context, lanes, parts);
    hold(hands, one);
    return one;
  } finally {
    taking.delete(id);
  }
}

async function resume(hands: Hands, runId: string): Promise<RunningRun> {
  const stored = await runById(hands, runId);
  const mine = hands.running.get(runId);
  if (mine) return mine;
  if (stored.run.endedAt !== null) throw failure('conflict', 'The run has ended', { hint: 'Retry what failed instead.' });
  refuseBusy(stored);
  const taken = await take(hands, stored);
  if (!taken) throw failure('conflict', 'Another console or command has taken the run up');
  return taken;
}

async function resumeAll(hands: Hands): Promise<void> {
  const { runs } = await hands.context.operations.api();
  for (const stored of await runs.unfinished()) {
    if (!isProcessSince(stored.pid, stored.since)) {
      await take(hands, stored).catch((cause: unknown) =>
        hands.context.logger.error('an unfinished run could not be taken up', { runId: stored.run.id, cause }),
      );
    }
  }
}

async function cancel(hands: Hands, runId: string): Promise<boolean> {
  const { run } = await runById(hands, runId);
  if (run.endedAt !== null) return false;
  await (await resume(hands, runId)).cancel();
  return true;
}

/** A run of another process is looked at until it has ended. */
async function ended(hands: Hands, runId: string, signal: AbortSignal): Promise<Run> {
  for (;;) {
    const mine = hands.running.get(runId);
    if (mine) await abortable(signal, mine.done);
    const { run } = await runById(hands, runId);
    if (run.endedAt !== null) return run;
    if (hands.stopped) throw failure('cancelled', 'The console closes; the run goes on at its next start');
    await hands.context.clock.sleep(lookEveryMs, signal);
  }
}

async function stop(hands: Hands): Promise<void> {
  hands.stopped = true;
  const mine = [...hands.running.values()];
  for (const one of mine) one.leave();
  const all = Promise.all(mine.map(({ done }) => done));
  const patience = new AbortController();
  const tooLong = hands.context.clock.sleep(graceMs, patience.signal).then(
    () => mine.forEach((one) => one.abandon()),
    () => undefined,
  );
  await Promise.race([all, tooLong]);
  patience.abort();
}

/** See `ActionEngine`. */
export function createActionEngine(context: ActionContext): ActionEngine {
  const hands: Hands = { context, lanes: createLanes(context.clock), running: new Map(), taking: new Set(), stopped: false };
  const begin = (begun: BegunRun) => hold(hands, driveRun(context, hands.lanes, { ...begun, left: null }));
  const plan = (request: PlanRequest, signal: AbortSignal) => makePlan({ context, lanes: hands.lanes, request, signal });
  return {
    plan,
    getPlan: (planId) => planById(hands, planId),
    async apply(request, signal) {
      if (hands.stopped) throw failure('cancelled', 'The console is closing');
      const replan = (again: PlanRequest) => makePlan({ context, lanes: hands.lanes, request: again, signal, evenRefused: true });
      return applyPlan({ context, request, signal, replan, begin }, await planById(hands, request.planId));
    },
    cancel: (runId) => cancel(hands, runId),
    resume: async (runId) => structuredClone((await resume(hands, runId)).run),
    resumeAll: () => resumeAll(hands),
    active: (runId) => hands.running.has(runId) || hands.taking.has(runId),
    ended: (runId, signal) => ended(hands, runId, signal),
    stop: () => stop(hands),
  };
}
