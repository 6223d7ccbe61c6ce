import type { Address, Volume } from '@aws-sdk/client-ec2';
import { environmentTag, type Machine, plainMachine } from '../sdk.ts';
import { known } from './details.ts';
import { tagsOf } from './machines.ts';
import type { Place } from './place.ts';

/** Nothing uses it, so it counts as stopped. */
function idle(place: Place, account: string, tags: Record<string, string>) {
  return {
    ...plainMachine,
    provider: 'aws',
    account,
    accountName: place.alias || account,
    region: place.region,
    state: 'stopped',
    os: '',
    privateIp: '',
    publicIp: '',
    environment: environmentTag(tags),
    tags,
    cpuPercent: null,
    memoryPercent: null,
  } satisfies Partial<Machine>;
}

export function diskOf(volume: Volume, account: string, place: Place): Machine {
  const id = volume.VolumeId ?? '';
  const tags = tagsOf(volume.Tags);
  return {
    ...idle(place, account, tags),
    kind: 'disk',
    id,
    name: tags['Name'] || id,
    zone: volume.AvailabilityZone ?? '',
    // Attached again since it was listed.
    ...(volume.State === 'in-use' ? { state: 'running' } : {}),
    providerState: volume.State ?? '',
    type: volume.VolumeType ?? '',
    launched: volume.CreateTime?.getTime() ?? null,
    details: known({
      GiB: volume.Size,
      created: volume.CreateTime?.toISOString(),
      encrypted: volume.Encrypted ? 'yes' : 'no',
      throughput: volume.Throughput,
      profile: place.profile,
    }),
  };
}

/** Whether nothing uses an address: neither an instance nor a network interface (NAT gateways and load balancers have one). */
export function isFree(address: Address): boolean {
  return !address.AssociationId && !address.InstanceId && !address.NetworkInterfaceId;
}

export function addressOf(address: Address, account: string, place: Place): Machine {
  const tags = tagsOf(address.Tags);
  const publicIp = address.PublicIp ?? '';
  return {
    ...idle(place, account, tags),
    kind: 'address',
    // EC2-Classic addresses had no allocation id; some old accounts still list one.
    id: address.AllocationId ?? publicIp,
    name: tags['Name'] || publicIp,
    zone: '',
    ...(isFree(address) ? {} : { state: 'running' }),
    providerState: isFree(address) ? 'unassociated' : 'associated',
    type: 'Elastic IP',
    publicIp,
    launched: null,
    details: known({ profile: place.profile }),
  };
}
