import type { VirtualMachineInstanceView, VirtualMachineScaleSet } from '@azure/arm-compute';
import { AppFailure, type ComputeSource, type Machine, type Page, type ReadOptions, type Scope } from '../sdk.ts';
import type { AzureAccount } from './account.ts';
import { addressesIn } from './addresses.ts';
import { listArm } from './arm.ts';
import { canonical } from './arm-id.ts';
import { machinesOfCluster } from './clusters.ts';
import { collect, sdkPages } from './paging.ts';
import { autoscaleRanges, isUniform, machineOfSet, type Range } from './scale-sets.ts';
import type { Subscription } from './subscriptions.ts';
import { isUnattached, isUnused, listAddresses, machineOfAddress, machineOfDisk, type PublicIpRecord } from './unattached.ts';
import { machineOfInstance, machineOfVm } from './virtual-machines.ts';

const minute = 60_000;

/** One read of one scope. */
interface Reading {
  account: AzureAccount;
  subscription: Subscription;
  signal: AbortSignal;
  cursor: string | null;
}
type Pages = AsyncIterable<Page<Machine[]>>;

function pageOf(items: Machine[], next: string | null): Page<Machine[]> {
  return { items, cursor: next, progress: next ? null : 1 };
}

/** Run-time states of all machines of a subscription by id: a list of its own, so that no machine costs a call. */
export async function readViews({
  account,
  subscription,
  signal,
}: Omit<Reading, 'cursor'>): Promise<Map<string, VirtualMachineInstanceView | undefined>> {
  const client = await account.compute(subscription.id, { signal });
  const source = { operation: 'Microsoft.Compute/virtualMachines/read', scope: subscription.id };
  const list = await collect(account, source, client.virtualMachines.listAll({ statusOnly: 'true' }));
  return new Map(list.map(({ id, instanceView }) => [canonical(id), instanceView]));
}

async function* readMachines(reading: Reading): Pages {
  const { account, subscription, signal, cursor } = reading;
  const views = await readViews(reading);
  const { known, warnings } = await addressesIn(account, subscription.id, signal);
  const client = await account.compute(subscription.id, { signal });
  const source = { operation: 'Microsoft.Compute/virtualMachines/read', scope: subscription.id };
  for await (const { items, next } of sdkPages(account, source, client.virtualMachines.listAll(), cursor)) {
    const machines = items.map((vm) =>
      machineOfVm(vm, subscription, { view: views.get(canonical(vm.id)), addresses: known.get(canonical(vm.id)) }),
    );
    yield { ...pageOf(machines, next), ...(warnings.length > 0 ? { warnings } : {}) };
  }
}

/** Instances of a uniform set: one paged list for each set is what the API has. */
export async function readInstances(
  { account, subscription, signal }: Omit<Reading, 'cursor'>,
  set: VirtualMachineScaleSet,
): Promise<Machine[]> {
  const client = await account.compute(subscription.id, { signal });
  const [, , , , resourceGroup = '', , , , name = ''] = (set.id ?? '').split('/');
  const source = { operation: 'Microsoft.Compute/virtualMachineScaleSets/virtualMachines/read', scope: set.id ?? '' };
  const list = client.virtualMachineScaleSetVMs.list(resourceGroup, name, { expand: 'instanceView' });
  return (await collect(account, source, list)).map((vm) => machineOfInstance(vm, subscription));
}

/** A set and, in uniform orchestration, its instances; an empty set is not asked for any. */
async function readSet(reading: Reading, set: VirtualMachineScaleSet, range: Range | undefined): Promise<Machine[]> {
  const instances = isUniform(set) ? (set.sku?.capacity === 0 ? [] : await readInstances(reading, set)) : null;
  const running = instances?.filter(({ state }) => state === 'running').length ?? null;
  return [machineOfSet(set, reading.subscription, { running, range }), ...(instances ?? [])];
}

/** Lists of instances asked for at a time. */
const setsAtOnce = 5;

async function* readScaleSets(reading: Reading): Pages {
  const { account, subscription, signal, cursor } = reading;
  const ranges = await autoscaleRanges(account, subscription.id, signal);
  const client = await account.compute(subscription.id, { signal });
  const source = { operation: 'Microsoft.Compute/virtualMachineScaleSets/read', scope: subscription.id };
  for await (const { items, next } of sdkPages(account, source, client.virtualMachineScaleSets.listAll(), cursor)) {
    const machines: Machine[] = [];
    for (let at = 0; at < items.length; at += setsAtOnce) {
      const some = items.slice(at, at + setsAtOnce).map((set) => readSet(reading, set, ranges.get(canonical(set.id))));
      machines.push(...(await Promise.all(some)).flat());
    }
    yield pageOf(machines, next);
  }
}

async function* readClusters({ account, subscription, signal, cursor }: Reading): Pages {
  const client = await account.containers(subscription.id, { signal });
  const source = { operation: 'Microsoft.ContainerService/managedClusters/read', scope: subscription.id };
  for await (const { items, next } of sdkPages(account, source, client.managedClusters.list(), cursor)) {
    yield pageOf(
      items.flatMap((cluster) => machinesOfCluster(cluster, subscription)),
      next,
    );
  }
}

/** Cursor of the second list, before its first page. */
const addressesBegin = 'addresses';

async function* readDisks({ account, subscription, signal, cursor }: Reading): Pages {
  const client = await account.compute(subscription.id, { signal });
  const source = { operation: 'Microsoft.Compute/disks/read', scope: subscription.id };
  for await (const { items, next } of sdkPages(account, source, client.disks.list(), cursor)) {
    yield {
      ...pageOf(
        items.filter(isUnattached).map((disk) => machineOfDisk(disk, subscription)),
        next ?? addressesBegin,
      ),
      progress: null,
    };
  }
}

async function* readUnattached(reading: Reading): Pages {
  const { account, subscription, signal, cursor } = reading;
  const isSecond = cursor !== null && (cursor === addressesBegin || /publicIPAddresses/i.test(cursor));
  if (!isSecond) yield* readDisks(reading);
  const start = isSecond && cursor !== addressesBegin ? cursor : null;
  for await (const { items, next } of listArm(account, listAddresses(subscription.id, signal), start)) {
    yield pageOf(
      (items as PublicIpRecord[]).filter(isUnused).map((address) => machineOfAddress(address, subscription)),
      next,
    );
  }
}

const parts: Record<string, (reading: Reading) => Pages> = {
  vm: readMachines,
  vmss: readScaleSets,
  aks: readClusters,
  unattached: readUnattached,
};
const labels: Record<string, string> = {
  vm: 'virtual machines',
  vmss: 'scale sets',
  aks: 'AKS',
  unattached: 'unattached disks and addresses',
};

/** A subscription that never used a service is not registered for it: it has nothing of the kind. */
function isNotRegistered(cause: unknown): boolean {
  return cause instanceof AppFailure && /MissingSubscriptionRegistration/.test(cause.error.message);
}

async function* readScope(account: AzureAccount, { scope, signal: given, cursor }: ReadOptions): Pages {
  const signal = AbortSignal.any([account.context.signal, given]);
  signal.throwIfAborted();
  const [id = '', part = ''] = scope.id.split('/');
  const subscription = (await account.subscriptions(signal)).find((one) => one.id === id) ?? { id, name: id };
  try {
    yield* parts[part]!({ account, subscription, signal, cursor });
  } catch (cause) {
    if (!isNotRegistered(cause)) throw cause;
    yield pageOf([], null);
  }
}

/** Machines, scale sets, clusters and what is unused: four scopes for each subscription, because each is a list of its own. */
export function computeSource(account: AzureAccount): ComputeSource {
  return {
    maxAgeMs: 5 * minute,
    async scopes(signal): Promise<Scope[]> {
      const subscriptions = await account.subscriptions(AbortSignal.any([account.context.signal, signal]));
      return subscriptions.flatMap(({ id, name }) =>
        Object.keys(parts).map((part) => ({ id: `${id}/${part}`, label: `${name}: ${labels[part]}` })),
      );
    },
    read: (options) => readScope(account, options),
  };
}
