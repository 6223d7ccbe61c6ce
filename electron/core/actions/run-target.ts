import type { AppError } from '#shared/errors/app-error.ts';
import type { Outcome } from '#shared/model/action.ts';
import { describeError } from './action-errors.ts';
import { hasEnded } from './run-counts.ts';
import { runStep } from './run-step.ts';
import { type ConnectionWork, Left, type RunWork, TargetEnd, type WorkTarget } from './run-work.ts';
import { stateOf } from './target-state.ts';

/** Gives a target its one outcome. */
export async function endTarget(work: RunWork, target: WorkTarget, outcome: Outcome, error: AppError | null): Promise<void> {
  if (hasEnded(target.target)) return;
  const after = target.gone || target.readAt === null ? null : stateOf(target.machine);
  Object.assign(target.target, { outcome, error, after, endedAt: work.context.clock.now() });
  await work.journal.record(target.target);
  work.notes.ended(target);
}

async function runSteps(connection: ConnectionWork, target: WorkTarget): Promise<void> {
  const { steps } = target.plan;
  const { mark } = target;
  const at = mark ? steps.findIndex(({ id }) => id === mark.step) : 0;
  for (const [index, step] of steps.entries()) {
    const left = mark && index === at ? mark : null;
    if (index < at || left?.mark === 'done') continue;
    await runStep({ connection, target, step, untouched: index === 0, left });
  }
}

function endOf({ work, connectionId }: ConnectionWork, { target }: WorkTarget, cause: unknown): TargetEnd | null {
  if (cause instanceof Left) return null;
  if (cause instanceof TargetEnd) return cause;
  // A fault of the console: what was sent may have been carried out.
  return new TargetEnd(target.calls > 0 ? 'unknown' : 'failed', describeError(work.context, connectionId, cause));
}

/** Works through the steps of a target until it has its outcome, or must be left for the next start. */
export async function runTarget(connection: ConnectionWork, target: WorkTarget): Promise<void> {
  const succeeded = () => new TargetEnd('succeeded', null);
  const end = await runSteps(connection, target).then(succeeded, (cause: unknown) => endOf(connection, target, cause));
  if (!end) return;
  await endTarget(connection.work, target, end.outcome, end.error).catch((cause: unknown) => {
    if (!(cause instanceof Left)) throw cause;
  });
}
