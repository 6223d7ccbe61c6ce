import type { Task } from '@aws-sdk/client-ecs';
import type { Inspection, Related } from '../sdk.ts';
import { parentsOf } from './actions/target-plan.ts';
import { type ContainerPlace, describeClusters, describeServices, describeTasks, listServices, listTasks } from './container-calls.ts';
import { clusterArnOf } from './container-rows.ts';
import { eventAt, found, type InspectCall, Parts, servingWithHealth } from './inspect-parts.ts';
import { nameIn } from './place.ts';

const placeOf = ({ account, target, signal }: InspectCall): ContainerPlace => ({ account, region: target.region, signal });

function contains(kind: string, arns: readonly string[]): Related[] {
  return arns.map((id) => ({ relation: 'contains', kind, id, name: nameIn(id), state: '' }));
}

/** A cluster with its first hundred services and tasks. */
export async function inspectCluster(call: InspectCall): Promise<Inspection> {
  const { target, signal } = call;
  const place = placeOf(call);
  const raw = found((await describeClusters(place, [target.id]))[0], target);
  const parts = new Parts(signal);
  const none = { arns: [], next: undefined };
  const [services, tasks] = await Promise.all([
    parts.try(none, () => listServices(place, target.id)),
    parts.try(none, () => listTasks(place, { cluster: target.id })),
  ]);
  const related = [...contains('ECS service', services.arns), ...contains('ECS task', tasks.arns)];
  return { raw, related, events: [], problems: parts.problems };
}

/** A service with its cluster, target groups, first hundred tasks and its own events. */
export async function inspectService(call: InspectCall): Promise<Inspection> {
  const { target, signal } = call;
  const place = placeOf(call);
  const cluster = clusterArnOf(target);
  const service = found((await describeServices(place, cluster, [target.id]))[0], target);
  const parts = new Parts(signal);
  const targetGroups = (service.loadBalancers ?? []).flatMap((one) => one.targetGroupArn ?? []);
  const [tasks, serves] = await Promise.all([
    parts.try([], async () => (await listTasks(place, { cluster, serviceName: service.serviceName ?? '' })).arns),
    servingWithHealth(call, targetGroups, parts),
  ]);
  return {
    raw: service,
    related: [...parentsOf(target), ...serves, ...contains('ECS task', tasks)],
    events: (service.events ?? []).flatMap((event) => eventAt(event.createdAt, event.message)),
    problems: parts.problems,
  };
}

function taskEvents(task: Task): Inspection['events'] {
  return [
    ...eventAt(task.createdAt, 'Created'),
    ...eventAt(task.pullStoppedAt, 'Image pulled'),
    ...eventAt(task.startedAt, 'Started'),
    ...eventAt(task.stoppingAt, `Stopping: ${task.stoppedReason ?? ''}`),
    ...eventAt(task.stoppedAt, 'Stopped'),
  ];
}

/** Environment variables that a task was started with often hold secrets: their names are shown, their values are not. */
function withoutSecrets(task: Task): Task {
  const { containerOverrides } = task.overrides ?? {};
  if (!containerOverrides) return task;
  const hidden = containerOverrides.map((container) => ({
    ...container,
    ...(container.environment && { environment: container.environment.map(({ name }) => ({ name, value: '(not shown)' })) }),
  }));
  return { ...task, overrides: { ...task.overrides, containerOverrides: hidden } };
}

/** A task with its service, its cluster and the container instance it runs on. */
export async function inspectTask(call: InspectCall): Promise<Inspection> {
  const { target } = call;
  const task = found((await describeTasks(placeOf(call), clusterArnOf(target), [target.id]))[0], target);
  const host = task.containerInstanceArn;
  const runsOn: Related[] = host ? [{ relation: 'runs_on', kind: 'Container instance', id: host, name: nameIn(host), state: '' }] : [];
  return { raw: withoutSecrets(task), related: [...parentsOf(target), ...runsOn], events: taskEvents(task), problems: [] };
}
