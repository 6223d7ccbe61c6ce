import { type AppError, AppFailure, type Machine, type Related } from '../sdk.ts';
import type { AzureAccount } from './account.ts';
import { type ArmRequest, sendArm } from './arm.ts';
import { canonical, parseArmId, shortName } from './arm-id.ts';
import { networkVersion } from './unattached.ts';

/** The part of the records that names other resources. References: "Virtual Machines - Get", "Network Interfaces - Get". */
interface Ref {
  id?: string;
}
interface VmRecord {
  properties?: {
    availabilitySet?: Ref;
    virtualMachineScaleSet?: Ref;
    storageProfile?: { osDisk?: { managedDisk?: Ref }; dataDisks?: { managedDisk?: Ref }[] };
    networkProfile?: { networkInterfaces?: Ref[] };
    hostGroup?: Ref;
    host?: Ref;
  };
}
interface NicRecord {
  properties?: {
    ipConfigurations?: {
      properties?: {
        loadBalancerBackendAddressPools?: Ref[];
        applicationGatewayBackendAddressPools?: Ref[];
        publicIPAddress?: Ref;
        subnet?: Ref;
      };
    }[];
  };
}

export interface RelatedFound {
  related: Related[];
  problems: AppError[];
}

function relatedTo(relation: Related['relation'], kind: string, refs: readonly (Ref | undefined)[]): Related[] {
  return refs.flatMap((ref) => (ref?.id ? [{ relation, kind, id: canonical(ref.id), name: shortName(ref.id), state: '' }] : []));
}

/** `…/loadBalancers/lb/backendAddressPools/pool`: the balancer is what a person looks for. */
function pools(kind: string, refs: readonly Ref[] = []): Related[] {
  return relatedTo('serves', kind, refs).map((one) => ({
    ...one,
    name: one.id
      .split('/')
      .slice(-3)
      .filter((_, index) => index !== 1)
      .join('/'),
  }));
}

/** What the record of a machine names. */
export function relatedInVm({ properties = {} }: VmRecord): Related[] {
  const { storageProfile, networkProfile, availabilitySet, virtualMachineScaleSet, host } = properties;
  const disks = [storageProfile?.osDisk?.managedDisk, ...(storageProfile?.dataDisks ?? []).map((disk) => disk.managedDisk)];
  return [
    ...relatedTo('member_of', 'Scale set', [virtualMachineScaleSet]),
    ...relatedTo('member_of', 'Availability set', [availabilitySet]),
    ...relatedTo('runs_on', 'Dedicated host', [host]),
    ...relatedTo('attached_to', 'Disk', disks),
    ...relatedTo('attached_to', 'Network interface', networkProfile?.networkInterfaces ?? []),
  ];
}

/** What sends traffic to a network interface, and its addresses. */
export function relatedInNic({ properties = {} }: NicRecord): Related[] {
  return (properties.ipConfigurations ?? []).flatMap(({ properties: one }) => [
    ...pools('Load balancer backend pool', one?.loadBalancerBackendAddressPools),
    ...pools('Application gateway backend pool', one?.applicationGatewayBackendAddressPools),
    ...relatedTo('attached_to', 'Public address', [one?.publicIPAddress]),
    ...relatedTo('attached_to', 'Subnet', [one?.subnet]),
  ]);
}

/** Interfaces of an instance of a scale set are below it; those of machines are resources of their own. */
function nicRequest(nic: string, signal: AbortSignal): ArmRequest {
  const isOfSet = /\/virtualmachinescalesets\//.test(nic);
  return {
    path: nic,
    apiVersion: isOfSet ? '2018-10-01' : networkVersion,
    operation: 'Microsoft.Network/networkInterfaces/read',
    scope: shortName(nic),
    signal,
  };
}

async function ofNics(account: AzureAccount, nics: readonly string[], signal: AbortSignal): Promise<RelatedFound> {
  const found: RelatedFound = { related: [], problems: [] };
  for (const nic of nics) {
    try {
      const { body } = await sendArm(account, nicRequest(nic, signal));
      found.related.push(...relatedInNic(body ?? {}));
    } catch (cause) {
      if (!(cause instanceof AppFailure)) throw cause;
      found.problems.push(cause.error);
    }
  }
  return found;
}

/** What a row says of itself: the group or cluster that it belongs to. */
export function relatedByRow({ parents }: Machine): Related[] {
  const kinds: Record<string, string> = {
    virtualmachinescalesets: 'Scale set',
    managedclusters: 'AKS cluster',
    'managedclusters/agentpools': 'AKS node pool',
  };
  return parents.map((id) => ({ relation: 'member_of', kind: kinds[parseArmId(id).type] ?? 'Group', id, name: shortName(id), state: '' }));
}

/** Everything that the records of a machine and of its network interfaces name; each once. */
export async function relatedOfVm(account: AzureAccount, target: Machine, record: unknown, signal: AbortSignal): Promise<RelatedFound> {
  const own = [...relatedByRow(target), ...relatedInVm(record ?? {})];
  const nics = own.filter(({ kind }) => kind === 'Network interface').map(({ id }) => id);
  const { related, problems } = await ofNics(account, nics, signal);
  return { related: [...new Map([...own, ...related].map((one) => [one.id, one])).values()], problems };
}
