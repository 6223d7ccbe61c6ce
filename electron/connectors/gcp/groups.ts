import type { Capacity, Health, Machine } from '../sdk.ts';
import { type GcpAccount, listAll } from './account.ts';
import type { AggregatedReply, AutoscalerRecord, GroupRecord } from './api-types.ts';
import { common, facts, timeOf } from './machines.ts';
import { idOf, nameOf, placeOf } from './paths.ts';
import type { Project } from './projects.ts';

/** Limits of an autoscaler by the id of the group it steers. */
export type Autoscalers = ReadonlyMap<string, AutoscalerRecord>;

export async function readAutoscalers(account: GcpAccount, project: string, signal: AbortSignal): Promise<Autoscalers> {
  const path = `projects/${project}/aggregated/autoscalers`;
  const query = { maxResults: '500', returnPartialSuccess: 'true' };
  const call = { service: 'compute', path, query, operation: 'compute.autoscalers.list', scope: project, signal } as const;
  const found = await listAll(account, call, (reply) =>
    Object.values((reply as AggregatedReply).items ?? {}).flatMap((item) => (item['autoscalers'] ?? []) as AutoscalerRecord[]),
  );
  return new Map(found.map((one) => [idOf(one.target ?? ''), one]));
}

function capacityOf(record: GroupRecord, autoscaler: AutoscalerRecord | undefined): Capacity {
  const policy = autoscaler?.autoscalingPolicy;
  return {
    desired: record.targetSize ?? null,
    min: policy?.minNumReplicas ?? null,
    max: policy?.maxNumReplicas ?? null,
    // `none`: members that run and with which nothing is being done.
    running: record.currentActions?.['none'] ?? null,
  };
}

/** `creating: 2, recreating: 1`; `''` when nothing is being done. */
function underWay(record: GroupRecord): string {
  const actions = Object.entries(record.currentActions ?? {}).filter(([name, count]) => name !== 'none' && count > 0);
  return actions.map(([name, count]) => `${name}: ${count}`).join(', ');
}

function healthOf(record: GroupRecord): { health: Health; healthDetail: string } {
  const stable = record.status?.isStable;
  if (stable === undefined) return { health: 'unknown', healthDetail: '' };
  return stable ? { health: 'ok', healthDetail: '' } : { health: 'initializing', healthDetail: underWay(record) };
}

/** A managed instance group, zonal or regional. It has no labels of its own. */
export function groupOf(record: GroupRecord, owner: Project, autoscalers: Autoscalers): Machine {
  const id = idOf(record.selfLink ?? '');
  const autoscaler = autoscalers.get(id);
  const mode = autoscaler?.autoscalingPolicy?.mode ?? 'ON';
  return {
    ...common(owner, undefined),
    ...placeOf(id),
    ...healthOf(record),
    id,
    kind: 'group',
    name: record.name ?? nameOf(id),
    state: 'running',
    providerState: record.status?.isStable === false ? 'UPDATING' : 'STABLE',
    capacity: capacityOf(record, autoscaler),
    details: facts({
      'resource id': record.id,
      template: record.instanceTemplate && nameOf(record.instanceTemplate),
      autoscaling: autoscaler ? mode.toLowerCase() : undefined,
    }),
    type: 'Managed instance group',
    launched: timeOf(record.creationTimestamp),
  };
}
