import { type AppError, appError } from '#shared/errors/app-error.ts';
import type { Action, ActionInput, PlanStep, PlanTarget } from '#shared/model/action.ts';
import { type Environments, environmentOf, guardOf } from '#shared/model/environment.ts';
import type { CachedMachine, Machine, MachineKey } from '#shared/model/machine.ts';
import type { ActionSource } from '../capabilities/actions.ts';
import type { ActionContext } from './action-context.ts';
import { describeError } from './action-errors.ts';
import { asking } from './fresh-read.ts';
import type { Lanes } from './lanes.ts';
import { listPriceDelta } from './list-price-delta.ts';
import { stateOf } from './target-state.ts';

/** A target of a plan, with the machine it was made from; null when there is none. */
export interface PlannedTarget {
  target: PlanTarget;
  machine: CachedMachine | null;
}

/** What a plan asks of one connection. */
export interface PlanAsker {
  context: ActionContext;
  lanes: Lanes;
  actions: ActionSource;
  action: Action;
  environments: Environments;
  planId: string;
  signal: AbortSignal;
}

const nothing = { steps: [], skip: null, refusal: null, warnings: [], dependants: [], cost: null, dryRun: null };

function described({ connectionId, ...machine }: CachedMachine): PlanTarget {
  const { id, name, kind, provider, account, accountName, region, environment } = machine;
  return { connectionId, machineId: id, name, kind, provider, account, accountName, region, environment, before: null, ...nothing };
}

/** A target that cannot be acted on. `known`: what the cache has of it. */
export function refusedTarget(key: MachineKey, known: CachedMachine | null, refusal: AppError): PlannedTarget {
  const unknown = {
    name: key.machineId,
    kind: 'machine',
    provider: 'other',
    account: '',
    accountName: '',
    region: '',
    environment: '',
  } as const;
  const target = known ? described(known) : { ...key, ...unknown, before: null, ...nothing };
  return { target: { ...target, refusal }, machine: null };
}

export function readOnly(environment: string): AppError {
  return appError('forbidden', `${environment} is read-only: nothing in it is changed from here`, {
    hint: 'Change the guard of the environment in Settings if this is meant.',
  });
}

/** Why this action is not for this machine, by what its connector declares; null when it is. */
function mismatch(action: Action, machine: Machine): Pick<PlanTarget, 'refusal' | 'skip'> | null {
  if (!action.kinds.includes(machine.kind)) {
    const kinds = action.kinds.join(', ').replaceAll('_', ' ');
    return { skip: null, refusal: appError('unsupported', `${action.title} is for: ${kinds}`, { hint: 'Leave it out of the selection.' }) };
  }
  if (action.states.length === 0 || action.states.includes(machine.state)) return null;
  return { refusal: null, skip: `It is ${machine.state}; ${action.title} is for what is ${action.states.join(' or ')}` };
}

/** A provider that was asked and could not answer now says nothing about the target. */
const passing = new Set<AppError['code']>(['offline', 'timeout', 'provider_unavailable', 'rate_limited']);

type DryRun = Pick<PlanTarget, 'dryRun' | 'refusal'> & { warning?: string };

async function tryOut(asker: PlanAsker, call: { target: CachedMachine; input: ActionInput }, step: PlanStep): Promise<DryRun> {
  const { context, lanes, actions, action, signal, planId } = asker;
  const lane = lanes.of(call.target.connectionId, call.target, actions.limits);
  const token = `${planId}-${step.id}`;
  try {
    const asked = await lane.run(async () => {
      await lane.ready(signal);
      return asking(context, signal, () => actions.dryRun!({ ...call, action: action.name, step, token, signal }));
    });
    return { dryRun: asked === false ? null : 'passed', refusal: null };
  } catch (cause) {
    signal.throwIfAborted();
    const error = describeError(context, call.target.connectionId, cause);
    if (passing.has(error.code)) return { dryRun: null, refusal: null, warning: `Not tried out at the provider: ${error.message}` };
    return { dryRun: 'refused', refusal: error };
  }
}

async function askProvider(asker: PlanAsker, machine: CachedMachine, input: ActionInput): Promise<Partial<PlanTarget>> {
  const { context, lanes, actions, action, signal } = asker;
  const lane = lanes.of(machine.connectionId, machine, actions.limits);
  const call = { action: action.name, target: machine, input };
  const asked = await lane.run(() => asking(context, signal, () => actions.plan(call, signal)));
  const planned = { ...asked, cost: asked.cost ?? (asked.skip === null ? listPriceDelta(action.name, machine, input) : null) };
  const [first] = planned.steps;
  if (!first || planned.skip !== null || !actions.dryRun) return planned;
  const { warning, ...tried } = await tryOut(asker, { target: machine, input }, first);
  return { ...planned, ...tried, warnings: warning ? [...planned.warnings, warning] : planned.warnings };
}

/** What the action would take on one target as it is now. Never throws but for a fired signal. */
export async function planTarget(
  asker: PlanAsker,
  { cached, fresh, input }: { cached: CachedMachine; fresh: Machine | undefined; input: ActionInput },
): Promise<PlannedTarget> {
  const { context, action, environments, signal } = asker;
  const { connectionId } = cached;
  const key = { connectionId, machineId: cached.id };
  if (!fresh) return refusedTarget(key, cached, appError('not_found', `${cached.name || cached.id} is gone`));
  const machine = { ...fresh, connectionId, environment: environmentOf(fresh, environments.rules) };
  const base: PlanTarget = { ...described(machine), before: stateOf(fresh) };
  const guarded = guardOf(machine.environment, environments) === 'read_only' ? { refusal: readOnly(machine.environment) } : null;
  const settled = guarded ?? mismatch(action, machine);
  if (settled) return { target: { ...base, ...settled }, machine };
  try {
    return { target: { ...base, ...(await askProvider(asker, machine, input)) }, machine };
  } catch (cause) {
    signal.throwIfAborted();
    return { target: { ...base, refusal: describeError(context, connectionId, cause) }, machine };
  }
}
