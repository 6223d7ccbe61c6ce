import type { Confirmation, CostDelta, Plan, PlanTarget } from '#shared/model/action.ts';
import { sentences, table, time } from '../table.ts';

function deltaText({ amount, currency }: CostDelta): string {
  return `${amount > 0 ? '+' : ''}${amount.toFixed(2)} ${currency} a month`;
}

function willBe({ steps, skip, refusal }: PlanTarget): string {
  if (refusal) return `refused: ${refusal.message}`;
  if (skip !== null) return `skipped: ${skip}`;
  return steps.map(({ title, operation }) => `${title} (${operation})`).join(' → ');
}

function row(target: PlanTarget) {
  const { name, machineId, account, region, environment, before, cost, dryRun } = target;
  const tried = dryRun === null ? null : `dry run ${dryRun}`;
  return [name, machineId, account, region, environment, before?.providerState ?? 'gone', willBe(target), cost && deltaText(cost), tried];
}

function remarks({ name, machineId, warnings, dependants }: PlanTarget): string[] {
  const related = dependants.map(({ relation, kind, name: other, id }) => `${relation.replaceAll('_', ' ')} ${kind} ${other || id}`);
  return [...warnings, ...related].map((text) => `! ${name || machineId}: ${text}\n`);
}

/** An argument of a shell, quoted where that is needed. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

export function confirmText(planId: string, confirm: Confirmation): string {
  const command = `compute apply ${planId}`;
  if (confirm.kind === 'click') return `To carry it out: ${command}\n`;
  return `${confirm.why} To carry it out: ${command} --confirm ${shellWord(confirm.text)}\n`;
}

/** A plan for a person: what would be done to which target, what it costs, and how to carry it out. */
export function planText(plan: Plan): string {
  const { id, title, counts, warnings, cost, expiresAt, confirm, targets } = plan;
  const head = `${title}: ${counts.act} to act on, ${counts.skip} skipped, ${counts.refuse} refused\n\n`;
  const rows = table(['NAME', 'ID', 'ACCOUNT', 'REGION', 'ENVIRONMENT', 'STATE', 'STEPS', 'COST', 'TRIED'], targets.map(row));
  const general = warnings.map((text) => `! ${text}\n`);
  const hints = targets.flatMap(({ refusal, name }) => (refusal ? [`! ${name}: ${sentences(refusal)}\n`] : []));
  const costs = cost.map((delta) => `${deltaText(delta)}: ${delta.basis}\n`);
  const body = [...general, ...targets.flatMap(remarks), ...hints, ...costs].join('');
  const end = `\nplan ${id}, until ${time(expiresAt)}\n`;
  return `${head}${rows}${body}${end}${counts.act > 0 ? confirmText(id, confirm) : 'There is nothing to carry out.\n'}`;
}
