import { type AppError, AppFailure } from '../sdk.ts';
import type { AzureAccount } from './account.ts';
import { listArm } from './arm.ts';
import { canonical } from './arm-id.ts';
import { listAddresses, networkVersion, type PublicIpRecord } from './unattached.ts';
import type { Addresses } from './virtual-machines.ts';

/** A network interface as the network API gives it. Reference: "Network Interfaces - List All". */
interface NicRecord {
  properties?: {
    primary?: boolean;
    virtualMachine?: { id?: string };
    ipConfigurations?: { properties?: { primary?: boolean; privateIPAddress?: string; publicIPAddress?: { id?: string } } }[];
  };
}

async function publicAddresses(account: AzureAccount, subscription: string, signal: AbortSignal): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const { items } of listArm(account, listAddresses(subscription, signal)))
    for (const { id, properties } of items as PublicIpRecord[]) if (properties?.ipAddress) found.set(canonical(id), properties.ipAddress);
  return found;
}

function addressesOf({ properties }: NicRecord, publicIps: ReadonlyMap<string, string>): Addresses {
  const configurations = (properties?.ipConfigurations ?? []).map((one) => one.properties);
  const first = configurations.find((one) => one?.primary) ?? configurations[0];
  return { privateIp: first?.privateIPAddress ?? '', publicIp: publicIps.get(canonical(first?.publicIPAddress?.id)) ?? '' };
}

/** Addresses of a subscription's machines by id: two lists, because a machine's own record has none of them. */
async function readAddresses(account: AzureAccount, subscription: string, signal: AbortSignal): Promise<Map<string, Addresses>> {
  const publicIps = await publicAddresses(account, subscription, signal);
  const found = new Map<string, Addresses>();
  const request = {
    path: `/subscriptions/${subscription}/providers/Microsoft.Network/networkInterfaces`,
    apiVersion: networkVersion,
    operation: 'Microsoft.Network/networkInterfaces/read',
    scope: subscription,
    signal,
  };
  for await (const { items } of listArm(account, request)) {
    for (const nic of items as NicRecord[]) {
      const machine = canonical(nic.properties?.virtualMachine?.id);
      if (machine && (nic.properties?.primary !== false || !found.has(machine))) found.set(machine, addressesOf(nic, publicIps));
    }
  }
  return found;
}

/** The addresses, and the fault that kept them from being read: machines are worth seeing without. */
export async function addressesIn(
  account: AzureAccount,
  subscription: string,
  signal: AbortSignal,
): Promise<{ known: Map<string, Addresses>; warnings: AppError[] }> {
  try {
    return { known: await readAddresses(account, subscription, signal), warnings: [] };
  } catch (cause) {
    if (!(cause instanceof AppFailure) || ['auth_required', 'rate_limited', 'offline', 'timeout'].includes(cause.error.code)) throw cause;
    return { known: new Map(), warnings: [cause.error] };
  }
}
