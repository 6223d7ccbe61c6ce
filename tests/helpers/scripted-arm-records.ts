/**
 * Records in the form of Azure's references. Self-authored after their examples:
 * https://learn.microsoft.com/rest/api/compute/virtual-machines/list-all
 * https://learn.microsoft.com/rest/api/compute/virtual-machine-scale-sets/list-all
 * https://learn.microsoft.com/rest/api/compute/virtual-machine-scale-set-vms/list
 * https://learn.microsoft.com/rest/api/aks/managed-clusters/list
 * https://learn.microsoft.com/rest/api/compute/disks/list
 * https://learn.microsoft.com/rest/api/virtualnetwork/network-interfaces/list-all
 * https://learn.microsoft.com/rest/api/virtualnetwork/public-ip-addresses/list-all
 */
export interface ArmResource {
  id: string;
  name: string;
  location: string;
  tags: Record<string, string>;
  etag?: string;
  zones?: string[];
  sku?: { name: string; tier?: string; capacity?: number };
  instanceId?: string;
  properties: Record<string, unknown> & {
    provisioningState: string;
    instanceView?: { statuses: { code: string }[] } & Record<string, unknown>;
  };
}

export const subscriptionId = '33333333-3333-3333-3333-333333333333';
/** Lists give the group in capitals, where a single GET gives it as it was written: both are the same group. */
export const group = `/subscriptions/${subscriptionId}/resourceGroups/RG-WEB/providers`;
const compute = `${group}/Microsoft.Compute`;

function resource(path: string, own: Partial<ArmResource> & Pick<ArmResource, 'properties'>): ArmResource {
  const name = path.split('/').at(-1)!;
  return { id: path, name, location: 'westeurope', tags: { env: 'prod', team: 'web' }, ...own };
}

export function instanceView(power: string): NonNullable<ArmResource['properties']['instanceView']> {
  return {
    vmAgent: { vmAgentVersion: '2.9', statuses: [{ code: 'ProvisioningState/succeeded', displayStatus: 'Ready' }] },
    statuses: [{ code: 'ProvisioningState/succeeded' }, { code: `PowerState/${power}` }],
  };
}

export function vmRecord(name: string, power = 'running', size = 'Standard_D2s_v5'): ArmResource {
  return resource(`${compute}/virtualMachines/${name}`, {
    etag: '"1"',
    zones: ['1'],
    properties: {
      vmId: `id-${name}`,
      hardwareProfile: { vmSize: size },
      storageProfile: {
        imageReference: { publisher: 'Canonical', offer: 'ubuntu-24_04-lts', sku: 'server' },
        osDisk: { osType: 'Linux', createOption: 'FromImage', managedDisk: { id: `${compute}/disks/${name}-os` } },
        dataDisks: [],
      },
      osProfile: { computerName: name, adminUsername: 'azureuser' },
      networkProfile: { networkInterfaces: [{ id: `${group}/Microsoft.Network/networkInterfaces/${name}-nic` }] },
      provisioningState: 'Succeeded',
      timeCreated: '2026-01-02T03:04:05.0000000+00:00',
      instanceView: instanceView(power),
    },
  });
}

export function nicRecord(vm: string, privateIp: string): ArmResource {
  const network = `${group}/Microsoft.Network`;
  const configuration = {
    primary: true,
    privateIPAddress: privateIp,
    publicIPAddress: { id: `${network}/publicIPAddresses/${vm}-ip` },
    loadBalancerBackendAddressPools: [{ id: `${network}/loadBalancers/web-lb/backendAddressPools/web` }],
  };
  return resource(`${network}/networkInterfaces/${vm}-nic`, {
    properties: {
      provisioningState: 'Succeeded',
      primary: true,
      virtualMachine: { id: `${compute}/virtualMachines/${vm}` },
      ipConfigurations: [{ name: 'ipconfig1', properties: configuration }],
    },
  });
}

export function addressRecord(name: string, ipAddress: string, usedBy?: string): ArmResource {
  const inUse = usedBy ? { ipConfiguration: { id: usedBy } } : {};
  return resource(`${group}/Microsoft.Network/publicIPAddresses/${name}`, {
    etag: 'W/"a1"',
    sku: { name: 'Standard', tier: 'Regional' },
    properties: { provisioningState: 'Succeeded', ipAddress, publicIPAllocationMethod: 'Static', ...inUse },
  });
}

export function diskRecord(name: string, diskState = 'Unattached'): ArmResource {
  return resource(`${compute}/disks/${name}`, {
    sku: { name: 'Premium_LRS', tier: 'Premium' },
    properties: { provisioningState: 'Succeeded', diskState, diskSizeGB: 128, timeCreated: '2026-02-03T04:05:06+00:00' },
  });
}

export function setRecord(name: string, capacity: number, orchestrationMode = 'Uniform'): ArmResource {
  return resource(`${compute}/virtualMachineScaleSets/${name}`, {
    etag: '"1"',
    sku: { name: 'Standard_D2s_v5', tier: 'Standard', capacity },
    properties: { provisioningState: 'Succeeded', orchestrationMode, singlePlacementGroup: false },
  });
}

export function instanceRecord(set: string, instanceId: string, power = 'running'): ArmResource {
  return resource(`${compute}/virtualMachineScaleSets/${set}/virtualMachines/${instanceId}`, {
    name: `${set}_${instanceId}`,
    instanceId,
    sku: { name: 'Standard_D2s_v5', tier: 'Standard' },
    properties: {
      provisioningState: 'Succeeded',
      latestModelApplied: true,
      osProfile: { computerName: `${set}-${instanceId}` },
      instanceView: instanceView(power),
    },
  });
}

/** A cluster whose pools are in its record, and also readable one by one. */
export function clusterRecord(name: string, pools: Record<string, number>, power = 'Running'): ArmResource {
  const profile = ([pool, count]: [string, number]) => ({
    name: pool,
    count,
    vmSize: 'Standard_D4s_v5',
    osType: 'Linux',
    mode: 'System',
    provisioningState: 'Succeeded',
    powerState: { code: power },
    enableAutoScaling: pool === 'auto',
    ...(pool === 'auto' ? { minCount: 1, maxCount: 5 } : {}),
    eTag: 'p1',
  });
  return resource(`${group}/Microsoft.ContainerService/managedClusters/${name}`, {
    sku: { name: 'Base', tier: 'Free' },
    properties: {
      provisioningState: 'Succeeded',
      powerState: { code: power },
      kubernetesVersion: '1.33',
      nodeResourceGroup: `MC_${name}`,
      agentPoolProfiles: Object.entries(pools).map(profile),
    },
  });
}

/** Reference: https://learn.microsoft.com/rest/api/storagerp/storage-accounts/list */
export function storageRecord(name: string, blob: string, properties: Record<string, unknown> = {}): ArmResource {
  const encryption = { keySource: 'Microsoft.Storage' };
  return resource(`${group}/Microsoft.Storage/storageAccounts/${name}`, {
    sku: { name: 'Standard_LRS' },
    properties: { provisioningState: 'Succeeded', primaryEndpoints: { blob }, accessTier: 'Hot', encryption, ...properties },
  });
}
