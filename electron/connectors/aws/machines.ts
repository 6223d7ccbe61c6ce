import type { Instance, Reservation, Tag } from '@aws-sdk/client-ec2';
import { environmentTag, type Machine, type MachineState, plainMachine } from '../sdk.ts';
import { known } from './details.ts';
import { type HealthLookup, unknownHealth } from './instance-health.ts';
import { groupId, nameIn, type Place } from './place.ts';

const states: Record<string, MachineState> = {
  pending: 'starting',
  running: 'running',
  'shutting-down': 'stopping',
  stopping: 'stopping',
  stopped: 'stopped',
  terminated: 'terminated',
};

export function tagsOf(tags: Tag[] | undefined): Record<string, string> {
  return Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
}

/** Whose the public address is: `amazon` for one that changes when the instance stops, else the owner of an Elastic IP. */
function publicIpOwner(instance: Instance): string | undefined {
  const associations = (instance.NetworkInterfaces ?? []).map((card) => card.Association);
  return associations.find((one) => one?.PublicIp === instance.PublicIpAddress)?.IpOwnerId;
}

function detailsOf(instance: Instance, place: Place): Record<string, string> {
  return known({
    vpc: instance.VpcId,
    subnet: instance.SubnetId,
    image: instance.ImageId,
    architecture: instance.Architecture,
    purchase: instance.InstanceLifecycle ?? 'on-demand',
    'spot request': instance.SpotInstanceRequestId,
    hibernation: instance.HibernationOptions?.Configured ? 'enabled' : '',
    'key name': instance.KeyName,
    'instance profile': nameIn(instance.IamInstanceProfile?.Arn ?? ''),
    'root device': instance.RootDeviceType,
    'EBS-optimized': instance.EbsOptimized ? 'yes' : '',
    ENA: instance.EnaSupport === undefined ? '' : instance.EnaSupport ? 'yes' : 'no',
    monitoring: instance.Monitoring?.State === 'enabled' ? 'detailed' : '',
    'public IP owner': instance.PublicIpAddress ? publicIpOwner(instance) : '',
    'state reason': instance.StateReason?.Code ? (instance.StateReason.Message ?? instance.StateReason.Code) : '',
    profile: place.profile,
  });
}

function parentsOf(tags: Record<string, string>, account: string, region: string): string[] {
  const group = tags['aws:autoscaling:groupName'];
  return group ? [groupId(group, account, region)] : [];
}

function machineOf(instance: Instance, account: string, place: Place, health: HealthLookup): Machine {
  const tags = tagsOf(instance.Tags);
  const id = instance.InstanceId ?? '';
  const providerState = instance.State?.Name ?? '';
  return {
    ...plainMachine,
    id,
    name: tags['Name'] || id,
    provider: 'aws',
    account,
    accountName: place.alias || account,
    region: place.region,
    zone: instance.Placement?.AvailabilityZone ?? '',
    state: states[providerState] ?? 'unknown',
    providerState,
    ...health(id, providerState),
    parents: parentsOf(tags, account, place.region),
    details: detailsOf(instance, place),
    type: instance.InstanceType ?? '',
    os: instance.PlatformDetails ?? instance.Platform ?? '',
    privateIp: instance.PrivateIpAddress ?? '',
    publicIp: instance.PublicIpAddress ?? '',
    environment: environmentTag(tags),
    launched: instance.LaunchTime?.getTime() ?? null,
    tags,
    cpuPercent: null,
    memoryPercent: null,
  };
}

/** Machines of one page of DescribeInstances. AWS's cost data names an instance by the same id, so `costResourceId` is left out. */
export function machinesOf(reservations: Reservation[], place: Place, health: HealthLookup = () => unknownHealth): Machine[] {
  return reservations.flatMap((reservation) =>
    (reservation.Instances ?? []).map((instance) => machineOf(instance, reservation.OwnerId ?? '', place, health)),
  );
}
