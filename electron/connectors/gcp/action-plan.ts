import { type ActionCall, failure, type Machine, type PlanStep, type Related, type TargetPlan } from '../sdk.ts';
import type { GcpAccount } from './account.ts';
import { labelsAfter, sameLabels } from './labels.ts';
import { nameOf, partOf } from './paths.ts';
import { hasCode } from './send.ts';

const nothing: TargetPlan = { steps: [], skip: null, warnings: [], dependants: [], cost: null };
const skip = (why: string): TargetPlan => ({ ...nothing, skip: why });

/** Every change carries a `requestId`: sending it twice has the effect of sending it once. */
const step = (id: string, title: string, operation: string, effect: PlanStep['effect'] = 'change'): PlanStep => ({
  id,
  title,
  operation: `compute.${operation}`,
  effect,
  repeatable: true,
});

/** What stopping does to local SSDs, which is for the person to choose. */
function localSsds({ target, input }: ActionCall): { effect: PlanStep['effect']; warnings: string[] } {
  if (!target.details['local SSDs']) return { effect: 'change', warnings: [] };
  if (input['discardLocalSsd'] === true) return { effect: 'destroy', warnings: ['The data on its local SSDs are lost.'] };
  return { effect: 'change', warnings: ['It has local SSDs: Google keeps their data at a charge, or refuses where it cannot.'] };
}

/** The group that a machine belongs to makes up for what is done to it. */
function member(target: Machine, warning: (group: string) => string): Pick<TargetPlan, 'dependants' | 'warnings'> {
  const dependants = target.parents.map(
    (id): Related => ({ relation: 'member_of', kind: 'Managed instance group', id, name: nameOf(id), state: '' }),
  );
  return { dependants, warnings: dependants.map(({ name }) => warning(name)) };
}

function start({ target }: ActionCall): TargetPlan {
  if (target.state === 'running' || target.state === 'starting') return skip(`is ${target.state} already`);
  const resumes = target.state === 'suspended';
  return { ...nothing, steps: [resumes ? step('resume', 'Resume', 'instances.resume') : step('start', 'Start', 'instances.start')] };
}

function halt(call: ActionCall, [id, title]: ['stop' | 'suspend', string]): TargetPlan {
  const { target } = call;
  const reached = id === 'stop' ? 'stopped' : 'suspended';
  if (target.state === reached) return skip(`is ${reached} already`);
  const ssds = localSsds(call);
  const { dependants, warnings } = member(target, (group) => `${group} may start or replace it again.`);
  return { ...nothing, dependants, warnings: [...warnings, ...ssds.warnings], steps: [step(id, title, `instances.${id}`, ssds.effect)] };
}

function terminate({ target }: ActionCall): TargetPlan {
  if (target.details['deletion protection']) {
    const hint = 'Switch deletion protection off in Google’s console first.';
    throw failure('conflict', `${target.name} is protected against deletion.`, { hint });
  }
  const { dependants, warnings } = member(target, (group) => `${group} makes a new machine in its place.`);
  const disks = target.details['disks deleted with it'];
  const lost = disks ? [`Deleted with it: ${disks}.`] : [];
  const ssds = target.details['local SSDs'] ? ['The data on its local SSDs are lost.'] : [];
  return {
    ...nothing,
    dependants,
    warnings: [...lost, ...ssds, ...warnings],
    steps: [step('terminate', 'Delete', 'instances.delete', 'destroy')],
  };
}

/** Whether a zone has a machine type, kept for as long as it takes to plan a thousand targets. */
const offers = new WeakMap<GcpAccount, Map<string, { until: number; answer: Promise<void> }>>();

function offered(account: GcpAccount, { target }: ActionCall, type: string, signal: AbortSignal): Promise<void> {
  const path = `projects/${partOf(target.id, 'projects')}/zones/${target.zone}/machineTypes/${encodeURIComponent(type)}`;
  const known = offers.get(account) ?? new Map<string, { until: number; answer: Promise<void> }>();
  offers.set(account, known);
  const now = account.context.clock.now();
  const kept = known.get(path);
  if (kept && kept.until > now) return kept.answer;
  const answer = askOffered(account, target, { type, path, signal });
  known.set(path, { until: now + 60_000, answer });
  answer.catch(() => known.delete(path));
  return answer;
}

interface Question {
  type: string;
  path: string;
  signal: AbortSignal;
}

async function askOffered(account: GcpAccount, target: Machine, { type, path, signal }: Question): Promise<void> {
  try {
    await account.call({ service: 'compute', path, operation: 'compute.machineTypes.get', scope: target.zone, signal });
  } catch (cause) {
    if (!hasCode(cause, 'not_found', 'invalid_input')) throw cause;
    throw failure('invalid_input', `There is no machine type ${type} in ${target.zone}.`, {
      hint: 'Name one that this zone has, e.g. e2-standard-4.',
    });
  }
}

async function resize(account: GcpAccount, call: ActionCall, signal: AbortSignal): Promise<TargetPlan> {
  const { target, input } = call;
  const type = typeOf(input);
  if (type === '') throw failure('invalid_input', 'The new machine type is missing.');
  if (type === target.type) return skip(`is ${type} already`);
  await offered(account, call, type, signal);
  const change = step('modify', `Change the machine type to ${type}`, 'instances.setMachineType');
  if (target.state !== 'running') return { ...nothing, ...member(target, templateWins), steps: [change] };
  const ssds = localSsds(call);
  const { dependants, warnings } = member(target, templateWins);
  return {
    ...nothing,
    dependants,
    warnings: ['It is down while its type is changed.', ...ssds.warnings, ...warnings],
    steps: [step('stop', 'Stop', 'instances.stop', ssds.effect), change, step('start', 'Start', 'instances.start')],
  };
}

const templateWins = (group: string): string => `${group} goes back to the type of its template when it replaces the machine.`;

/** The machine type that was entered. */
export function typeOf(input: ActionCall['input']): string {
  return String(input['type'] ?? '').trim();
}

/** The size that was entered. */
export function sizeOf(input: ActionCall['input']): number {
  const given = input['desired'] ?? '';
  // An empty text is no number: taken for 0 it would delete everything.
  const size = String(given).trim() === '' ? Number.NaN : Number(given);
  if (!Number.isInteger(size) || size < 0) throw failure('invalid_input', 'The size must be a whole number.');
  return size;
}

function scale({ target, input }: ActionCall): TargetPlan {
  const desired = sizeOf(input);
  const { capacity } = target;
  if (capacity?.desired === desired) return skip(`has ${desired} already`);
  const steers = target.details['autoscaling'] === 'on';
  const limits = steers && capacity ? ` It keeps between ${capacity.min ?? 0} and ${capacity.max ?? 'any number'}.` : '';
  const fewer =
    capacity?.desired !== null && capacity && desired < capacity.desired ? [`${capacity.desired - desired} machines are deleted.`] : [];
  const warnings = [...fewer, ...(steers ? [`An autoscaler steers this group and may change the size again.${limits}`] : [])];
  return { ...nothing, warnings, steps: [step('scale', `Set the size to ${desired}`, 'instanceGroupManagers.resize')] };
}

function tag({ target, input }: ActionCall): TargetPlan {
  const kind = target.kind === 'disk' ? 'disks' : 'instances';
  if (sameLabels(labelsAfter(target.tags, input), target.tags)) return skip('has these labels already');
  return { ...nothing, steps: [step('tag', 'Change labels', `${kind}.setLabels`)] };
}

/** Only what nothing uses is deleted from here. */
function remove({ target }: ActionCall, gone: PlanStep): TargetPlan {
  if (target.state === 'stopped') return { ...nothing, steps: [gone] };
  throw failure('conflict', `${target.name} is in use.`, { hint: 'Detach it first, and plan again.' });
}

/** What an action takes on one target. */
export async function planOf(account: GcpAccount, call: ActionCall, signal: AbortSignal): Promise<TargetPlan> {
  switch (call.action) {
    case 'start':
      return start(call);
    case 'stop':
      return halt(call, ['stop', 'Stop']);
    case 'suspend':
      return halt(call, ['suspend', 'Suspend']);
    case 'reset':
      return { ...nothing, steps: [step('reset', 'Reset', 'instances.reset')] };
    case 'terminate':
      return terminate(call);
    case 'resize':
      return resize(account, call, signal);
    case 'tag':
      return tag(call);
    case 'scale':
      return scale(call);
    case 'delete':
      return remove(call, step('delete', 'Delete disk', 'disks.delete', 'destroy'));
    case 'release':
      return remove(call, step('release', 'Release address', 'addresses.delete', 'destroy'));
    default:
      throw failure('unsupported', `Google Cloud has no action ${call.action} here.`);
  }
}
