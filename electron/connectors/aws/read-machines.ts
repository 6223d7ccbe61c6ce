import { AppFailure, type Machine, type MachineKind } from '../sdk.ts';
import type { AwsAccount } from './account.ts';
import { batches } from './batches.ts';
import { batchSizes, describeClusters, describeServices, describeTasks } from './container-calls.ts';
import { clusterArnOf, clusterOf, serviceOf, taskOf } from './container-rows.ts';
import { groupNameOf, groupOf } from './group-rows.ts';
import { machinesOf } from './machines.ts';
import { type Place, placeOf } from './place.ts';
import { addressOf, diskOf } from './unattached-rows.ts';

/** Targets of one kind in one region. */
interface Lot {
  account: AwsAccount;
  place: Place;
  targets: Machine[];
  signal: AbortSignal;
}

/** DescribeInstances takes so many ids, and so many values in a filter. Source: EC2 API reference. */
const mostIds = 1000;
const mostFilterValues = 200;
const mostGroups = 100;

const idsOf = (targets: readonly Machine[]) => targets.map((target) => target.id);

async function instancesBy(
  { account, place, signal }: Lot,
  wanted: { InstanceIds: string[] } | { Filters: { Name: string; Values: string[] }[] },
) {
  const { DescribeInstancesCommand } = await import('@aws-sdk/client-ec2');
  const client = await account.clients.ec2(place.region);
  const source = { operation: 'ec2:DescribeInstances', scope: place.region };
  const machines: Machine[] = [];
  let NextToken: string | undefined;
  do {
    const command = new DescribeInstancesCommand({ ...wanted, NextToken });
    const reply = await account.call(source, () => client.send(command, { abortSignal: signal }));
    machines.push(...machinesOf(reply.Reservations ?? [], place));
    NextToken = reply.NextToken || undefined;
  } while (NextToken);
  return machines;
}

/** One id that does not exist fails the whole call by ids; a filter gives those that do. */
async function instances(lot: Lot): Promise<Machine[]> {
  const read = async (ids: string[]) => {
    try {
      return await instancesBy(lot, { InstanceIds: ids });
    } catch (cause) {
      if (!(cause instanceof AppFailure) || cause.error.code !== 'not_found') throw cause;
      const parts = batches(ids, mostFilterValues).map((Values) => instancesBy(lot, { Filters: [{ Name: 'instance-id', Values }] }));
      return (await Promise.all(parts)).flat();
    }
  };
  return (await Promise.all(batches(idsOf(lot.targets), mostIds).map(read))).flat();
}

/** What an action does not ask for again: health and measurements stay as they were known while the state does. */
function keepKnown(fresh: Machine[], lot: Lot): Machine[] {
  const before = new Map(lot.targets.map((target) => [target.id, target]));
  return fresh.map((machine) => {
    const old = before.get(machine.id);
    if (!old || old.state !== machine.state) return machine;
    const { health, healthDetail, cpuPercent, memoryPercent } = old;
    return { ...machine, cpuPercent, memoryPercent, ...(machine.kind === 'machine' ? { health, healthDetail } : {}) };
  });
}

async function groups({ account, place, targets, signal }: Lot): Promise<Machine[]> {
  const { DescribeAutoScalingGroupsCommand } = await import('@aws-sdk/client-auto-scaling');
  const client = await account.clients.autoScaling(place.region);
  const source = { operation: 'autoscaling:DescribeAutoScalingGroups', scope: place.region };
  const read = async (AutoScalingGroupNames: string[]) => {
    const command = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames, MaxRecords: mostGroups });
    const reply = await account.call(source, () => client.send(command, { abortSignal: signal }));
    return (reply.AutoScalingGroups ?? []).map((group) => groupOf(group, place));
  };
  return (await Promise.all(batches(targets.map(groupNameOf), mostGroups).map(read))).flat();
}

/** Reads what is in clusters, cluster by cluster; what was in a cluster that is gone is gone too. */
async function inClusters(lot: Lot, size: number, read: (cluster: string, arns: string[]) => Promise<Machine[]>): Promise<Machine[]> {
  const byCluster = Object.entries(Object.groupBy(lot.targets, clusterArnOf));
  const calls = byCluster.flatMap(([cluster, targets]) => batches(idsOf(targets ?? []), size).map((arns) => ({ cluster, arns })));
  const results = calls.map(({ cluster, arns }) =>
    read(cluster, arns).catch((cause: unknown) => {
      if (cause instanceof AppFailure && cause.error.code === 'not_found') return [];
      throw cause;
    }),
  );
  return (await Promise.all(results)).flat();
}

const at = ({ account, place, signal }: Lot) => ({ account, region: place.region, signal });

const services = (lot: Lot) =>
  inClusters(lot, batchSizes.services, async (cluster, arns) =>
    (await describeServices(at(lot), cluster, arns)).map((one) => serviceOf(one, lot.place)),
  );

const tasks = (lot: Lot) =>
  inClusters(lot, batchSizes.tasks, async (cluster, arns) =>
    (await describeTasks(at(lot), cluster, arns)).map((one) => taskOf(one, lot.place)),
  );

async function clusters(lot: Lot): Promise<Machine[]> {
  const parts = batches(idsOf(lot.targets), batchSizes.clusters).map((arns) => describeClusters(at(lot), arns));
  return (await Promise.all(parts)).flat().map((one) => clusterOf(one, lot.place));
}

async function disks({ account, place, targets, signal }: Lot): Promise<Machine[]> {
  const { DescribeVolumesCommand } = await import('@aws-sdk/client-ec2');
  const client = await account.clients.ec2(place.region);
  const source = { operation: 'ec2:DescribeVolumes', scope: place.region };
  const read = async (Values: string[]) => {
    const command = new DescribeVolumesCommand({ Filters: [{ Name: 'volume-id', Values }] });
    const reply = await account.call(source, () => client.send(command, { abortSignal: signal }));
    return (reply.Volumes ?? []).map((volume) => diskOf(volume, targets[0]!.account, place));
  };
  return (await Promise.all(batches(idsOf(targets), mostFilterValues).map(read))).flat();
}

async function addresses({ account, place, targets, signal }: Lot): Promise<Machine[]> {
  const { DescribeAddressesCommand } = await import('@aws-sdk/client-ec2');
  const client = await account.clients.ec2(place.region);
  const source = { operation: 'ec2:DescribeAddresses', scope: place.region };
  const read = async (Values: string[]) => {
    const command = new DescribeAddressesCommand({ Filters: [{ Name: 'allocation-id', Values }] });
    const reply = await account.call(source, () => client.send(command, { abortSignal: signal }));
    return (reply.Addresses ?? []).map((address) => addressOf(address, targets[0]!.account, place));
  };
  return (await Promise.all(batches(idsOf(targets), mostFilterValues).map(read))).flat();
}

const readers: Partial<Record<MachineKind, (lot: Lot) => Promise<Machine[]>>> = {
  machine: instances,
  group: groups,
  cluster: clusters,
  service: services,
  task: tasks,
  disk: disks,
  address: addresses,
};

/** The targets as AWS has them now, in as few calls as it allows; those that are gone are left out. */
export async function readMachines(account: AwsAccount, targets: readonly Machine[], signal: AbortSignal): Promise<Machine[]> {
  const lots = Object.values(Object.groupBy(targets, ({ region, kind }) => `${region} ${kind}`)).map(async (list = []) => {
    const [first] = list;
    const read = first && readers[first.kind];
    if (!first || !read) return [];
    const lot: Lot = { account, place: await placeOf(account, first.region, signal), targets: list, signal };
    return keepKnown(await read(lot), lot);
  });
  return (await Promise.all(lots)).flat();
}
