import type { Machine, Related } from '../sdk.ts';
import { type GcpAccount, listAll } from './account.ts';
import type { AggregatedReply, GroupRecord, InstanceRecord } from './api-types.ts';
import { idOf, nameOf, partOf } from './paths.ts';

export interface RelatedRead {
  account: GcpAccount;
  target: Machine;
  /** The target's own record. */
  raw: object;
  signal: AbortSignal;
  /** Does the work; when it fails, notes it and gives `instead`. */
  tolerant<T>(work: Promise<T>, instead: T): Promise<T>;
}

interface BackendService {
  name?: string;
  selfLink?: string;
  backends?: { group?: string }[];
}

/** Source: https://cloud.google.com/compute/docs/reference/rest/v1/instanceGroupManagers/listManagedInstances */
interface ManagedInstance {
  instance?: string;
  instanceStatus?: string;
  currentAction?: string;
  instanceHealth?: { detailedHealthState?: string }[];
}

/** Members shown at most. */
const mostMembers = '200';

const relation = (kind: Related['relation'], what: string, link: string, state = ''): Related => ({
  relation: kind,
  kind: what,
  id: idOf(link),
  name: nameOf(link),
  state,
});

async function backendServices({ account, target, signal }: RelatedRead): Promise<BackendService[]> {
  const project = partOf(target.id, 'projects');
  const query = { maxResults: '500', returnPartialSuccess: 'true' };
  const path = `projects/${project}/aggregated/backendServices`;
  const call = { service: 'compute', path, query, operation: 'compute.backendServices.list', scope: project, signal } as const;
  return listAll(account, call, (reply) =>
    Object.values((reply as AggregatedReply).items ?? {}).flatMap((item) => (item['backendServices'] ?? []) as BackendService[]),
  );
}

/** Health of a member as its load balancer sees it; `''` when it does not say. Source: backendServices.getHealth. */
async function healthAt(read: RelatedRead, service: string, group: string): Promise<string> {
  const { account, target, signal } = read;
  const path = `${idOf(service)}/getHealth`;
  const call = { service: 'compute', path, method: 'POST', body: { group }, operation: 'compute.backendServices.get', signal } as const;
  const { healthStatus = [] } = await account.call<{ healthStatus: { instance?: string; healthState?: string }[] }>(call);
  const states = healthStatus
    .filter(({ instance }) => target.kind === 'group' || idOf(instance ?? '') === target.id)
    .map((one) => one.healthState ?? '');
  const good = states.filter((state) => state === 'HEALTHY').length;
  return target.kind === 'group' ? `${good} of ${states.length} healthy` : (states[0] ?? '');
}

/** Load balancers that send traffic to an instance group. Managed groups share name and place with theirs. */
async function servedBy(read: RelatedRead, groupLink: string): Promise<Related[]> {
  const group = idOf(groupLink);
  const all = await backendServices(read);
  const serving = all.flatMap(({ selfLink, backends = [] }) => {
    const backend = backends.find((one) => idOf(one.group ?? '') === group);
    return selfLink && backend ? [{ selfLink, group: backend.group! }] : [];
  });
  return Promise.all(
    serving.map(async ({ selfLink, group: link }) =>
      relation('serves', 'Backend service', selfLink, await read.tolerant(healthAt(read, selfLink, link), '')),
    ),
  );
}

const instanceGroupOf = (manager: string): string => manager.replace('/instanceGroupManagers/', '/instanceGroups/');

async function ofMachine(read: RelatedRead): Promise<Related[]> {
  const { disks = [] } = read.raw as InstanceRecord;
  const { parents } = read.target;
  const services = await Promise.all(parents.map((parent) => read.tolerant(servedBy(read, instanceGroupOf(parent)), [])));
  return [
    ...parents.map((parent) => relation('member_of', 'Managed instance group', parent)),
    ...services.flat(),
    ...disks.flatMap(({ source, autoDelete }) =>
      source ? [relation('attached_to', 'Disk', source, autoDelete ? 'deleted with it' : 'kept')] : [],
    ),
  ];
}

async function membersOf({ account, target, signal }: RelatedRead): Promise<Related[]> {
  const call = {
    service: 'compute',
    path: `${target.id}/listManagedInstances`,
    method: 'POST',
    query: { maxResults: mostMembers },
    operation: 'compute.instanceGroupManagers.get',
    scope: target.name,
    signal,
  } as const;
  const { managedInstances = [] } = await account.call<{ managedInstances: ManagedInstance[] }>(call);
  return managedInstances.map(({ instance = '', instanceStatus = '', currentAction = 'NONE', instanceHealth = [] }) => {
    const action = currentAction === 'NONE' ? '' : currentAction;
    const state = [instanceStatus, action, ...instanceHealth.map((one) => one.detailedHealthState ?? '')].filter(Boolean).join(', ');
    return relation('contains', 'Machine', instance, state);
  });
}

async function ofGroup(read: RelatedRead): Promise<Related[]> {
  const { instanceGroup } = read.raw as GroupRecord;
  const [services, members] = await Promise.all([
    read.tolerant(servedBy(read, instanceGroup ?? instanceGroupOf(read.target.id)), []),
    read.tolerant(membersOf(read), []),
  ]);
  return [...services, ...members];
}

/** What Google's API says a target is part of, has, or gets traffic from. */
export async function relatedOf(read: RelatedRead): Promise<Related[]> {
  if (read.target.kind === 'machine') return ofMachine(read);
  return read.target.kind === 'group' ? ofGroup(read) : [];
}
