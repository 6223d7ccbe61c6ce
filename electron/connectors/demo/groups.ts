import { type Capacity, type Machine, type MachineKind, plainMachine } from '../sdk.ts';
import { accounts, type CloudProvider, type DemoAccount } from './company.ts';
import type { Fleet } from './fleets.ts';
import type { MachineView } from './machine-view.ts';
import { hash, hexDigits, streams } from './random.ts';

/** Roles whose machines are kept at a number by the provider. */
const grouped = new Set(['web', 'api', 'worker']);
const groupTypes: Record<CloudProvider, string> = {
  aws: 'Auto Scaling group',
  azure: 'Scale set',
  gcp: 'Managed instance group',
};

function groupId({ account, region, name }: Fleet): string {
  if (account.provider === 'aws') return `arn:aws:autoscaling:${region}:${account.id}:autoScalingGroup:${name}`;
  if (account.provider === 'gcp') return `projects/${account.id}/regions/${region}/instanceGroupManagers/${name}`;
  return `/subscriptions/${account.id}/resourceGroups/rg-fleets/providers/Microsoft.Compute/virtualMachineScaleSets/${name}`;
}

/** Id of the group that a fleet's machines belong to; empty for machines that stand alone. */
export function groupOf(fleet: Fleet): string[] {
  return grouped.has(fleet.role) && fleet.purchase === 'standard' ? [groupId(fleet)] : [];
}

interface Place {
  account: DemoAccount;
  region: string;
}

function row(place: Place, kind: MachineKind, fields: Pick<Machine, 'id' | 'name' | 'type'> & Partial<Machine>): Machine {
  const { account, region } = place;
  return {
    ...plainMachine,
    kind,
    provider: account.provider,
    account: account.id,
    accountName: account.name,
    region,
    zone: '',
    state: 'running',
    providerState: 'active',
    os: '',
    privateIp: '',
    publicIp: '',
    environment: account.environment,
    launched: null,
    tags: { env: account.environment },
    cpuPercent: null,
    memoryPercent: null,
    ...fields,
  };
}

function sized(view: MachineView, id: string, own: Capacity): Pick<Machine, 'capacity' | 'health' | 'healthDetail'> {
  const capacity = view.states.capacityAt(id, own, view.now);
  const short = (capacity.running ?? 0) < (capacity.desired ?? 0);
  return { capacity, health: short ? 'impaired' : 'ok', healthDetail: short ? 'Fewer members run than are wanted' : '' };
}

const around = (size: number): Capacity => ({ desired: size, min: Math.max(0, Math.floor(size / 2)), max: size * 2, running: size });

function groups(view: MachineView, fleets: readonly Fleet[]): Machine[] {
  return fleets.flatMap((fleet) => {
    const [id] = groupOf(fleet);
    if (!id) return [];
    const type = groupTypes[fleet.account.provider];
    const tags = view.states.of(id).tags ?? { Name: fleet.name, ...fleet.tags };
    return [row(fleet, 'group', { id, name: fleet.name, type, tags, ...sized(view, id, around(fleet.size)) })];
  });
}

function containers(view: MachineView, account: DemoAccount): Machine[] {
  const region = account.regions[0]!;
  const place = { account, region };
  if (account.provider === 'gcp') return [];
  if (account.provider === 'azure') {
    const id = `/subscriptions/${account.id}/resourceGroups/rg-aks/providers/Microsoft.ContainerService/managedClusters/${account.name}`;
    const pool = `${id}/agentPools/general`;
    const cluster = row(place, 'cluster', { id, name: account.name, type: 'AKS', details: { kubernetes: '1.33' } });
    return [
      cluster,
      row(place, 'node_pool', { id: pool, name: `${account.name}/general`, type: 'AKS', parents: [id], ...sized(view, pool, around(4)) }),
    ];
  }
  const cluster = `arn:aws:ecs:${region}:${account.id}:cluster/${account.name}`;
  const services = account.apps.slice(0, 4).map((app, index) => {
    const id = `arn:aws:ecs:${region}:${account.id}:service/${account.name}/${app}`;
    const size = 2 + (hash(view.seed, streams.slot, index, account.weight) % 6);
    const restartedAt = view.states.of(id).restartedAt;
    const details = { 'launch type': 'FARGATE', ...(restartedAt ? { deployment: new Date(restartedAt).toISOString() } : {}) };
    return row(place, 'service', {
      id,
      name: app,
      type: 'ECS',
      parents: [cluster],
      details,
      tags: { env: account.environment, app },
      ...sized(view, id, around(size)),
    });
  });
  return [row(place, 'cluster', { id: cluster, name: account.name, type: 'ECS' }), ...services];
}

const diskTypes: Record<CloudProvider, string> = { aws: 'gp3', azure: 'Premium_LRS', gcp: 'pd-balanced' };

/** Disks and addresses that nothing uses any more: a few in each account. */
function unattached(view: MachineView, account: DemoAccount): Machine[] {
  const place = { account, region: account.regions[0]! };
  const unused = { state: 'stopped', providerState: 'unattached' } as const;
  // Weights are no keys: several accounts have the same.
  const number = accounts.findIndex(({ id }) => id === account.id);
  const disks = [0, 1].map((n): Machine => {
    const key = hash(view.seed, streams.slot, number * 7 + n, 91);
    const id = `vol-0${hexDigits(view.seed, key, 16)}`;
    return row(place, 'disk', {
      id,
      name: id,
      type: diskTypes[account.provider],
      ...unused,
      details: { GiB: String(50 + (key % 10) * 50) },
    });
  });
  const key = hash(view.seed, streams.slot, number, 92);
  const publicIp = `198.19.255.${key % 250}`;
  const id = `eipalloc-0${hexDigits(view.seed, key, 16)}`;
  return [...disks, row(place, 'address', { id, name: publicIp, type: 'static', publicIp, ...unused })];
}

/** Everything of an account that is not a single machine; what was deleted from the console is gone. */
export function servicesOf(view: MachineView, account: DemoAccount, fleets: readonly Fleet[]): Machine[] {
  const all = [...groups(view, fleets), ...containers(view, account), ...unattached(view, account)];
  return all.filter(({ id }) => view.states.of(id).state?.target !== 'terminated');
}
