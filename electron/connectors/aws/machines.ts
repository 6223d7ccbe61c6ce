import type { Instance, Reservation } from '@aws-sdk/client-ec2';
import { environmentTag, type Machine, type MachineState, plainMachine } from '../sdk.ts';

const states: Record<string, MachineState> = {
  pending: 'starting',
  running: 'running',
  'shutting-down': 'stopping',
  stopping: 'stopping',
  stopped: 'stopped',
  terminated: 'terminated',
};

function tagsOf(instance: Instance): Record<string, string> {
  return Object.fromEntries((instance.Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
}

/** Where an instance was found. */
export interface Place {
  region: string;
  /** Alias of the account, `''` when unknown. */
  alias: string;
}

function machineOf(instance: Instance, account: string, place: Place): Machine {
  const tags = tagsOf(instance);
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
export function machinesOf(reservations: Reservation[], place: Place): Machine[] {
  return reservations.flatMap((reservation) =>
    (reservation.Instances ?? []).map((instance) => machineOf(instance, reservation.OwnerId ?? '', place)),
  );
}
