import type { VirtualMachineScaleSet } from '@azure/arm-compute';
import { AppFailure, type Capacity, type Machine } from '../sdk.ts';
import type { AzureAccount } from './account.ts';
import { wholeList } from './arm.ts';
import { canonical } from './arm-id.ts';
import { facts, rowOf } from './rows.ts';
import type { Subscription } from './subscriptions.ts';

/** Limits that an autoscale setting keeps a scale set in. */
export interface Range {
  min: number;
  max: number;
}

interface AutoscaleRecord {
  properties?: {
    enabled?: boolean;
    targetResourceUri?: string;
    profiles?: { capacity?: { minimum?: string; maximum?: string } }[];
  };
}

function rangeOf({ properties }: AutoscaleRecord): [string, Range][] {
  const target = canonical(properties?.targetResourceUri);
  if (!target || properties?.enabled === false) return [];
  const capacities = (properties?.profiles ?? []).map(({ capacity }) => capacity);
  const min = Math.min(...capacities.map((one) => Number(one?.minimum)));
  const max = Math.max(...capacities.map((one) => Number(one?.maximum)));
  return Number.isFinite(min) && Number.isFinite(max) ? [[target, { min, max }]] : [];
}

/** Autoscale limits by scale set, in one call for a subscription; empty where they may not be read. */
export async function autoscaleRanges(account: AzureAccount, subscription: string, signal: AbortSignal): Promise<Map<string, Range>> {
  try {
    const settings = await wholeList(account, {
      path: `/subscriptions/${subscription}/providers/Microsoft.Insights/autoscaleSettings`,
      apiVersion: '2022-10-01',
      operation: 'Microsoft.Insights/autoscaleSettings/read',
      scope: subscription,
      signal,
    });
    return new Map((settings as AutoscaleRecord[]).flatMap(rangeOf));
  } catch (cause) {
    if (!(cause instanceof AppFailure) || !['forbidden', 'unsupported', 'conflict', 'not_found'].includes(cause.error.code)) throw cause;
    return new Map();
  }
}

/** AKS marks the scale sets that it makes for its node pools with the pool's and the cluster's name. */
function poolOf(tags: Record<string, string> = {}, subscription: string): string[] {
  const [pool, cluster, group] = ['aks-managed-poolName', 'aks-managed-cluster-name', 'aks-managed-cluster-rg'].map((key) => tags[key]);
  if (!pool || !cluster || !group) return [];
  const path = `/subscriptions/${subscription}/resourcegroups/${group}/providers/microsoft.containerservice/managedclusters/${cluster}/agentpools/${pool}`;
  return [canonical(path)];
}

const states: Record<string, Machine['state']> = { creating: 'starting', updating: 'starting', deleting: 'stopping' };

/** What is known of a set beside its own record. */
export interface SetBeside {
  /** Instances that run; null where the API does not say in few calls (flexible orchestration). */
  running: number | null;
  range?: Range | undefined;
}

export function machineOfSet(set: VirtualMachineScaleSet, subscription: Subscription, { running, range }: SetBeside): Machine {
  const desired = set.sku?.capacity ?? null;
  const capacity: Capacity = { desired, min: range?.min ?? null, max: range?.max ?? null, running };
  const provisioning = (set.provisioningState ?? '').toLowerCase();
  const idle = desired === 0 || running === 0 ? 'stopped' : 'running';
  const isFailed = provisioning === 'failed';
  // A set whose instances are all off was stopped by somebody; one that runs with fewer than wanted has trouble.
  const isShort = running !== null && desired !== null && running > 0 && running < desired;
  return rowOf(set, subscription, {
    kind: 'group',
    state: states[provisioning] ?? idle,
    providerState: provisioning || 'unknown',
    health: isFailed || isShort ? 'impaired' : running ? 'ok' : 'unknown',
    healthDetail: isFailed ? 'Provisioning failed' : isShort ? 'Fewer instances run than are wanted' : '',
    capacity,
    type: set.sku?.name ?? '',
    zone: (set.zones ?? []).join(', '),
    launched: set.timeCreated?.getTime() ?? null,
    parents: poolOf(set.tags, subscription.id),
    details: facts({ provisioning: set.provisioningState, orchestration: set.orchestrationMode, autoscale: range ? 'on' : undefined }),
  });
}

export const isUniform = ({ orchestrationMode }: VirtualMachineScaleSet): boolean => orchestrationMode !== 'Flexible';
