import { randomUUID } from 'node:crypto';
import { type AppError, AppFailure, appError, failure, toAppError } from '#shared/errors/app-error.ts';
import type { ApplyResult, Plan, PlanTarget, Run, RunTarget } from '#shared/model/action.ts';
import { environmentOf, guardOf } from '#shared/model/environment.ts';
import type { CachedMachine, Machine, MachineKey } from '#shared/model/machine.ts';
import { auditEntry } from '../audit/audit-log.ts';
import type { ActionContext } from './action-context.ts';
import type { ApplyRequest, PlanRequest } from './action-engine.ts';
import { acts, confirmationOf, confirms } from './confirmation.ts';
import { byConnection, readEverywhere } from './fresh-read.ts';
import { readOnly } from './plan-target.ts';
import { countOutcomes } from './run-counts.ts';
import { sameState } from './target-state.ts';

/** A run that was begun, with its targets as they were read for it. */
export interface BegunRun {
  run: Run;
  plan: Plan;
  targets: RunTarget[];
  machines: CachedMachine[];
}

interface Applying {
  context: ActionContext;
  request: ApplyRequest;
  signal: AbortSignal;
  replan: (request: PlanRequest) => Promise<Plan>;
  begin: (begun: BegunRun) => void;
}

export function planRequestOf({ action, targets, input, origin }: Plan): PlanRequest {
  const own = targets.some((target) => target.input !== undefined);
  return { action, targets: targets.map(keyOf), input, ...(own && { inputs: targets.map((one) => one.input ?? input) }), origin };
}

export function keyOf({ connectionId, machineId }: MachineKey): MachineKey {
  return { connectionId, machineId };
}

function refuseUnconfirmed(plan: Plan, confirm: ApplyRequest['confirm']): void {
  if (typeof confirm !== 'string') {
    if (plan.effect === 'destroy') throw failure('forbidden', 'A schedule does not do what cannot be undone');
    return;
  }
  if (confirms(plan.confirm, confirm)) return;
  const hint = plan.confirm.kind === 'typed' ? `Type ${plan.confirm.text}` : 'This plan is confirmed by a click: no text is needed.';
  throw failure('invalid_input', 'The confirmation is not what the plan asks for', { hint });
}

function refuseClosed(plan: Plan, now: number): void {
  if (plan.state === 'applied') throw failure('conflict', 'The plan was applied already', { hint: `See run ${plan.runId}.` });
  if (plan.expiresAt <= now) throw failure('conflict', 'The plan has expired', { hint: 'Make it again and review it.' });
}

interface Seen {
  target: PlanTarget;
  fresh: Machine | null;
}

/** Targets that would be acted on, as they are now. Throws the provider's error when one cannot be asked: nothing has begun. */
async function look({ context, signal }: Applying, plan: Plan, machines: readonly CachedMachine[]): Promise<Seen[]> {
  const acting = plan.targets.filter(acts);
  const wanted = byConnection(acting);
  const mine = machines.filter((machine) => wanted.get(machine.connectionId)?.some(({ machineId }) => machineId === machine.id));
  const reads = new Map((await readEverywhere(context, mine, signal)).map((read) => [read.connectionId, read]));
  return acting.map((target) => {
    const read = reads.get(target.connectionId);
    if (read?.error) throw new AppFailure(read.error);
    return { target, fresh: read?.fresh.get(target.machineId) ?? null };
  });
}

const few = (names: readonly string[]) => `${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`;

function refuseReadOnly({ context }: Applying, seen: readonly Seen[]): void {
  const { rules, guards } = context.settings.get().environments;
  const locked = seen.filter(({ fresh }) => fresh && guardOf(environmentOf(fresh, rules), { guards }) === 'read_only');
  if (locked.length === 0) return;
  const error = readOnly(environmentOf(locked[0]!.fresh!, rules));
  throw new AppFailure({ ...error, message: `${error.message}: ${few(locked.map(({ target }) => target.name))}` });
}

/** Whether the rules as they are now would ask for the same words. */
function asksTheSame({ context }: Applying, plan: Plan, seen: readonly Seen[]): boolean {
  const { environments } = context.settings.get();
  const targets = seen.map(({ target, fresh }) => ({
    ...target,
    environment: fresh ? environmentOf(fresh, environments.rules) : target.environment,
  }));
  return (
    JSON.stringify(confirmationOf({ action: plan.action, effect: plan.effect, targets, environments })) === JSON.stringify(plan.confirm)
  );
}

function whyNot(applying: Applying, plan: Plan, seen: readonly Seen[]): { error: AppError; changed: MachineKey[] } | null {
  const changed = seen.filter(({ target, fresh }) => !sameState(target.before, fresh)).map(({ target }) => target);
  if (changed.length > 0) {
    const error = appError('conflict', `Changed since the plan was made: ${few(changed.map(({ name }) => name))}`, {
      hint: 'Nothing was done. Review the fresh plan and confirm it.',
    });
    return { error, changed: changed.map(keyOf) };
  }
  if (typeof applying.request.confirm !== 'string' || asksTheSame(applying, plan, seen)) return null;
  const hint = 'Nothing was done. The rules for environments changed: confirm the fresh plan.';
  return { error: appError('conflict', 'The plan needs another confirmation now', { hint }), changed: [] };
}

function newTarget(target: PlanTarget, index: number): RunTarget {
  const { name, kind, provider, account, region, environment, before, refusal } = target;
  const planned = target.refusal ? 'refused' : 'skipped';
  const outcome = acts(target) ? 'waiting' : planned;
  const progress = {
    outcome,
    step: null,
    calls: 0,
    error: refusal,
    before,
    after: null,
    requestIds: [],
    startedAt: null,
    endedAt: null,
  } as const;
  return { ...keyOf(target), index, name, kind, provider, account, region, environment, ...progress, requestIds: [] };
}

function newRun({ context, request }: Applying, plan: Plan, targets: readonly RunTarget[]): Run {
  const { id: planId, action, title, effect, origin } = plan;
  const counts = countOutcomes(targets);
  const times = { startedAt: context.clock.now(), endedAt: null };
  return {
    id: `run-${randomUUID()}`,
    planId,
    action,
    title,
    effect,
    state: 'running',
    actor: request.actor,
    ...times,
    counts,
    undo: null,
    origin,
  };
}

async function start(applying: Applying, plan: Plan, machines: readonly CachedMachine[], seen: readonly Seen[]): Promise<Run> {
  const { context, begin } = applying;
  const targets = plan.targets.map(newTarget);
  const run = newRun(applying, plan, targets);
  const api = await context.operations.api();
  if (!(await api.runs.begin({ stored: { run, pid: process.pid }, targets }))) throw failure('conflict', 'The plan was applied already');
  const latest = new Map(seen.flatMap(({ target, fresh }) => (fresh ? [[JSON.stringify(keyOf(target)), fresh] as const] : [])));
  const read = machines.map((machine) => {
    const fresh = latest.get(JSON.stringify({ connectionId: machine.connectionId, machineId: machine.id }));
    return fresh ? { ...fresh, connectionId: machine.connectionId, environment: machine.environment } : machine;
  });
  begin({ run, plan, targets, machines: read });
  return structuredClone(run);
}

async function checkAndStart(applying: Applying, plan: Plan): Promise<ApplyResult> {
  const { context, request, replan } = applying;
  refuseClosed(plan, context.clock.now());
  refuseUnconfirmed(plan, request.confirm);
  const machines = await (await context.operations.api()).plans.machines({ planId: plan.id });
  const seen = await look(applying, plan, machines);
  refuseReadOnly(applying, seen);
  const refusal = whyNot(applying, plan, seen);
  if (!refusal) return { started: true, run: await start(applying, plan, machines, seen) };
  await noteRefusal(applying, plan, refusal.error, refusal.changed);
  return { started: false, ...refusal, plan: await replan(planRequestOf(plan)) };
}

function noteRefusal({ context, request }: Applying, plan: Plan, error: AppError, changed: MachineKey[]): Promise<void> {
  const { id: planId, action, title } = plan;
  const summary = `${title}: not applied, ${error.message}`;
  return context.audit.append([
    auditEntry({ actor: request.actor, event: 'apply_refused', summary, action, outcome: 'refused', planId, error, details: { changed } }),
  ]);
}

/** Checks a plan against the world as it is now and begins its run. What is refused is written down. */
export async function applyPlan(applying: Applying, plan: Plan): Promise<ApplyResult> {
  try {
    return await checkAndStart(applying, plan);
  } catch (cause) {
    if (cause instanceof AppFailure && cause.error.code !== 'cancelled') await noteRefusal(applying, plan, toAppError(cause), []);
    throw cause;
  }
}
