import { randomUUID } from 'node:crypto';
import { type AppError, AppFailure, appError, failure } from '#shared/errors/app-error.ts';
import type { Action, ActionInput, Plan, PlanTarget } from '#shared/model/action.ts';
import type { CachedMachine, MachineKey } from '#shared/model/machine.ts';
import { withConnection } from '../services/connection-session.ts';
import type { ActionContext } from './action-context.ts';
import type { PlanRequest } from './action-engine.ts';
import { describeError } from './action-errors.ts';
import { acts, confirmationOf } from './confirmation.ts';
import { declaredAction, inputOf, refuseUnknownInput } from './declared-action.ts';
import { byConnection, readFresh } from './fresh-read.ts';
import type { Lanes } from './lanes.ts';
import { gatherWarnings, sumCosts } from './plan-sums.ts';
import { type PlannedTarget, planTarget, refusedTarget } from './plan-target.ts';

const lifetimeMs = 15 * 60_000;
const keepExpiredMs = 24 * 3_600_000;
const mostTargets = 2_000;

interface Asked extends MachineKey {
  index: number;
  cached: CachedMachine | null;
  input: ActionInput;
}

/** What is asked of one connection, and what its connector declares; `action` is null when it does not have it. */
interface Group {
  connectionId: string;
  asked: Asked[];
  action: Action | null;
  error: AppError | null;
}

/** A plan to be made. */
export interface Planning {
  context: ActionContext;
  lanes: Lanes;
  request: PlanRequest;
  signal: AbortSignal;
  /** Keep a plan that is refused for every target: the answer to one that was to be applied. */
  evenRefused?: boolean;
}

type Identified = Planning & { planId: string };

const keyOf = ({ connectionId, machineId }: MachineKey) => JSON.stringify([connectionId, machineId]);

async function lookUp({ context, request }: Planning): Promise<Asked[]> {
  const { targets, input, inputs } = request;
  if (targets.length > mostTargets)
    throw failure('invalid_input', `${targets.length} targets; a plan takes at most ${mostTargets}`, { hint: 'Make several plans.' });
  const once = new Map(
    targets.map((key, at) => [keyOf(key), { connectionId: key.connectionId, machineId: key.machineId, input: inputs?.[at] ?? input }]),
  );
  const known = await (await context.cache.api()).machines.find({ keys: [...once.values()] });
  const cached = new Map(known.map((machine) => [keyOf({ connectionId: machine.connectionId, machineId: machine.id }), machine]));
  return [...once].map(([key, one], index) => ({ ...one, index, cached: cached.get(key) ?? null }));
}

function group({ context, request }: Planning, [connectionId, asked]: [string, Asked[]]): Group {
  try {
    return { connectionId, asked, action: declaredAction(context, connectionId, request.action), error: null };
  } catch (cause) {
    return { connectionId, asked, action: null, error: describeError(context, connectionId, cause) };
  }
}

/** Input is one for all targets: a wrong value is the person's to correct, so it fails the plan, before any provider is asked. */
function checkInput({ request }: Planning, groups: readonly Group[]): void {
  const actions = groups.flatMap(({ action }) => action ?? []);
  refuseUnknownInput(actions, actions.length > 0 ? request.input : {});
  for (const { action, asked } of groups) if (action) for (const { input } of asked) inputOf(action, input);
}

type Placed = PlannedTarget & { index: number };

function refuseAll(asked: readonly Asked[], error: AppError): Placed[] {
  return asked.map((one) => ({
    ...refusedTarget({ connectionId: one.connectionId, machineId: one.machineId }, one.cached, error),
    index: one.index,
  }));
}

async function planGroup(planning: Identified, { connectionId, asked, action, error }: Group): Promise<Placed[]> {
  const { context, request, signal } = planning;
  if (error) return refuseAll(asked, error);
  if (!action) return refuseAll(asked, appError('unsupported', `This connection does not offer ${request.action}`));
  const missing = asked.filter(({ cached }) => cached === null);
  const found = asked.filter((one): one is Asked & { cached: CachedMachine } => one.cached !== null);
  const gone = refuseAll(missing, appError('not_found', 'There is no such machine in the cache'));
  if (found.length === 0) return gone;
  try {
    const planned = await withConnection(context, { connectionId, signal }, async ({ actions }) => {
      if (!actions) return refuseAll(found, appError('unsupported', 'This connection changes nothing'));
      const fresh = await readFresh(context, { actions, machines: found.map(({ cached }) => cached), signal });
      const asker = { ...planning, actions, action, environments: context.settings.get().environments };
      return Promise.all(
        found.map(async ({ cached, input, index }) => ({
          ...(await planTarget(asker, { cached, fresh: fresh.get(cached.id), input: inputOf(action, input) })),
          index,
        })),
      );
    });
    return [...gone, ...planned];
  } catch (cause) {
    signal.throwIfAborted();
    return [...gone, ...refuseAll(found, describeError(context, connectionId, cause))];
  }
}

/** Nobody can confirm a plan that does nothing for anyone: its reason is the answer. */
function refuseEmpty(targets: readonly PlanTarget[], title: string): void {
  const errors = targets.flatMap(({ refusal }) => refusal ?? []);
  if (errors.length < targets.length) return;
  const [first] = errors;
  if (first && errors.every(({ code }) => code === first.code)) {
    const others = targets.length > 1 ? ` (all ${targets.length} targets)` : '';
    throw new AppFailure({ ...first, message: `${first.message}${others}` });
  }
  throw failure('forbidden', `${title}: refused for all ${targets.length} targets`, {
    hint: [...new Set(errors.map(({ message }) => message))].slice(0, 3).join('; '),
  });
}

function assemble({ context, request, planId }: Identified, { targets, actions }: { targets: PlanTarget[]; actions: Action[] }): Plan {
  const acting = targets.filter(acts);
  const refuse = targets.filter(({ refusal }) => refusal !== null).length;
  const destroys =
    actions.some(({ effect }) => effect === 'destroy') || acting.some(({ steps }) => steps.some((one) => one.effect === 'destroy'));
  const effect = destroys ? 'destroy' : 'change';
  const createdAt = context.clock.now();
  const environments = context.settings.get().environments;
  return {
    id: planId,
    action: request.action,
    title: actions[0]?.title ?? request.action,
    effect,
    input: request.input,
    createdAt,
    expiresAt: createdAt + lifetimeMs,
    state: 'open',
    runId: null,
    targets,
    counts: { act: acting.length, skip: targets.length - acting.length - refuse, refuse },
    warnings: gatherWarnings(acting),
    cost: sumCosts(acting.flatMap(({ cost }) => cost ?? [])),
    confirm: confirmationOf({ action: request.action, effect, targets: acting, environments }),
    origin: request.origin ?? null,
  };
}

/** Reads the targets, asks their connectors and keeps the plan. Changes nothing at any provider. */
export async function makePlan(options: Planning): Promise<Plan> {
  const { context, request } = options;
  const planning = { ...options, planId: `plan-${randomUUID()}` };
  const asked = await lookUp(planning);
  const groups = [...byConnection(asked)].map((one) => group(planning, one));
  checkInput(planning, groups);
  const placed = (await Promise.all(groups.map((one) => planGroup(planning, one)))).flat().sort((a, b) => a.index - b.index);
  const actions = groups.flatMap(({ action }) => action ?? []);
  const own = (at: number) => (request.inputs ? { input: asked[at]!.input } : {});
  const targets = placed.map(({ target, index }) => ({ ...target, ...own(index) }));
  if (!options.evenRefused) refuseEmpty(targets, actions[0]?.title ?? request.action);
  const plan = assemble(planning, { targets, actions });
  const { plans } = await context.operations.api();
  await plans.put({ plan, machines: placed.flatMap(({ machine }) => machine ?? []) });
  await plans.prune({ before: context.clock.now() - keepExpiredMs });
  return plan;
}
