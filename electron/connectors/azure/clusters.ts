import type { ManagedCluster, ManagedClusterAgentPoolProfile } from '@azure/arm-containerservice';
import type { Machine, MachineState } from '../sdk.ts';
import { facts, rowOf } from './rows.ts';
import type { Subscription } from './subscriptions.ts';

const moving: Record<string, MachineState> = { creating: 'starting', starting: 'starting', stopping: 'stopping', deleting: 'stopping' };
const powers: Record<string, MachineState> = { running: 'running', stopped: 'stopped' };

interface Powered {
  provisioningState?: string;
  powerState?: { code?: string };
}

/** A cluster and a pool have a power state, and while it changes a provisioning state that names the change. */
function stateOf({ provisioningState = '', powerState }: Powered): Pick<Machine, 'state' | 'providerState' | 'health' | 'healthDetail'> {
  const provisioning = provisioningState.toLowerCase();
  const power = (powerState?.code ?? '').toLowerCase();
  const isFailed = provisioning === 'failed';
  const providerState = provisioning === 'succeeded' || provisioning === '' ? power || 'unknown' : provisioning;
  return {
    state: moving[provisioning] ?? powers[power] ?? 'unknown',
    providerState,
    health: isFailed ? 'impaired' : 'unknown',
    healthDetail: isFailed ? 'Provisioning failed' : '',
  };
}

function machineOfPool(pool: ManagedClusterAgentPoolProfile, cluster: ManagedCluster, subscription: Subscription): Machine {
  const record = {
    id: `${cluster.id}/agentPools/${pool.name}`,
    name: pool.name,
    ...(cluster.location ? { location: cluster.location } : {}),
    tags: pool.tags ?? {},
  };
  const auto = pool.enableAutoScaling === true;
  const row = rowOf(record, subscription, {
    kind: 'node_pool',
    ...stateOf(pool),
    capacity: {
      desired: pool.count ?? null,
      min: auto ? (pool.minCount ?? null) : null,
      max: auto ? (pool.maxCount ?? null) : null,
      running: null,
    },
    type: pool.vmSize ?? '',
    os: pool.osType ?? '',
    zone: (pool.availabilityZones ?? []).join(', '),
    parents: [(cluster.id ?? '').toLowerCase()],
    details: facts({ mode: pool.mode, version: pool.currentOrchestratorVersion, autoscale: auto ? 'on' : undefined }),
  });
  // A pool has tags of its own, but belongs to the environment of its cluster.
  return row.environment
    ? row
    : { ...row, environment: rowOf(cluster, subscription, { state: 'unknown', providerState: '', type: '' }).environment };
}

/** A cluster and its pools, which are in its record. */
export function machinesOfCluster(cluster: ManagedCluster, subscription: Subscription): Machine[] {
  const row = rowOf(cluster, subscription, {
    kind: 'cluster',
    ...stateOf(cluster),
    type: 'AKS',
    launched: null,
    details: facts({
      kubernetes: cluster.currentKubernetesVersion ?? cluster.kubernetesVersion,
      tier: cluster.sku?.tier,
      nodeResourceGroup: cluster.nodeResourceGroup,
      provisioning: cluster.provisioningState,
    }),
  });
  return [row, ...(cluster.agentPoolProfiles ?? []).map((pool) => machineOfPool(pool, cluster, subscription))];
}
