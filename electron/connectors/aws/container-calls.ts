import type { Cluster, Service, Task } from '@aws-sdk/client-ecs';
import type { AwsAccount } from './account.ts';

/** Where containers are asked for. */
export interface ContainerPlace {
  account: AwsAccount;
  region: string;
  signal: AbortSignal;
}

/** Most of what one describe call takes. Source: ECS API reference. */
export const batchSizes = { clusters: 100, services: 10, tasks: 100 } as const;
/** The most a list call gives. */
const pageSize = 100;

async function send<T>(
  { account, region, signal }: ContainerPlace,
  operation: string,
  work: (client: Awaited<ReturnType<AwsAccount['clients']['ecs']>>, abort: { abortSignal: AbortSignal }) => Promise<T>,
): Promise<T> {
  const client = await account.clients.ecs(region);
  return account.call({ operation: `ecs:${operation}`, scope: region }, () => work(client, { abortSignal: signal }));
}

/** A page of ARNs. */
interface Arns {
  arns: string[];
  next: string | undefined;
}

export async function listClusters(place: ContainerPlace, nextToken?: string): Promise<Arns> {
  const { ListClustersCommand } = await import('@aws-sdk/client-ecs');
  const command = new ListClustersCommand({ maxResults: pageSize, nextToken });
  const reply = await send(place, 'ListClusters', (client, abort) => client.send(command, abort));
  return { arns: reply.clusterArns ?? [], next: reply.nextToken || undefined };
}

export async function listServices(place: ContainerPlace, cluster: string, nextToken?: string): Promise<Arns> {
  const { ListServicesCommand } = await import('@aws-sdk/client-ecs');
  const command = new ListServicesCommand({ cluster, maxResults: pageSize, nextToken });
  const reply = await send(place, 'ListServices', (client, abort) => client.send(command, abort));
  return { arns: reply.serviceArns ?? [], next: reply.nextToken || undefined };
}

export async function listTasks(place: ContainerPlace, of: { cluster: string; serviceName?: string }, nextToken?: string): Promise<Arns> {
  const { ListTasksCommand } = await import('@aws-sdk/client-ecs');
  const command = new ListTasksCommand({ ...of, maxResults: pageSize, nextToken });
  const reply = await send(place, 'ListTasks', (client, abort) => client.send(command, abort));
  return { arns: reply.taskArns ?? [], next: reply.nextToken || undefined };
}

/** Up to 100 clusters; those that are gone are left out. */
export async function describeClusters(place: ContainerPlace, clusters: string[]): Promise<Cluster[]> {
  if (clusters.length === 0) return [];
  const { DescribeClustersCommand } = await import('@aws-sdk/client-ecs');
  const command = new DescribeClustersCommand({ clusters, include: ['TAGS'] });
  return (await send(place, 'DescribeClusters', (client, abort) => client.send(command, abort))).clusters ?? [];
}

/** Up to 10 services of a cluster; those that are gone are left out. */
export async function describeServices(place: ContainerPlace, cluster: string, services: string[]): Promise<Service[]> {
  const { DescribeServicesCommand } = await import('@aws-sdk/client-ecs');
  const command = new DescribeServicesCommand({ cluster, services, include: ['TAGS'] });
  return (await send(place, 'DescribeServices', (client, abort) => client.send(command, abort))).services ?? [];
}

/** Up to 100 tasks of a cluster; those that are gone are left out. */
export async function describeTasks(place: ContainerPlace, cluster: string, tasks: string[]): Promise<Task[]> {
  if (tasks.length === 0) return [];
  const { DescribeTasksCommand } = await import('@aws-sdk/client-ecs');
  const command = new DescribeTasksCommand({ cluster, tasks, include: ['TAGS'] });
  return (await send(place, 'DescribeTasks', (client, abort) => client.send(command, abort))).tasks ?? [];
}
