import { type ActionCall, type CostDelta, failure, type PlanStep, type TargetPlan } from '../sdk.ts';
import type { CloudProvider } from './company.ts';
import { roles, typesFor } from './machine-types.ts';

const hoursPerMonth = 730;

/** Price of a type per hour in USD; undefined for one that the organisation does not use. */
function hourly(provider: string, type: string): number | undefined {
  return roles.flatMap((role) => typesFor(provider as CloudProvider, role.name)).find(({ name }) => name === type)?.hourly;
}

function monthly(provider: string, type: string): number {
  return (hourly(provider, type) ?? 0) * hoursPerMonth;
}

const delta = (amount: number): CostDelta => ({
  amount,
  currency: 'USD',
  basis: 'The demo organisation’s prices for each type, 730 hours a month',
});

const step = (id: string, title: string, operation: string, more: Partial<PlanStep> = {}): PlanStep => ({
  id,
  title,
  operation: `demo:${operation}`,
  effect: 'change',
  repeatable: true,
  ...more,
});

const stop = step('stop', 'Stop', 'StopMachine');
const start = step('start', 'Start', 'StartMachine');
const nothing: TargetPlan = { steps: [], skip: null, warnings: [], dependants: [], cost: null };
const skip = (why: string): TargetPlan => ({ ...nothing, skip: why });

function resize({ target, input }: ActionCall): TargetPlan {
  const type = String(input['type'] ?? '').trim();
  if (hourly(target.provider, type) === undefined) {
    const known = [...new Set(roles.flatMap((role) => typesFor(target.provider as CloudProvider, role.name)).map(({ name }) => name))];
    throw failure('invalid_input', `There is no type ${type} here.`, { hint: `It is one of ${known.join(', ')}.` });
  }
  if (type === target.type) return skip(`is ${type} already`);
  const modify = step('modify', `Change the type to ${type}`, 'ModifyMachine');
  const runs = target.state === 'running';
  const cost = delta(monthly(target.provider, type) - monthly(target.provider, target.type));
  return {
    ...nothing,
    steps: runs ? [stop, modify, start] : [modify],
    cost,
    warnings: runs ? ['It is down while its type is changed.'] : [],
  };
}

function scale({ target, input }: ActionCall): TargetPlan {
  const given = input['desired'] ?? '';
  const desired = String(given).trim() === '' ? Number.NaN : Number(given);
  if (!Number.isInteger(desired) || desired < 0) throw failure('invalid_input', 'The size must be a whole number.');
  const { capacity } = target;
  if (capacity?.desired === desired) return skip(`has ${desired} already`);
  if (capacity && (desired < (capacity.min ?? 0) || desired > (capacity.max ?? Infinity)))
    throw failure('invalid_input', `${target.name} takes ${capacity.min} to ${capacity.max} members, not ${desired}.`);
  return { ...nothing, steps: [step('scale', `Set the size to ${desired}`, 'ScaleGroup')] };
}

/** Tags after `set` (lines of `key=value`) and `remove` (lines of keys). */
export function tagsAfter({ target, input }: ActionCall): Record<string, string> {
  const lines = (key: string) =>
    String(input[key] ?? '')
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
  const removed = new Set(lines('remove'));
  const kept = Object.entries(target.tags).filter(([key]) => !removed.has(key));
  const set = lines('set').map((line): [string, string] => {
    const cut = line.indexOf('=');
    if (cut <= 0) throw failure('invalid_input', `"${line}" is not key=value`);
    return [line.slice(0, cut).trim(), line.slice(cut + 1).trim()];
  });
  return Object.fromEntries([...kept, ...set]);
}

function member({ target }: ActionCall): Pick<TargetPlan, 'dependants' | 'warnings'> {
  const [group] = target.parents;
  if (!group || target.kind !== 'machine') return { dependants: [], warnings: [] };
  const name = group.split(/[:/]/).at(-1)!;
  return {
    dependants: [{ relation: 'member_of', kind: 'Group', id: group, name, state: '' }],
    warnings: [`${name} may replace it by a new machine.`],
  };
}

/** What an action takes on one target. */
export function planOf(call: ActionCall): TargetPlan {
  const { target, action } = call;
  if (action === 'resize') return resize(call);
  if (action === 'scale') return scale(call);
  const price = monthly(target.provider, target.type);
  switch (action) {
    case 'start':
      return target.state === 'running' ? skip('runs already') : { ...nothing, steps: [start], cost: delta(price) };
    case 'stop':
      return target.state === 'stopped' ? skip('is stopped already') : { ...nothing, ...member(call), steps: [stop], cost: delta(-price) };
    case 'reboot':
      return { ...nothing, steps: [step('reboot', 'Reboot', 'RebootMachine', { repeatable: false })] };
    case 'tag':
      return JSON.stringify(tagsAfter(call)) === JSON.stringify(target.tags)
        ? skip('has these tags already')
        : { ...nothing, steps: [step('tag', 'Change tags', 'TagResource')] };
    case 'restart':
      return { ...nothing, steps: [step('restart', 'Start a new deployment', 'UpdateService', { repeatable: false })] };
    case 'terminate':
      return {
        ...nothing,
        ...member(call),
        steps: [step('terminate', 'Terminate', 'TerminateMachine', { effect: 'destroy' })],
        cost: delta(-price),
      };
    case 'delete':
    case 'release':
      return { ...nothing, steps: [step(action, action === 'delete' ? 'Delete' : 'Release', 'DeleteResource', { effect: 'destroy' })] };
    default:
      throw failure('unsupported', `The demo organisation has no action ${action}.`);
  }
}
