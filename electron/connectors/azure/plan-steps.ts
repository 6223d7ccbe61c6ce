import { type ActionCall, failure, type Machine, type PlanStep } from '../sdk.ts';
import type { AzureAccount } from './account.ts';
import { type ArmId, parseArmId } from './arm-id.ts';
import { tagChange, wantedCount, wantedSize } from './inputs.ts';
import { operations } from './operations.ts';
import { collect } from './paging.ts';
import type { SizeTable } from './sizes.ts';

/** What a plan of one target is made of before dependants are known. */
export interface Steps {
  steps: PlanStep[];
  skip: string | null;
  warnings: string[];
}

/** What making steps needs to ask. */
export interface PlanAsk {
  account: AzureAccount;
  sizes: (subscription: string, region: string, signal: AbortSignal) => Promise<SizeTable>;
  signal: AbortSignal;
}

type Planner = (call: ActionCall, id: ArmId, ask: PlanAsk) => Steps | Promise<Steps>;

const titles: Record<string, string> = {
  start: 'Start',
  stop: 'Stop the cluster',
  deallocate: 'Deallocate',
  'power-off': 'Power off',
  restart: 'Restart',
  redeploy: 'Redeploy',
  resize: 'Change the size',
  delete: 'Delete',
  scale: 'Change the number of instances',
  set: 'Set tags',
  remove: 'Remove tags',
};

/** Restarting and moving twice are two outages; everything else has the same effect when it is sent again. */
const once = new Set(['restart', 'redeploy']);

function step(id: string, { type }: ArmId): PlanStep {
  const operation = operations[type]?.[id];
  if (!operation) throw failure('unsupported', 'Azure does not offer this for this kind of resource.');
  return { id, title: titles[id]!, operation, effect: id === 'delete' ? 'destroy' : 'change', repeatable: !once.has(id) };
}

const plan = (steps: PlanStep[], ...warnings: string[]): Steps => ({ steps, skip: null, warnings });
const skip = (why: string): Steps => ({ steps: [], skip: why, warnings: [] });
const isOff = ({ providerState }: Machine) => providerState === 'deallocated' || providerState === 'hibernated';

const start: Planner = ({ target }, id) => {
  if (target.state === 'running') return skip('already running');
  return target.state === 'starting' ? skip('already starting') : plan([step('start', id)]);
};

const stop: Planner = ({ target }, id) => {
  if (id.type === 'managedclusters') {
    return target.state === 'stopped'
      ? skip('already stopped')
      : plan([step('stop', id)], 'Everything that runs on the cluster ends, its control plane too.');
  }
  if (isOff(target)) return skip('already deallocated');
  const warning = 'The temporary disk is lost, and a dynamic public address too.';
  return plan([step('deallocate', id)], warning);
};

const powerOff: Planner = ({ target }, id) => {
  if (target.state === 'stopped') return skip(`already ${target.providerState}`);
  return plan([step('power-off', id)], 'Compute is still charged; stop (deallocate) ends that.');
};

const running =
  (id: string, ...warnings: string[]): Planner =>
  ({ target }, arm) =>
    target.state === 'running' ? plan([step(id, arm)], ...warnings) : skip(`not running (${target.providerState})`);

/** Sizes that the machine can take where it stands; of a deallocated one, all that the region has for it. */
async function sizesHere(id: ArmId, { account, signal }: PlanAsk): Promise<Set<string>> {
  const client = await account.compute(id.subscription, { signal });
  const source = { operation: 'Microsoft.Compute/virtualMachines/vmSizes/read', scope: id.name };
  const list = await collect(account, source, client.virtualMachines.listAvailableSizes(id.resourceGroup, id.name));
  return new Set(list.map(({ name = '' }) => name.toLowerCase()));
}

const resize: Planner = async ({ target, input }, id, ask) => {
  const size = wantedSize(input);
  if (id.type !== 'virtualmachines') throw failure('unsupported', 'An instance has the size of its scale set.');
  if (target.type.toLowerCase() === size.toLowerCase()) return skip(`already ${target.type}`);
  const here = await sizesHere(id, ask);
  const change = step('resize', id);
  if (here.has(size.toLowerCase())) return plan([change], ...(target.state === 'running' ? ['The machine restarts.'] : []));
  const offered = await ask.sizes(id.subscription, target.region, ask.signal);
  if (!offered.has(size.toLowerCase()) || isOff(target)) {
    throw failure('invalid_input', `Azure does not offer ${size} for this machine in ${target.region}.`, {
      hint: 'Choose a size that the region has.',
    });
  }
  const wasRunning = target.state === 'running';
  const steps = [step('deallocate', id), change, ...(wasRunning ? [step('start', id)] : [])];
  return plan(
    steps,
    `${size} is not on the present host: the machine is deallocated${wasRunning ? ' and started again' : ''}; its temporary disk is lost.`,
  );
};

const terminate: Planner = (_, id) =>
  id.type === 'virtualmachines'
    ? plan(
        [step('delete', id)],
        'Disks, network interfaces and public addresses stay, and are charged, unless they are set to be deleted with the machine.',
      )
    : plan([step('delete', id)], 'The scale set has one instance less afterwards.');

const tag: Planner = ({ target, input }, id) => {
  const { set, remove } = tagChange(input);
  const isSet = Object.entries(set).every(([key, value]) => target.tags[key] === value);
  const gone = remove.filter((key) => key in target.tags);
  const steps = [...(isSet ? [] : [step('set', id)]), ...(gone.length > 0 ? [step('remove', id)] : [])];
  return steps.length > 0 ? plan(steps) : skip('tags are already so');
};

const scale: Planner = ({ target, input }, id) => {
  const count = wantedCount(input);
  const { desired = null, min = null, max = null } = target.capacity ?? {};
  if (desired === count) return skip(`already ${count}`);
  if (id.type === 'managedclusters/agentpools' && target.details['autoscale'] === 'on') {
    throw failure('unsupported', 'The cluster autoscaler sets the number of nodes of this pool.', {
      hint: `Change its limits (${min}–${max}) with az aks nodepool update, or switch it off there first.`,
    });
  }
  const auto =
    target.details['autoscale'] === 'on' ? [`Autoscale keeps this set between ${min} and ${max} and may change the number again.`] : [];
  const fewer = desired !== null && count < desired ? [`${desired - count} instances are deleted, with what is on them.`] : [];
  return plan([step('scale', id)], ...auto, ...fewer);
};

const remove: Planner = ({ target }, id) => {
  if (target.providerState !== 'unattached')
    throw failure('conflict', `${target.name} is in use (${target.providerState}).`, {
      hint: 'Only what nothing uses is deleted from here.',
    });
  return plan([step('delete', id)]);
};

const planners: Readonly<Record<string, Planner>> = {
  start,
  stop,
  'power-off': powerOff,
  reboot: running('restart', 'Connections are lost while it restarts.'),
  redeploy: running('redeploy', 'The machine restarts on another host; its temporary disk is lost.'),
  resize,
  terminate,
  tag,
  scale,
  delete: remove,
  release: remove,
};

/** Steps of an action on one target. Throws where the input is wrong or Azure has nothing of the kind. */
export async function planSteps(call: ActionCall, ask: PlanAsk): Promise<Steps> {
  const planner = planners[call.action];
  if (!planner) throw failure('unsupported', `There is no action ${call.action} in Azure.`);
  return planner(call, parseArmId(call.target.id), ask);
}
