import {
  type ActionSource,
  type Machine,
  type Session,
  type StepCall,
  type StepProgress,
  type TargetPlan,
  toAppError,
} from '#connectors/sdk.ts';
import type { ActionInput, PlanStep } from '#shared/model/action.ts';

const never = new AbortController().signal;

export function actionsOf(session: Session): ActionSource {
  if (!session.actions) throw new Error('the session offers no actions');
  return session.actions;
}

/** A target as the provider has it now; null when it is gone. */
export async function freshOf(session: Session, target: Machine): Promise<Machine | null> {
  return (await actionsOf(session).read([target], never))[0] ?? null;
}

interface Doing {
  action: string;
  target: Machine;
  input?: ActionInput;
}

export function planFor(session: Session, { action, target, input = {} }: Doing): Promise<TargetPlan> {
  return actionsOf(session).plan({ action, target, input }, never);
}

export function stepCall({ action, target, input = {} }: Doing, step: PlanStep): StepCall {
  return { action, target, input, step, token: `run-1-0-${step.id}`, signal: never };
}

export interface StepRun {
  step: PlanStep;
  /** Null when the call was in doubt. */
  requestId: string | null;
  progress: StepProgress;
}

/** Sends one step and looks once at what came of it. A failed call counts as doubtful: what the state says then is what matters. */
export async function runStepOnce(session: Session, doing: Doing, step: PlanStep): Promise<StepRun & { code: string | null }> {
  const actions = actionsOf(session);
  const call = stepCall(doing, step);
  const sent = await actions.begin(call).then(
    (accepted) => ({ accepted: true, requestId: accepted.requestId, operation: accepted.operation, code: null }),
    (cause: unknown) => ({ accepted: false, requestId: null, operation: null, code: toAppError(cause).code }),
  );
  const fresh = await freshOf(session, doing.target);
  const { accepted, operation, requestId, code } = sent;
  const progress = await actions.progress({ ...call, operation, accepted, fresh, before: doing.target });
  return { step, requestId, progress, code };
}

/** Plans an action and carries out its steps one after the other, each on the target as the last one left it. */
export async function carryOut(session: Session, doing: Doing): Promise<{ plan: TargetPlan; runs: StepRun[]; after: Machine | null }> {
  const plan = await planFor(session, doing);
  const runs: StepRun[] = [];
  let target = doing.target;
  for (const step of plan.steps) {
    runs.push(await runStepOnce(session, { ...doing, target }, step));
    target = (await freshOf(session, target)) ?? target;
  }
  return { plan, runs, after: await freshOf(session, doing.target) };
}
