import { appError } from '#shared/errors/app-error.ts';
import type { PlanStep, TargetState } from '#shared/model/action.ts';
import { environmentOf, guardOf } from '#shared/model/environment.ts';
import { bounded } from './bounded.ts';
import { readOnly } from './plan-target.ts';
import { type ConnectionWork, laneOf, TargetEnd, type WorkTarget } from './run-work.ts';
import { sameState, stateOf } from './target-state.ts';

/** Older than this is not "right before". */
const freshForMs = 5_000;
/** Targets that are next in the same lane and read along: one call serves as many destructive steps as begin within `freshForMs`. */
const readAlong = 100;

/** Takes a read over into the target. */
export function seen(target: WorkTarget, fresh: WorkTarget['machine'] | null, at: number): void {
  target.machine = fresh ?? target.machine;
  target.gone = fresh === null;
  target.readAt = at;
}

function isStale({ readAt }: WorkTarget, now: number): boolean {
  return readAt === null || now - readAt > freshForMs;
}

function sameLane(connection: ConnectionWork, target: WorkTarget): WorkTarget[] {
  const { key } = laneOf(connection, target);
  const next = connection.targets.filter(
    (one) => one !== target && one.target.outcome === 'waiting' && laneOf(connection, one).key === key,
  );
  return [target, ...next.slice(0, readAlong)];
}

function refuse(connection: ConnectionWork, target: WorkTarget, expected: TargetState | null): void {
  const { machine, gone, plan } = target;
  const name = plan.name || plan.machineId;
  if (gone) throw new TargetEnd('failed', appError('not_found', `${name} was gone before it was its turn`));
  if (expected && !sameState(expected, machine)) {
    const hint = 'It was left as it is. Make a new plan and review it.';
    throw new TargetEnd('failed', appError('conflict', `${name} changed since it was looked at`, { hint }));
  }
  const { rules, guards } = connection.work.context.settings.get().environments;
  const environment = environmentOf(machine, rules);
  if (guardOf(environment, { guards }) === 'read_only') throw new TargetEnd('refused', readOnly(environment));
}

async function look(connection: ConnectionWork, target: WorkTarget, untouched: boolean): Promise<void> {
  const { clock } = connection.work.context;
  const along = untouched ? sameLane(connection, target) : [target];
  const machines = along.map(({ machine }) => machine);
  const read = await bounded(clock, connection.work.stopping.signal, (signal) => connection.actions.read(machines, signal));
  const fresh = new Map(read.map((machine) => [machine.id, machine]));
  for (const one of along)
    if (one === target || one.target.outcome === 'waiting') seen(one, fresh.get(one.machine.id) ?? null, clock.now());
}

/**
 * Looks at a target once more right before a step that cannot be undone, and before anything when a former process began
 * the run. Throws `TargetEnd` when it is not what was confirmed, and what the read throws.
 */
export async function recheck(
  connection: ConnectionWork,
  target: WorkTarget,
  { step, untouched }: { step: PlanStep; untouched: boolean },
): Promise<void> {
  if (step.effect !== 'destroy' && !target.resumed) return;
  // Between the steps of a run that was taken up nobody knows what its former process saw last.
  const last = target.readAt === null ? null : stateOf(target.machine);
  const expected = untouched ? target.plan.before : last;
  if (isStale(target, connection.work.context.clock.now())) await look(connection, target, untouched);
  refuse(connection, target, expected);
}
