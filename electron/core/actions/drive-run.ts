import type { Plan, Run, RunTarget } from '#shared/model/action.ts';
import type { CachedMachine } from '#shared/model/machine.ts';
import { auditEntry } from '../audit/audit-log.ts';
import type { JournalMark } from '../operations/operations-api.ts';
import { shutdown } from '../sync/job-tracker.ts';
import type { ActionContext } from './action-context.ts';
import { catchUp, notedTargets } from './audit-catch-up.ts';
import { acts } from './confirmation.ts';
import { declaredAction, inputOf } from './declared-action.ts';
import { byConnection } from './fresh-read.ts';
import type { Lanes } from './lanes.ts';
import { runConnection } from './run-connection.ts';
import { countOutcomes, endState, hasEnded } from './run-counts.ts';
import { createRunJournal } from './run-journal.ts';
import { createRunNotes, endedEntry, startedEntry } from './run-notes.ts';
import { endTarget } from './run-target.ts';
import type { RunWork, WorkTarget } from './run-work.ts';

/** A run as it is handed over: just begun, or left by another process. */
export interface RunParts {
  run: Run;
  plan: Plan;
  targets: RunTarget[];
  machines: CachedMachine[];
  /** Last marks of a run that was left; null for a new one. */
  left: JournalMark[] | null;
}

/** A run in the hands of this process. */
export interface RunningRun {
  run: Run;
  /** The run when it has ended, or was left for the next start. */
  done: Promise<Run>;
  cancel(): Promise<void>;
  /** Begins nothing new; `done` resolves when no call is under way. */
  leave(): void;
  /** Gives up waiting for calls under way: the journal has them as sent, for the next start to find out. */
  abandon(): void;
}

function inputFor(context: ActionContext, plan: Plan, { connectionId, index }: RunTarget) {
  const given = plan.targets[index]!.input ?? plan.input;
  try {
    const action = declaredAction(context, connectionId, plan.action);
    return action ? inputOf(action, given) : given;
  } catch {
    // The connection was removed since: opening it says so.
    return given;
  }
}

function workTargets(context: ActionContext, { plan, targets, machines, left }: RunParts): WorkTarget[] {
  const known = new Map(machines.map(({ connectionId, ...machine }) => [JSON.stringify([connectionId, machine.id]), machine]));
  const marks = new Map(left?.map((mark) => [mark.index, mark]));
  const now = context.clock.now();
  return targets.flatMap((target) => {
    const machine = known.get(JSON.stringify([target.connectionId, target.machineId]));
    if (!machine) return [];
    const read = { machine, readAt: left ? null : now, gone: false, resumed: left !== null };
    return {
      target,
      plan: plan.targets[target.index]!,
      input: inputFor(context, plan, target),
      ...read,
      mark: marks.get(target.index) ?? null,
    };
  });
}

function nothingDone({ target, mark, plan }: WorkTarget): boolean {
  if (hasEnded(target)) return false;
  return mark === null ? target.outcome === 'waiting' : mark.mark === 'failed' && mark.step === plan.steps[0]?.id;
}

async function cancelRest(work: RunWork): Promise<void> {
  const { context, run, plan } = work;
  const rest = work.targets.filter(nothingDone);
  const ended = Promise.all(rest.map((target) => endTarget(work, target, 'cancelled', null)));
  const { action, id: runId, planId } = run;
  const summary = `${plan.title}: cancelled, ${rest.length} targets not begun`;
  await context.audit.append([
    auditEntry({
      actor: context.audit.person(),
      event: 'run_cancelled',
      summary,
      action,
      planId,
      runId,
      details: { notBegun: rest.length },
    }),
  ]);
  await ended;
}

function showProgress({ handle, targets }: RunWork): void {
  const ended = targets.filter(({ target }) => hasEnded(target)).length;
  handle.update({
    progress: targets.length === 0 ? 1 : ended / targets.length,
    rows: ended,
    description: `${ended} of ${targets.length} targets`,
  });
}

/** The action that undoes what this run did; null when nothing does, or nothing was done. */
function undoOf({ context, plan, targets }: RunWork): string | null {
  const done = targets.find(({ target }) => target.outcome === 'succeeded' && target.calls > 0);
  if (!done) return null;
  try {
    return declaredAction(context, done.target.connectionId, plan.action)?.undo ?? null;
  } catch {
    return null;
  }
}

async function finish(work: RunWork, all: readonly RunTarget[]): Promise<void> {
  const { context, run, plan } = work;
  await work.notes.flush();
  const counts = countOutcomes(all);
  const planned = { refused: plan.counts.refuse };
  Object.assign(run, { counts, state: endState(counts, planned), endedAt: context.clock.now(), undo: undoOf(work) });
  await catchUp(context, { run, entries: [endedEntry(run)] });
  await (await context.operations.api()).runs.update({ run, pid: process.pid });
}

async function leave(work: RunWork, all: readonly RunTarget[]): Promise<void> {
  const { context, run } = work;
  await work.notes.flush().catch(() => undefined);
  Object.assign(run, { state: 'interrupted', counts: countOutcomes(all) });
  const stored = context.operations.api().then(({ runs }) => runs.update({ run, pid: process.pid }));
  await stored.catch((cause: unknown) => context.logger.warn('run left as it is', { runId: run.id, cause }));
}

/** Ends of targets that a former process stored and did not live to write down. */
async function noteMissed({ context, run, targets, notes }: RunWork): Promise<void> {
  const noted = await notedTargets(context, run.id);
  const missed = targets.filter(
    ({ target, plan }) => hasEnded(target) && acts(plan) && !noted.has(JSON.stringify([target.connectionId, target.machineId])),
  );
  for (const one of missed) notes.ended(one);
}

async function work(parts: RunParts, running: RunWork): Promise<Run> {
  const { context, run, handle, stopping } = running;
  const { targets } = parts;
  try {
    handle.update({ state: 'running', description: 'Starting' });
    await catchUp(context, { run, entries: [startedEntry(run, parts.plan)] });
    if (parts.left) await noteMissed(running);
    context.events.changed('runs');
    const waiting = running.targets.map((one) => ({ ...one, connectionId: one.target.connectionId, one }));
    const connections = [...byConnection(waiting)].map(([id, mine]) =>
      runConnection(
        running,
        id,
        mine.map(({ one }) => one),
      ),
    );
    await Promise.all(connections);
    if (!stopping.signal.aborted) await finish(running, targets);
  } catch (cause) {
    context.logger.error('a run could not go on', { runId: run.id, cause });
    stopping.abort(cause);
  }
  if (run.endedAt === null) await leave(running, targets);
  context.events.changed('runs', 'machines');
  await handle.end(run.endedAt === null ? 'interrupted' : run.state);
  return structuredClone(run);
}

/** Works on a run in the background. */
export function driveRun(context: ActionContext, lanes: Lanes, parts: RunParts): RunningRun {
  const { run, plan } = parts;
  const stopping = new AbortController();
  const handle = context.jobs.start({ kind: 'action', title: plan.title, runId: run.id });
  const onLost = (cause: unknown) => {
    if (!stopping.signal.aborted) context.logger.error('a run is left', { runId: run.id, cause });
    stopping.abort(cause);
  };
  const abandoned = new AbortController();
  const journal = createRunJournal({ operations: context.operations, runId: run.id, closed: abandoned.signal, onLost });
  const base = { context, lanes, run, plan, targets: workTargets(context, parts), journal, handle, stopping, abandoned };
  const running: RunWork = { ...base, notes: createRunNotes({ context, run, onLost, onNoted: () => showProgress(running) }) };
  const cancel = () => cancelRest(running);
  handle.signal.addEventListener('abort', () => {
    if (handle.signal.reason !== shutdown) cancel().catch((cause: unknown) => onLost(cause));
  });
  return { run, done: work(parts, running), cancel, leave: () => stopping.abort(shutdown), abandon: () => abandoned.abort(shutdown) };
}
