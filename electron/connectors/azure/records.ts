import type { Machine } from '../sdk.ts';
import type { AzureAccount } from './account.ts';
import { sendArm } from './arm.ts';
import { parseArmId } from './arm-id.ts';
import { networkVersion } from './unattached.ts';

interface Published {
  apiVersion: string;
  operation: string;
  query?: Record<string, string>;
}

const expand = { $expand: 'instanceView' };

/** Versions of the API whose records are shown, by type of resource. */
const published: Readonly<Record<string, Published>> = {
  virtualmachines: { apiVersion: '2024-07-01', operation: 'Microsoft.Compute/virtualMachines/read', query: expand },
  'virtualmachinescalesets/virtualmachines': {
    apiVersion: '2024-07-01',
    operation: 'Microsoft.Compute/virtualMachineScaleSets/virtualMachines/read',
    query: expand,
  },
  virtualmachinescalesets: { apiVersion: '2024-07-01', operation: 'Microsoft.Compute/virtualMachineScaleSets/read' },
  managedclusters: { apiVersion: '2024-09-01', operation: 'Microsoft.ContainerService/managedClusters/read' },
  'managedclusters/agentpools': { apiVersion: '2024-09-01', operation: 'Microsoft.ContainerService/managedClusters/agentPools/read' },
  disks: { apiVersion: '2024-03-02', operation: 'Microsoft.Compute/disks/read' },
  publicipaddresses: { apiVersion: networkVersion, operation: 'Microsoft.Network/publicIPAddresses/read' },
};

/** The record of a machine as Azure sends it, unchanged. */
export async function recordOf(account: AzureAccount, target: Machine, signal: AbortSignal): Promise<unknown> {
  const known = published[parseArmId(target.id).type]!;
  return (await sendArm(account, { path: target.id, ...known, scope: target.name, signal })).body;
}
