import { expect } from 'vitest';
import type { Action, TargetPlan } from '#connectors/sdk.ts';
import { effects } from '#shared/model/action.ts';

/** `ec2:StopInstances`, `compute.instances.stop`, `Microsoft.Compute/virtualMachines/start/action`. */
const operationName = /^[A-Za-z][\w-]*([.:/][\w-]+)+$/;
const relations = ['member_of', 'contains', 'serves', 'attached_to', 'runs_on'];

function expectValidSteps({ name, effect }: Action, { steps }: TargetPlan): void {
  expect(new Set(steps.map(({ id }) => id)).size, `${name}: ids of steps`).toBe(steps.length);
  for (const step of steps) {
    expect(step.id, name).toMatch(/^[a-z][\w-]*$/);
    expect(step.title.trim(), name).not.toBe('');
    expect(step.operation, name).toMatch(operationName);
    expect(effects, name).toContain(step.effect);
  }
  if (effect === 'destroy' && steps.length > 0)
    expect(
      steps.map((step) => step.effect),
      name,
    ).toContain('destroy');
}

/** Checks what the engine and the review rely on: steps, or a reason for none; what is shown beside them is complete. */
export function expectValidPlan(action: Action, plan: TargetPlan): void {
  expect(structuredClone(plan), 'plain data').toEqual(plan);
  expect(plan.skip === null, `${action.name}: steps, or why there are none`).toBe(plan.steps.length > 0);
  if (plan.skip !== null) expect(plan.skip.trim(), action.name).not.toBe('');
  expectValidSteps(action, plan);
  for (const warning of plan.warnings) expect(warning.trim(), action.name).not.toBe('');
  for (const { relation, kind, id } of plan.dependants) {
    expect(relations, action.name).toContain(relation);
    expect([kind, id], action.name).not.toContain('');
  }
  if (!plan.cost) return;
  expect(Number.isFinite(plan.cost.amount), action.name).toBe(true);
  expect(plan.cost.currency, action.name).toMatch(/^[A-Z]{3}$/);
  expect(plan.cost.basis.trim(), action.name).not.toBe('');
}
