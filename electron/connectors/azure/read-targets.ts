import { AppFailure, type Machine } from '../sdk.ts';
import type { AzureAccount } from './account.ts';
import { sendArm } from './arm.ts';
import { type ArmId, canonical, parseArmId } from './arm-id.ts';
import { machinesOfCluster } from './clusters.ts';
import { readInstances, readViews } from './compute.ts';
import { collect } from './paging.ts';
import { autoscaleRanges, isUniform, machineOfSet } from './scale-sets.ts';
import type { Subscription } from './subscriptions.ts';
import { machineOfAddress, machineOfDisk, networkVersion, type PublicIpRecord } from './unattached.ts';
import { machineOfInstance, machineOfVm } from './virtual-machines.ts';

/**
 * Up to so many machines are asked for one by one; more come from the two lists of the whole subscription. Lists have some
 * hundred machines to a page, so this is about where they need fewer calls.
 */
const oneByOne = 10;

/** Targets of one type in one subscription. */
interface Group {
  account: AzureAccount;
  subscription: Subscription;
  ids: ArmId[];
  signal: AbortSignal;
}

/** Null for what is gone. */
async function unlessGone<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof AppFailure && cause.error.code === 'not_found') return null;
    throw cause;
  }
}

async function each({ ids }: Group, read: (id: ArmId) => Promise<Machine[]>): Promise<Machine[]> {
  return (await Promise.all(ids.map((id) => unlessGone(read(id))))).flatMap((found) => found ?? []);
}

async function readVms(group: Group): Promise<Machine[]> {
  const { account, subscription, signal, ids } = group;
  const source = { operation: 'Microsoft.Compute/virtualMachines/read', scope: subscription.id };
  const client = await account.compute(subscription.id, { signal });
  if (ids.length <= oneByOne) {
    return each(group, async ({ resourceGroup, name }) => [
      machineOfVm(
        await account.call({ ...source, scope: name }, () => client.virtualMachines.get(resourceGroup, name, { expand: 'instanceView' })),
        subscription,
      ),
    ]);
  }
  const views = await readViews(group);
  const list = await collect(account, source, client.virtualMachines.listAll());
  return list.map((vm) => machineOfVm(vm, subscription, { view: views.get(canonical(vm.id)) }));
}

async function readInstance(group: Group): Promise<Machine[]> {
  const { account, subscription, signal } = group;
  const client = await account.compute(subscription.id, { signal });
  const source = { operation: 'Microsoft.Compute/virtualMachineScaleSets/virtualMachines/read' };
  return each(group, async ({ resourceGroup, names: [set = '', instance = ''] }) => {
    const get = () => client.virtualMachineScaleSetVMs.get(resourceGroup, set, instance, { expand: 'instanceView' });
    return [machineOfInstance(await account.call({ ...source, scope: `${set}/${instance}` }, get), subscription)];
  });
}

async function readManyInstances(group: Group): Promise<Machine[]> {
  const sets = Map.groupBy(group.ids, ({ resourceGroup, names: [set = ''] }) => `${resourceGroup}/${set}`);
  const read = async (ids: ArmId[]) => {
    if (ids.length <= oneByOne) return readInstance({ ...group, ids });
    const [{ resourceGroup, names }] = ids as [ArmId];
    const id = `/subscriptions/${group.subscription.id}/resourceGroups/${resourceGroup}/providers/Microsoft.Compute/virtualMachineScaleSets/${names[0]}`;
    return (await unlessGone(readInstances(group, { id, location: '' }))) ?? [];
  };
  return (await Promise.all([...sets.values()].map(read))).flat();
}

async function readSets(group: Group): Promise<Machine[]> {
  const { account, subscription, signal } = group;
  const client = await account.compute(subscription.id, { signal });
  const ranges = await autoscaleRanges(account, subscription.id, signal);
  return each(group, async ({ resourceGroup, name }) => {
    const source = { operation: 'Microsoft.Compute/virtualMachineScaleSets/read', scope: name };
    const set = await account.call(source, () => client.virtualMachineScaleSets.get(resourceGroup, name));
    const running = isUniform(set)
      ? await runningIn(account, () => client.virtualMachineScaleSets.getInstanceView(resourceGroup, name), name)
      : null;
    return [machineOfSet(set, subscription, { running, range: ranges.get(canonical(set.id)) })];
  });
}

interface Summary {
  virtualMachine?: { readonly statusesSummary?: { readonly code?: string; readonly count?: number }[] };
}

/** Instances that run, from the counts that a set keeps of its instances. */
async function runningIn(account: AzureAccount, ask: () => Promise<Summary>, scope: string): Promise<number> {
  const { virtualMachine } = await account.call({ operation: 'Microsoft.Compute/virtualMachineScaleSets/instanceView/read', scope }, ask);
  return virtualMachine?.statusesSummary?.find(({ code }) => code === 'PowerState/running')?.count ?? 0;
}

/** A pool is read by its cluster, which is asked once for all of them. */
async function readClusters(group: Group): Promise<Machine[]> {
  const { account, subscription, signal } = group;
  const client = await account.containers(subscription.id, { signal });
  const ids = [...new Map(group.ids.map((id) => [`${id.resourceGroup}/${id.names[0]}`, id])).values()];
  return each({ ...group, ids }, async ({ resourceGroup, names: [cluster = ''] }) => {
    const source = { operation: 'Microsoft.ContainerService/managedClusters/read', scope: cluster };
    return machinesOfCluster(await account.call(source, () => client.managedClusters.get(resourceGroup, cluster)), subscription);
  });
}

async function readDisks(group: Group): Promise<Machine[]> {
  const { account, subscription, signal } = group;
  const client = await account.compute(subscription.id, { signal });
  return each(group, async ({ resourceGroup, name }) => {
    const source = { operation: 'Microsoft.Compute/disks/read', scope: name };
    return [machineOfDisk(await account.call(source, () => client.disks.get(resourceGroup, name)), subscription)];
  });
}

async function readAddresses(group: Group): Promise<Machine[]> {
  const { account, subscription, signal } = group;
  return each(group, async ({ resourceGroup, name }) => {
    const path = `/subscriptions/${subscription.id}/resourceGroups/${resourceGroup}/providers/Microsoft.Network/publicIPAddresses/${name}`;
    const request = { path, apiVersion: networkVersion, operation: 'Microsoft.Network/publicIPAddresses/read', scope: name, signal };
    return [machineOfAddress((await sendArm(account, request)).body as PublicIpRecord, subscription)];
  });
}

const readers: Record<string, (group: Group) => Promise<Machine[]>> = {
  virtualmachines: readVms,
  'virtualmachinescalesets/virtualmachines': readManyInstances,
  virtualmachinescalesets: readSets,
  managedclusters: readClusters,
  disks: readDisks,
  publicipaddresses: readAddresses,
};

/** A cluster and its pools are one record. */
const readerOf = ({ type }: ArmId) => (type === 'managedclusters/agentpools' ? 'managedclusters' : type);

/** What no list of machines says is kept from what was known before. */
function completed(fresh: Machine, known: Machine): Machine {
  return { ...fresh, privateIp: fresh.privateIp || known.privateIp, publicIp: fresh.publicIp || known.publicIp };
}

/** The targets as Azure has them now; those that are gone are left out. */
export async function readTargets(account: AzureAccount, targets: readonly Machine[], signal: AbortSignal): Promise<Machine[]> {
  const wanted = new Map(targets.map((target) => [canonical(target.id), target]));
  const subscriptions = new Map((await account.subscriptions(signal)).map((one) => [one.id, one]));
  const groups = Map.groupBy([...wanted.keys()].map(parseArmId), (id) => `${id.subscription} ${readerOf(id)}`);
  const read = (ids: ArmId[]) => {
    const [{ subscription: id }] = ids as [ArmId];
    const type = readerOf(ids[0]!);
    const subscription = subscriptions.get(id) ?? { id, name: id };
    return readers[type]?.({ account, subscription, ids, signal }) ?? Promise.resolve([]);
  };
  const found = (await Promise.all([...groups.values()].map(read))).flat();
  return found.flatMap((machine) => {
    const known = wanted.get(machine.id);
    return known ? [completed(machine, known)] : [];
  });
}
