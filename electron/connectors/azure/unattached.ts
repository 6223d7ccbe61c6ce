import type { Disk } from '@azure/arm-compute';
import type { Machine } from '../sdk.ts';
import type { ArmRequest } from './arm.ts';
import { facts, rowOf } from './rows.ts';
import type { Subscription } from './subscriptions.ts';

/** A public address as the network API gives it. Reference: "Public IP Addresses - List All". */
export interface PublicIpRecord {
  id?: string;
  name?: string;
  location?: string;
  tags?: Record<string, string>;
  zones?: string[];
  etag?: string;
  sku?: { name?: string; tier?: string };
  properties?: {
    ipAddress?: string;
    publicIPAllocationMethod?: string;
    provisioningState?: string;
    ipConfiguration?: { id?: string };
    natGateway?: { id?: string };
  };
}

export const networkVersion = '2024-05-01';

export function listAddresses(subscription: string, signal: AbortSignal): ArmRequest {
  return {
    path: `/subscriptions/${subscription}/providers/Microsoft.Network/publicIPAddresses`,
    apiVersion: networkVersion,
    operation: 'Microsoft.Network/publicIPAddresses/read',
    scope: subscription,
    signal,
  };
}

export const isUnattached = ({ diskState }: Disk): boolean => diskState === 'Unattached';
export const isUnused = ({ properties }: PublicIpRecord): boolean => !properties?.ipConfiguration && !properties?.natGateway;

/** State of what has none of its own: unused counts as stopped. */
const usage = (isIdle: boolean, word: string): Pick<Machine, 'state' | 'providerState'> => ({
  state: isIdle ? 'stopped' : 'running',
  providerState: isIdle ? 'unattached' : word.toLowerCase(),
});

export function machineOfDisk(disk: Disk, subscription: Subscription): Machine {
  return rowOf(disk, subscription, {
    kind: 'disk',
    ...usage(isUnattached(disk), disk.diskState ?? 'unknown'),
    type: disk.sku?.name ?? '',
    os: disk.osType ?? '',
    zone: disk.zones?.[0] ?? '',
    launched: disk.timeCreated?.getTime() ?? null,
    details: facts({
      GiB: disk.diskSizeGB,
      tier: disk.tier,
      detachedSince: disk.lastOwnershipUpdateTime?.toISOString(),
    }),
  });
}

export function machineOfAddress(address: PublicIpRecord, subscription: Subscription): Machine {
  const { properties, sku } = address;
  return rowOf(address, subscription, {
    kind: 'address',
    ...usage(isUnused(address), 'attached'),
    type: sku?.name ?? 'Basic',
    zone: (address.zones ?? []).join(', '),
    publicIp: properties?.ipAddress ?? '',
    details: facts({ allocation: properties?.publicIPAllocationMethod, tier: sku?.tier }),
  });
}
