/**
 * Azure's names of the operations that the actions use, as roles and the activity log have them, by type of resource and
 * step. Source: Azure documentation, "Azure permissions for Compute", "… for Containers" and "… for Networking".
 */
const compute = 'Microsoft.Compute';
const instance = `${compute}/virtualMachineScaleSets/virtualMachines`;
const cluster = 'Microsoft.ContainerService/managedClusters';
const tags = { set: 'Microsoft.Resources/tags/write', remove: 'Microsoft.Resources/tags/write' };

export const operations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  virtualmachines: {
    start: `${compute}/virtualMachines/start/action`,
    deallocate: `${compute}/virtualMachines/deallocate/action`,
    'power-off': `${compute}/virtualMachines/powerOff/action`,
    restart: `${compute}/virtualMachines/restart/action`,
    redeploy: `${compute}/virtualMachines/redeploy/action`,
    resize: `${compute}/virtualMachines/write`,
    delete: `${compute}/virtualMachines/delete`,
    ...tags,
  },
  'virtualmachinescalesets/virtualmachines': {
    start: `${instance}/start/action`,
    deallocate: `${instance}/deallocate/action`,
    'power-off': `${instance}/powerOff/action`,
    restart: `${instance}/restart/action`,
    redeploy: `${instance}/redeploy/action`,
    delete: `${instance}/delete`,
  },
  virtualmachinescalesets: { scale: `${compute}/virtualMachineScaleSets/write`, ...tags },
  managedclusters: { start: `${cluster}/start/action`, stop: `${cluster}/stop/action`, ...tags },
  'managedclusters/agentpools': { scale: `${cluster}/agentPools/write` },
  disks: { delete: `${compute}/disks/delete`, ...tags },
  publicipaddresses: { delete: 'Microsoft.Network/publicIPAddresses/delete', ...tags },
};

/** What reading needs, and for what. */
export const readOperations: Readonly<Record<string, string>> = {
  'Microsoft.Compute/virtualMachines/read': 'listing virtual machines and their state',
  'Microsoft.Compute/virtualMachineScaleSets/read': 'listing scale sets',
  'Microsoft.Compute/virtualMachineScaleSets/virtualMachines/read': 'listing instances of scale sets',
  'Microsoft.ContainerService/managedClusters/read': 'listing AKS clusters and node pools',
  'Microsoft.Compute/disks/read': 'finding unattached disks',
  'Microsoft.Network/publicIPAddresses/read': 'finding unattached addresses',
  'Microsoft.Network/networkInterfaces/read': 'showing the addresses of machines',
  'Microsoft.Insights/metrics/read': 'reading metrics',
  'Microsoft.Storage/storageAccounts/read': 'listing storage accounts',
  'Microsoft.Storage/storageAccounts/blobServices/read': 'whether containers keep versions',
  'Microsoft.Storage/storageAccounts/managementPolicies/read': 'lifecycle rules',
  'Microsoft.Authorization/roleAssignments/read': 'who of other tenants reaches storage accounts',
  'Microsoft.ManagedServices/registrationAssignments/read': 'who of other tenants reaches storage accounts',
};

/** What a change needs, and the step that needs it. */
export function changeOperations(): Map<string, string> {
  const needed = new Map<string, string>();
  for (const [type, steps] of Object.entries(operations))
    for (const [step, operation] of Object.entries(steps)) if (!needed.has(operation)) needed.set(operation, `${step} of ${type}`);
  return needed;
}
