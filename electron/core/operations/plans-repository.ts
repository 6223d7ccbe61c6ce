import type { Plan } from '#shared/model/action.ts';
import type { CachedMachine } from '#shared/model/machine.ts';
import type { Sqlite } from '../cache/sqlite.ts';
import type { OperationsApi } from './operations-api.ts';

interface PlanRow {
  plan: string;
  run_id: string | null;
}

function toPlan({ plan, run_id }: PlanRow): Plan {
  const stored = JSON.parse(plan) as Plan;
  return run_id === null ? stored : { ...stored, state: 'applied', runId: run_id };
}

/** Plans as they were made, each with the machines it was made from. */
export function createPlans(db: Sqlite): OperationsApi['plans'] {
  const put = db.prepare(
    'INSERT INTO plans (id, expires_at, run_id, plan, machines) VALUES (@id, @expiresAt, NULL, @plan, @machines) ON CONFLICT (id) DO NOTHING',
  );
  const get = db.prepare('SELECT plan, run_id FROM plans WHERE id = @planId');
  const machines = db.prepare('SELECT machines FROM plans WHERE id = @planId').pluck();
  const prune = db.prepare('DELETE FROM plans WHERE run_id IS NULL AND expires_at < @before');
  return {
    put: ({ plan, machines: read }) =>
      void put.run({ id: plan.id, expiresAt: plan.expiresAt, plan: JSON.stringify(plan), machines: JSON.stringify(read) }),
    get: (options) => {
      const row = get.get(options) as PlanRow | undefined;
      return row ? toPlan(row) : null;
    },
    machines: (options) => JSON.parse((machines.get(options) as string | undefined) ?? '[]') as CachedMachine[],
    prune: (options) => prune.run(options).changes,
  };
}
