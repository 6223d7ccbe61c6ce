import { failure } from '#shared/errors/app-error.ts';
import type { Action, ActionInput, Outcome, Plan, Run, RunTarget, TargetState } from '#shared/model/action.ts';
import type { ActionContext } from './action-context.ts';
import type { PlanRequest } from './action-engine.ts';
import { keyOf } from './apply-plan.ts';
import { declaredAction } from './declared-action.ts';

interface EndedRun {
  run: Run;
  plan: Plan;
  targets: RunTarget[];
}

const again = new Set<Outcome>(['failed', 'cancelled', 'unknown']);

/** The same once more for what failed, was cancelled or is in doubt. Throws `not_found` when there is nothing of that kind. */
export function retryRequest({ run, plan, targets }: EndedRun): PlanRequest {
  const left = targets.filter(({ outcome }) => again.has(outcome));
  if (left.length === 0) throw failure('not_found', 'No target of this run failed, was cancelled or is in doubt');
  const inputs = left.map(({ index }) => plan.targets[index]!.input ?? plan.input);
  const own = plan.targets.some(({ input }) => input !== undefined);
  return {
    action: run.action,
    targets: left.map(keyOf),
    input: plan.input,
    ...(own && { inputs }),
    origin: { kind: 'retry', runId: run.id },
  };
}

type Restore = (before: TargetState, done: ActionInput) => ActionInput;

const keysOf = (lines: ActionInput[string] | undefined) =>
  String(lines ?? '')
    .split('\n')
    .map((line) => line.split('=')[0]!.trim())
    .filter(Boolean);

/** What each self-undoing action needs to give a target back what it had. Keys are those of `docs/adding-a-connector.md`. */
const restores: Record<string, Restore> = {
  resize: ({ type }) => ({ type }),
  scale: ({ capacity }) => {
    const { desired, min, max } = capacity ?? {};
    return Object.fromEntries(
      Object.entries({ desired, min, max }).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
    );
  },
  tag: ({ tags }, done) => {
    const touched = [...new Set([...keysOf(done['set']), ...keysOf(done['remove'])])];
    const had = touched.filter((key) => key in tags);
    const added = touched.filter((key) => !(key in tags));
    return {
      ...(had.length > 0 && { set: had.map((key) => `${key}=${tags[key]}`).join('\n') }),
      ...(added.length > 0 && { remove: added.join('\n') }),
    };
  },
};

function takes(action: Action | null, input: ActionInput): ActionInput {
  const keys = new Set(action?.input.map(({ key }) => key));
  return Object.fromEntries(Object.entries(input).filter(([key]) => keys.has(key)));
}

/** The undo of what succeeded, each target with what it had before. Throws `unsupported` where nothing undoes it. */
export function undoRequest(context: Pick<ActionContext, 'connections' | 'sessions'>, { run, plan, targets }: EndedRun): PlanRequest {
  const undo = run.undo;
  const done = targets.filter(({ outcome, before }) => outcome === 'succeeded' && before !== null);
  if (undo === null || done.length === 0) throw failure('unsupported', `Nothing undoes this run of ${run.title}`);
  const inputs = done.map(({ index, before, connectionId }) => {
    const given = plan.targets[index]!.input ?? plan.input;
    const input = undo === run.action ? (restores[undo]?.(before!, given) ?? given) : given;
    return takes(declaredAction(context, connectionId, undo), input);
  });
  const same = inputs.every((one) => JSON.stringify(one) === JSON.stringify(inputs[0]));
  const origin = { kind: 'undo', runId: run.id } as const;
  return { action: undo, targets: done.map(keyOf), input: same ? inputs[0]! : {}, ...(!same && { inputs }), origin };
}
