import type { RunTarget } from '#shared/model/action.ts';
import type { StoredRun } from '../operations/operations-api.ts';
import type { ActionContext } from './action-context.ts';
import type { RunParts } from './drive-run.ts';

const page = 2_000;

/** Every target of a run, in order. */
export async function allTargets({ operations }: Pick<ActionContext, 'operations'>, runId: string): Promise<RunTarget[]> {
  const { runs } = await operations.api();
  const targets: RunTarget[] = [];
  for (let total = 1; targets.length < total; ) {
    const next = await runs.targets({ runId, offset: targets.length, limit: page, order: 'index' });
    targets.push(...next.targets);
    total = next.total;
  }
  return targets;
}

/** Claims a run whose process is gone, with all that is known of it; null when another process claimed it first. */
export async function takeOver({ operations }: ActionContext, { run, pid }: StoredRun): Promise<RunParts | null> {
  const { plans, runs } = await operations.api();
  const runId = run.id;
  if (!(await runs.claim({ runId, from: pid, pid: process.pid }))) return null;
  const plan = await plans.get({ planId: run.planId });
  if (!plan) throw new Error(`The plan of run ${runId} is missing`);
  const targets = await allTargets({ operations }, runId);
  const machines = await plans.machines({ planId: run.planId });
  return { run: { ...run, state: 'running' }, plan, targets, machines, left: await runs.journal({ runId }) };
}
