import type { Cluster, Deployment, Service, Tag, Task } from '@aws-sdk/client-ecs';
import { environmentTag, type Machine, type MachineState, plainMachine } from '../sdk.ts';
import { known } from './details.ts';
import { accountOf, nameIn, type Place } from './place.ts';

type Health = Pick<Machine, 'health' | 'healthDetail'>;
const fine: Health = { health: 'ok', healthDetail: '' };

const clusterStates: Record<string, MachineState> = {
  ACTIVE: 'running',
  PROVISIONING: 'starting',
  DEPROVISIONING: 'stopping',
  INACTIVE: 'terminated',
};

/** Source: ECS Developer Guide, "Amazon ECS task lifecycle". A stopped task never runs again. */
const taskStates: Record<string, MachineState> = {
  PROVISIONING: 'starting',
  PENDING: 'starting',
  ACTIVATING: 'starting',
  RUNNING: 'running',
  DEACTIVATING: 'stopping',
  STOPPING: 'stopping',
  DEPROVISIONING: 'stopping',
  STOPPED: 'terminated',
  DELETED: 'terminated',
};

function base(arn: string, tagList: Tag[] | undefined, place: Place) {
  const account = accountOf(arn);
  const tags = Object.fromEntries((tagList ?? []).map(({ key, value }) => [key ?? '', value ?? '']));
  return {
    ...plainMachine,
    id: arn,
    provider: 'aws',
    account,
    accountName: place.alias || account,
    region: place.region,
    zone: '',
    os: '',
    privateIp: '',
    publicIp: '',
    environment: environmentTag(tags),
    launched: null,
    tags,
    cpuPercent: null,
    memoryPercent: null,
  } satisfies Partial<Machine>;
}

export function clusterOf(cluster: Cluster, place: Place): Machine {
  const status = cluster.status ?? '';
  const failed = status === 'FAILED';
  return {
    ...base(cluster.clusterArn ?? '', cluster.tags, place),
    kind: 'cluster',
    name: cluster.clusterName ?? '',
    state: clusterStates[status] ?? 'unknown',
    providerState: status,
    ...(failed ? { health: 'impaired', healthDetail: 'The resources of the cluster could not be created' } : fine),
    capacity: { desired: null, min: null, max: null, running: cluster.runningTasksCount ?? null },
    type: 'ECS',
    details: known({ pending: cluster.pendingTasksCount || undefined, profile: place.profile }),
  };
}

/** Whether asking for the cluster's services and tasks can find anything. */
export function hasContent(cluster: Cluster): boolean {
  const { activeServicesCount = 0, runningTasksCount = 0, pendingTasksCount = 0 } = cluster;
  return activeServicesCount + runningTasksCount + pendingTasksCount > 0;
}

function serviceState(service: Service): MachineState {
  if (service.status === 'INACTIVE') return 'terminated';
  if (service.status === 'DRAINING') return 'stopping';
  if (service.runningCount) return 'running';
  return service.desiredCount ? 'starting' : 'stopped';
}

function serviceHealth(service: Service, primary: Deployment | undefined): Health {
  if (primary?.rolloutState === 'FAILED') {
    return { health: 'impaired', healthDetail: primary.rolloutStateReason ?? 'The deployment failed' };
  }
  const { runningCount = 0, desiredCount = 0 } = service;
  if (runningCount >= desiredCount) return fine;
  const healthDetail = `${runningCount} of ${desiredCount} tasks run`;
  return { health: primary?.rolloutState === 'IN_PROGRESS' ? 'initializing' : 'impaired', healthDetail };
}

function serviceDetails(service: Service, primary: Deployment | undefined, place: Place): Record<string, string> {
  return known({
    'launch type': service.launchType ?? service.capacityProviderStrategy?.map((one) => one.capacityProvider).join(', '),
    'task definition': nameIn(service.taskDefinition ?? ''),
    scheduling: service.schedulingStrategy,
    'platform version': service.platformVersion,
    deployment: primary?.id,
    'deployment created': primary?.createdAt?.toISOString(),
    rollout: primary?.rolloutState,
    pending: service.pendingCount || undefined,
    'target groups': (service.loadBalancers ?? []).flatMap((one) => one.targetGroupArn ?? []).join(' '),
    profile: place.profile,
  });
}

export function serviceOf(service: Service, place: Place): Machine {
  const primary = service.deployments?.find((deployment) => deployment.status === 'PRIMARY');
  return {
    ...base(service.serviceArn ?? '', service.tags, place),
    kind: 'service',
    name: service.serviceName ?? '',
    state: serviceState(service),
    providerState: service.status ?? '',
    ...serviceHealth(service, primary),
    capacity: { desired: service.desiredCount ?? null, min: null, max: null, running: service.runningCount ?? null },
    parents: [service.clusterArn ?? ''],
    type: 'ECS',
    launched: service.createdAt?.getTime() ?? null,
    details: serviceDetails(service, primary, place),
  };
}

/** ARN of the service that started a task: `service:web` of cluster `shop` is `…:service/shop/web`. */
function serviceOfTask(task: Task): string[] {
  const [, name] = /^service:(.+)$/.exec(task.group ?? '') ?? [];
  const cluster = task.clusterArn ?? '';
  return name ? [`${cluster.replace(':cluster/', ':service/')}/${name}`] : [];
}

function taskState(task: Task): MachineState {
  const state = taskStates[task.lastStatus ?? ''] ?? 'unknown';
  const isEnding = task.desiredStatus === 'STOPPED' && (state === 'running' || state === 'starting');
  return isEnding ? 'stopping' : state;
}

function taskHealth(task: Task): Health {
  if (task.healthStatus === 'UNHEALTHY') return { health: 'impaired', healthDetail: 'The container health check fails' };
  return { health: task.healthStatus === 'HEALTHY' ? 'ok' : 'unknown', healthDetail: '' };
}

function privateIp(task: Task): string {
  const details = (task.attachments ?? []).flatMap((attachment) => attachment.details ?? []);
  return details.find((detail) => detail.name === 'privateIPv4Address')?.value ?? '';
}

export function taskOf(task: Task, place: Place): Machine {
  const definition = nameIn(task.taskDefinitionArn ?? '');
  return {
    ...base(task.taskArn ?? '', task.tags, place),
    kind: 'task',
    name: `${definition} ${nameIn(task.taskArn ?? '').slice(0, 8)}`,
    zone: task.availabilityZone ?? '',
    state: taskState(task),
    providerState: task.lastStatus ?? '',
    ...taskHealth(task),
    parents: [...serviceOfTask(task), task.clusterArn ?? ''],
    type: task.launchType ?? task.capacityProviderName ?? '',
    os: task.platformFamily ?? '',
    privateIp: privateIp(task),
    launched: (task.startedAt ?? task.createdAt)?.getTime() ?? null,
    details: known({
      'task definition': definition,
      'launch type': task.launchType,
      'CPU and memory': task.cpu && task.memory ? `${task.cpu} CPU units, ${task.memory} MiB` : '',
      'stopped because': task.stoppedReason,
      profile: place.profile,
    }),
  };
}

/** ARN of the cluster that a service or task is in. */
export function clusterArnOf(machine: Machine): string {
  return machine.parents.find((parent) => parent.includes(':cluster/')) ?? '';
}
