import { environmentTag, type Health, type Machine, type MachineState, plainMachine } from '../sdk.ts';
import type { InstanceRecord } from './api-types.ts';
import { idOf, nameOf, partOf, placeOf } from './paths.ts';
import type { Project } from './projects.ts';

/** Source: https://cloud.google.com/compute/docs/instances/instance-lifecycle. A stopped machine is called TERMINATED. */
const states: Record<string, MachineState> = {
  PROVISIONING: 'starting',
  STAGING: 'starting',
  RUNNING: 'running',
  PENDING_STOP: 'stopping',
  STOPPING: 'stopping',
  SUSPENDING: 'stopping',
  SUSPENDED: 'suspended',
  STOPPED: 'stopped',
  TERMINATED: 'stopped',
  DEPROVISIONING: 'stopping',
};

/** Facts that are the same for every kind of row. */
export function common(owner: Project, labels: Record<string, string> | undefined) {
  const tags = labels ?? {};
  return {
    ...plainMachine,
    provider: 'gcp',
    account: owner.id,
    accountName: owner.name,
    os: '',
    privateIp: '',
    publicIp: '',
    environment: environmentTag(tags),
    tags,
    cpuPercent: null,
    memoryPercent: null,
  } as const;
}

/** Epoch ms of one of Google's times; null without. */
export function timeOf(text: string | undefined): number | null {
  const time = text ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}

/** Leaves out what is empty: details are facts, not gaps. */
export function facts(all: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => Boolean(entry[1])));
}

/**
 * The group that made the machine. Google writes it as metadata `created-by`, with the project's number instead of its
 * id: `projects/123/zones/z/instanceGroupManagers/g`.
 */
function groupOf(record: InstanceRecord, project: string): string[] {
  const maker = record.metadata?.items?.find(({ key }) => key === 'created-by')?.value ?? '';
  return maker.includes('/instanceGroupManagers/') ? [idOf(maker).replace(/^projects\/[^/]+/, `projects/${project}`)] : [];
}

function osOf({ disks = [] }: InstanceRecord): string {
  const boot = disks.find((disk) => disk.boot);
  return boot?.licenses?.length ? nameOf(boot.licenses[0]!) : '';
}

function healthOf({ status, statusMessage = '' }: InstanceRecord): { health: Health; healthDetail: string } {
  if (status === 'REPAIRING') return { health: 'impaired', healthDetail: statusMessage || 'Google is repairing it' };
  return { health: 'unknown', healthDetail: '' };
}

function detailsOf(record: InstanceRecord): Record<string, string> {
  const [network] = record.networkInterfaces ?? [];
  const scratch = record.disks?.filter((disk) => disk.type === 'SCRATCH').length ?? 0;
  const deleted = record.disks?.filter((disk) => disk.autoDelete && disk.type !== 'SCRATCH').map((disk) => nameOf(disk.source ?? '')) ?? [];
  const spot = record.scheduling?.provisioningModel === 'SPOT' || record.scheduling?.preemptible === true;
  return facts({
    'instance id': record.id,
    network: network?.network && nameOf(network.network),
    subnet: network?.subnetwork && nameOf(network.subnetwork),
    'local SSDs': scratch > 0 ? String(scratch) : undefined,
    'disks deleted with it': deleted.join(', '),
    'deletion protection': record.deletionProtection ? 'on' : undefined,
    provisioning: spot ? 'spot' : undefined,
  });
}

/** Compute Engine's number of a machine: what Monitoring, operations and bills know it by; `''` when it is not known. */
export function numberOf(machine: Machine): string {
  return machine.details['instance id'] ?? machine.details['resource id'] ?? '';
}

/**
 * The name of a resource in Google's billing export (`resource.global_name`, FOCUS `ResourceId`): with numbers instead of
 * names, `//compute.googleapis.com/projects/NUMBER/zones/ZONE/instances/NUMBER`, and `disk` for a disk. Left out where the
 * project's number is not known.
 */
export function costIdOf(id: string, number: string | undefined, owner: Project): { costResourceId?: string } {
  if (!number || !owner.number) return {};
  const [, , ...place] = id.split('/').slice(0, -1);
  return { costResourceId: `//compute.googleapis.com/projects/${owner.number}/${place.join('/').replace(/\/disks$/, '/disk')}/${number}` };
}

export function machineOf(record: InstanceRecord, owner: Project): Machine {
  const id = idOf(record.selfLink ?? '');
  const [network] = record.networkInterfaces ?? [];
  const providerState = record.status ?? '';
  return {
    ...common(owner, record.labels),
    ...placeOf(id),
    ...healthOf(record),
    ...costIdOf(id, record.id, owner),
    id,
    name: record.name ?? nameOf(id),
    state: states[providerState] ?? 'unknown',
    providerState,
    parents: groupOf(record, partOf(id, 'projects') || owner.id),
    details: detailsOf(record),
    type: nameOf(record.machineType ?? ''),
    os: osOf(record),
    privateIp: network?.networkIP ?? '',
    publicIp: network?.accessConfigs?.find((access) => access.natIP)?.natIP ?? '',
    launched: timeOf(record.lastStartTimestamp) ?? timeOf(record.creationTimestamp),
  };
}
