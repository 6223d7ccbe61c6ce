import { Decimal } from 'decimal.js';
import type { CostDelta, PlanTarget } from '#shared/model/action.ts';

/** Sums per currency; amounts of two currencies are never added. */
export function sumCosts(costs: readonly CostDelta[]): CostDelta[] {
  return [...Map.groupBy(costs, ({ currency }) => currency)].map(([currency, same]) => ({
    currency,
    amount: same.reduce((sum, { amount }) => sum.plus(amount), new Decimal(0)).toNumber(),
    basis: [...new Set(same.map(({ basis }) => basis))].join('; '),
  }));
}

/** Each warning once, with how many targets have it. */
export function gatherWarnings(targets: readonly Pick<PlanTarget, 'warnings'>[]): string[] {
  const counts = new Map<string, number>();
  for (const warning of targets.flatMap((target) => [...new Set(target.warnings)])) counts.set(warning, (counts.get(warning) ?? 0) + 1);
  return [...counts].map(([warning, count]) => (targets.length > 1 ? `${warning} (${count} of ${targets.length} targets)` : warning));
}
