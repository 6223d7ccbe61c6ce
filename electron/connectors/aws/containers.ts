import { AppFailure, type Machine, type Page, type ReadOptions } from '../sdk.ts';
import type { AwsAccount } from './account.ts';
import { batches } from './batches.ts';
import {
  batchSizes,
  type ContainerPlace,
  describeClusters,
  describeServices,
  describeTasks,
  listClusters,
  listServices,
  listTasks,
} from './container-calls.ts';
import { clusterOf, hasContent, serviceOf, taskOf } from './container-rows.ts';
import { type Place, placeOf } from './place.ts';

async function* servicesOf(calls: ContainerPlace, cluster: string, place: Place): AsyncIterable<Machine[]> {
  let next: string | undefined;
  do {
    const page = await listServices(calls, cluster, next);
    next = page.next;
    for (const batch of batches(page.arns, batchSizes.services)) {
      yield (await describeServices(calls, cluster, batch)).map((service) => serviceOf(service, place));
    }
  } while (next);
}

async function* tasksOf(calls: ContainerPlace, cluster: string, place: Place): AsyncIterable<Machine[]> {
  let next: string | undefined;
  do {
    const page = await listTasks(calls, { cluster }, next);
    next = page.next;
    yield (await describeTasks(calls, cluster, page.arns)).map((task) => taskOf(task, place));
  } while (next);
}

/** A cluster that was deleted since it was listed has no content. */
function isGone(cause: unknown): boolean {
  return cause instanceof AppFailure && cause.error.code === 'not_found';
}

async function* contentOf(calls: ContainerPlace, cluster: string, place: Place): AsyncIterable<Machine[]> {
  try {
    yield* servicesOf(calls, cluster, place);
    yield* tasksOf(calls, cluster, place);
  } catch (cause) {
    if (!isGone(cause)) throw cause;
  }
}

async function* rows(calls: ContainerPlace, place: Place): AsyncIterable<Machine[]> {
  let next: string | undefined;
  do {
    const page = await listClusters(calls, next);
    next = page.next;
    const clusters = await describeClusters(calls, page.arns);
    yield clusters.map((cluster) => clusterOf(cluster, place));
    for (const cluster of clusters.filter(hasContent)) yield* contentOf(calls, cluster.clusterArn ?? '', place);
  } while (next);
}

/**
 * ECS clusters, services and tasks of a region. Clusters without content are listed but not asked further. A read cannot
 * be resumed: its place would be three nested page tokens, which ECS lets expire.
 */
export async function* readContainers(account: AwsAccount, region: string, { signal }: ReadOptions): AsyncIterable<Page<Machine[]>> {
  const place = await placeOf(account, region, signal);
  for await (const items of rows({ account, region, signal }, place)) {
    if (items.length > 0) yield { items, cursor: null, progress: null };
  }
}
