import { expect, test } from 'vitest';
import type { Action, PlanStep, TargetPlan } from '#connectors/sdk.ts';
import { expectValidPlan } from './valid-plan.ts';

const step: PlanStep = { id: 'stop', title: 'Stop', operation: 'ec2:StopInstances', effect: 'change', repeatable: true };
const valid: TargetPlan = { steps: [step], skip: null, warnings: [], dependants: [], cost: null };
const action = { name: 'stop', effect: 'change' } as Action;

test.each(['ec2:StopInstances', 'compute.instances.stop', 'Microsoft.Compute/virtualMachines/powerOff/action'])(
  'a plan whose step is %s passes',
  (operation) => expectValidPlan(action, { ...valid, steps: [{ ...step, operation }] }),
);

test('a reason for doing nothing passes', () => expectValidPlan(action, { ...valid, steps: [], skip: 'is stopped already' }));

/** Each fault on its own: the suite would be of no use if it let one through. */
const faults: [string, Partial<TargetPlan>][] = [
  ['nothing to do without a reason', { steps: [] }],
  ['an empty reason', { steps: [], skip: ' ' }],
  ['steps beside a reason for none', { skip: 'is stopped already' }],
  ['the same step twice', { steps: [step, step] }],
  ['a step without a title', { steps: [{ ...step, title: '' }] }],
  ['an operation in our words', { steps: [{ ...step, operation: 'stop it' }] }],
  ['an empty warning', { warnings: [''] }],
  ['a dependant without an id', { dependants: [{ relation: 'serves', kind: 'Target group', id: '', name: 'web', state: '' }] }],
  ['a cost without its basis', { cost: { amount: 1, currency: 'USD', basis: '' } }],
  ['a cost that is no number', { cost: { amount: Number.NaN, currency: 'USD', basis: 'list prices' } }],
];

test.each(faults)('%s is found', (_, fault) => {
  expect(() => expectValidPlan(action, { ...valid, ...fault })).toThrow();
});

test('destroying by a step that does not say so is found', () => {
  expect(() => expectValidPlan({ ...action, effect: 'destroy' }, valid)).toThrow();
});
