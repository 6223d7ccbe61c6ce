import type { ActionInput, ActionSource, Machine, PlanStep, Session, StepAccepted, StepProgress } from '#connectors/sdk.ts';
import { machinesOn, readAll } from './aws.ts';
import { addInstance, gcpSession, scriptedGcp } from './scripted-gcp.ts';

export const signal = new AbortController().signal;
export const base = 'projects/shop-prod/zones/europe-west1-b';

export async function rows(session: Session, part = 'instances'): Promise<Machine[]> {
  return machinesOn(await readAll(session.compute, `shop-prod/${part}`));
}

export async function worldWith(fields: Record<string, unknown> = {}) {
  const world = await scriptedGcp();
  addInstance(world, 'web-1', fields);
  const session = await gcpSession(world);
  const [machine] = await rows(session);
  return { world, session, actions: session.actions!, machine: machine! };
}

interface Doing {
  actions: ActionSource;
  action: string;
  target: Machine;
  input?: ActionInput;
}

export const tokenOf = (step: PlanStep) => `run-1/0/${step.id}`;

export async function progressOf(
  { actions, action, target, input = {} }: Doing,
  step: PlanStep,
  accepted: StepAccepted | null,
): Promise<StepProgress> {
  const [fresh = null] = await actions.read([target], signal);
  const call = { action, target, input, step, token: tokenOf(step), signal };
  return actions.progress({ ...call, operation: accepted?.operation ?? null, accepted: accepted !== null, fresh, before: target });
}

/** Carries out an action as the core does; gives the last progress of the step that it ended in. */
export async function run(doing: Doing): Promise<{ steps: string[]; polls: number; last: StepProgress }> {
  const { actions, action, target, input = {} } = doing;
  const plan = await actions.plan({ action, target, input }, signal);
  let polls = 0;
  let last: StepProgress = { state: 'done' };
  for (const step of plan.steps) {
    const accepted = await actions.begin({ action, target, input, step, token: tokenOf(step), signal });
    do {
      last = await progressOf(doing, step, accepted);
      polls += 1;
    } while (last.state === 'running');
    if (last.state !== 'done') break;
  }
  return { steps: plan.steps.map(({ id }) => id), polls, last };
}
