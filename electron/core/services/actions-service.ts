import type { Services } from '#shared/contract/services.ts';
import { failure } from '#shared/errors/app-error.ts';
import type { Plan, Run, RunTarget } from '#shared/model/action.ts';
import type { MachineKey } from '#shared/model/machine.ts';
import { offeredActions } from '../actions/offered-actions.ts';
import { retryRequest, undoRequest } from '../actions/origin-plans.ts';
import { allTargets } from '../actions/take-over.ts';
import type { UnfinishedRun } from '../operations/operations-api.ts';
import { isProcessSince } from '../platform/other-process.ts';
import { keys as selectedKeys } from './compute-service.ts';
import type { ServiceContext } from './service-context.ts';

type Service = Services['actions'];
type Targets = Parameters<Service['plan']>[0]['targets'];

async function chosen(context: ServiceContext, targets: Targets): Promise<MachineKey[]> {
  const keys = 'machines' in targets ? targets.machines : await selectedKeys(context, targets.selection);
  if (keys.length === 0) throw failure('invalid_input', 'No machine matches', { hint: 'Change the filter, or name machines.' });
  return keys;
}

async function storedRun({ operations }: ServiceContext, runId: string): Promise<UnfinishedRun> {
  const stored = await (await operations.api()).runs.get({ runId });
  if (!stored) throw failure('not_found', `There is no run ${runId}`);
  return stored;
}

/** A run that nobody works on is not shown as running, and one that was taken up again is, whatever its last process left. */
function asShown({ actions }: ServiceContext, { run, pid, since }: UnfinishedRun): Run {
  if (run.endedAt !== null) return run;
  const worked = actions.active(run.id) || isProcessSince(pid, since);
  return { ...run, state: worked ? 'running' : 'interrupted' };
}

async function listRuns(context: ServiceContext, query: Parameters<Service['runs']>[0]) {
  const { runs } = await context.operations.api();
  const { machine, offset, limit } = query;
  const found = await runs.list({ offset, limit, ...(machine && { machine }) });
  const unfinished = new Map((await runs.unfinished()).map((stored) => [stored.run.id, stored]));
  const shown = found.runs.map((run) => {
    const stored = unfinished.get(run.id);
    return stored ? asShown(context, stored) : run;
  });
  return { runs: shown, total: found.total };
}

async function endedRun(context: ServiceContext, runId: string): Promise<{ run: Run; plan: Plan; targets: RunTarget[] }> {
  const { run } = await storedRun(context, runId);
  if (run.endedAt === null)
    throw failure('conflict', 'The run has not ended', { hint: 'Wait for it, cancel it, or go on with it when it was interrupted.' });
  return { run, plan: await context.actions.getPlan(run.planId), targets: await allTargets(context, runId) };
}

export function actionsService(context: ServiceContext): Service {
  const { actions, audit, operations } = context;
  return {
    offered: async ({ targets }) => {
      const machines = await (await context.cache.api()).machines.find({ keys: await chosen(context, targets) });
      return offeredActions(context, machines);
    },
    plan: async ({ action, targets, input }, { signal }) =>
      actions.plan({ action, targets: await chosen(context, targets), input }, signal),
    getPlan: ({ planId }) => actions.getPlan(planId),
    apply: ({ planId, confirm }, { signal }) => actions.apply({ planId, confirm, actor: audit.person() }, signal),
    runs: (query) => listRuns(context, query),
    run: async ({ runId, offset, limit }) => {
      const run = asShown(context, await storedRun(context, runId));
      return { run, ...(await (await operations.api()).runs.targets({ runId, offset, limit, order: 'trouble' })) };
    },
    cancel: ({ runId }) => actions.cancel(runId),
    retry: async ({ runId }, { signal }) => actions.plan(retryRequest(await endedRun(context, runId)), signal),
    undo: async ({ runId }, { signal }) => actions.plan(undoRequest(context, await endedRun(context, runId)), signal),
    resume: ({ runId }) => actions.resume(runId),
  };
}
