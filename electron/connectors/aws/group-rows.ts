import type { AutoScalingGroup, Instance } from '@aws-sdk/client-auto-scaling';
import { environmentTag, type Machine, type MachineState, plainMachine } from '../sdk.ts';
import { known } from './details.ts';
import { accountOf, groupId, type Place } from './place.ts';

const nameMark = ':autoScalingGroupName/';

const isServing = (member: Instance) => member.LifecycleState === 'InService';

function stateOf(group: AutoScalingGroup, running: number): MachineState {
  // Only a group that is being deleted has a status.
  if (group.Status) return 'stopping';
  if (running > 0) return 'running';
  return group.DesiredCapacity ? 'starting' : 'stopped';
}

/** What the members in service count for: a group of mixed sizes may weigh them. */
function served(group: AutoScalingGroup): number {
  return (group.Instances ?? []).filter(isServing).reduce((sum, member) => sum + (Number(member.WeightedCapacity) || 1), 0);
}

function healthOf(group: AutoScalingGroup): Pick<Machine, 'health' | 'healthDetail'> {
  const unhealthy = (group.Instances ?? []).filter((member) => member.HealthStatus !== 'Healthy').length;
  if (unhealthy > 0) return { health: 'impaired', healthDetail: `${unhealthy} of ${group.Instances?.length} members are unhealthy` };
  const desired = group.DesiredCapacity ?? 0;
  const running = served(group);
  if (running < desired) return { health: 'initializing', healthDetail: `${running} of ${desired} are in service` };
  return { health: 'ok', healthDetail: '' };
}

function templateOf(group: AutoScalingGroup): string {
  const template = group.LaunchTemplate ?? group.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;
  if (template) return `${template.LaunchTemplateName ?? template.LaunchTemplateId ?? ''} ${template.Version ?? ''}`.trim();
  return group.LaunchConfigurationName ?? '';
}

function detailsOf(group: AutoScalingGroup, place: Place): Record<string, string> {
  return known({
    ARN: group.AutoScalingGroupARN,
    'launch template': templateOf(group),
    'availability zones': (group.AvailabilityZones ?? []).join(', '),
    'health check': group.HealthCheckType,
    'target groups': (group.TargetGroupARNs ?? []).join(' '),
    'suspended processes': (group.SuspendedProcesses ?? [])
      .map((one) => one.ProcessName ?? '')
      .sort()
      .join(', '),
    profile: place.profile,
  });
}

/** Types of the members, the most frequent ones first. */
function typesOf(members: Instance[]): string {
  const counts = new Map<string, number>();
  for (const { InstanceType: type } of members) if (type) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([type]) => type)
    .join(', ');
}

export function groupOf(group: AutoScalingGroup, place: Place): Machine {
  const name = group.AutoScalingGroupName ?? '';
  const account = accountOf(group.AutoScalingGroupARN ?? '');
  const tags = Object.fromEntries((group.Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
  const members = group.Instances ?? [];
  const running = members.filter(isServing).length;
  return {
    ...plainMachine,
    kind: 'group',
    id: groupId(name, account, place.region),
    name,
    provider: 'aws',
    account,
    accountName: place.alias || account,
    region: place.region,
    zone: '',
    state: stateOf(group, running),
    providerState: group.Status ?? 'Active',
    ...healthOf(group),
    capacity: { desired: group.DesiredCapacity ?? null, min: group.MinSize ?? null, max: group.MaxSize ?? null, running },
    details: detailsOf(group, place),
    type: typesOf(members),
    os: '',
    privateIp: '',
    publicIp: '',
    environment: environmentTag(tags),
    launched: group.CreatedTime?.getTime() ?? null,
    tags,
    cpuPercent: null,
    memoryPercent: null,
  };
}

/** Name of the group that a row stands for; it may hold slashes. */
export function groupNameOf({ id }: Pick<Machine, 'id'>): string {
  return id.slice(id.indexOf(nameMark) + nameMark.length);
}
