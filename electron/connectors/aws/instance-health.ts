import type { InstanceStatus, InstanceStatusEvent, InstanceStatusSummary } from '@aws-sdk/client-ec2';
import type { Machine } from '../sdk.ts';
import type { AwsAccount } from './account.ts';

export type HealthReport = Pick<Machine, 'health' | 'healthDetail'>;
export const unknownHealth: HealthReport = { health: 'unknown', healthDetail: '' };

/** The most DescribeInstanceStatus gives at once. */
const pageSize = 1000;

/** Scheduled events that end the instance's work; the others announce a short interruption. */
const endings = new Set(['instance-retirement', 'instance-stop']);

/** Events stay listed for a while after they are over, with a mark before their text. Source: EC2 API, InstanceStatusEvent. */
function isAhead(event: InstanceStatusEvent): boolean {
  return !/^\[(Completed|Canceled)\]/.test(event.Description ?? '');
}

export function eventText(event: InstanceStatusEvent): string {
  const from = event.NotBefore ? ` from ${event.NotBefore.toISOString()}` : '';
  return `Scheduled ${event.Code ?? 'event'}${from}: ${event.Description ?? ''}`.replace(/: $/, '');
}

function checkText(name: string, check: Pick<InstanceStatusSummary, 'Status' | 'Details'> | undefined): string[] {
  if (check?.Status !== 'impaired') return [];
  const failed = (check.Details ?? []).filter((detail) => detail.Status === 'failed');
  const since = failed.find((detail) => detail.ImpairedSince)?.ImpairedSince;
  return [`${name} status check failed${since ? ` since ${since.toISOString()}` : ''}`];
}

/** Health by the three status checks (instance, system, attached EBS) and the scheduled events. */
export function healthOf(status: InstanceStatus): HealthReport {
  const attached = status.AttachedEbsStatus;
  const checks = [status.InstanceStatus, status.SystemStatus, attached].flatMap((check) => check?.Status ?? []);
  const events = (status.Events ?? []).filter(isAhead);
  const healthDetail = [
    ...checkText('Instance', status.InstanceStatus),
    ...checkText('System', status.SystemStatus),
    ...checkText('Attached EBS', attached),
    ...events.map(eventText),
  ].join('. ');
  if (checks.includes('impaired') || events.some((event) => endings.has(event.Code ?? ''))) return { health: 'impaired', healthDetail };
  if (checks.includes('initializing')) return { health: 'initializing', healthDetail };
  return { health: checks.includes('ok') && !checks.includes('insufficient-data') ? 'ok' : 'unknown', healthDetail };
}

/** Health of an instance by its id and EC2's word for its state. */
export type HealthLookup = (id: string, providerState: string) => HealthReport;

const troubled = ['impaired', 'initializing', 'insufficient-data'];

/**
 * What a running instance without trouble is in none of. A healthy estate answers these with next to nothing, where the
 * status of every instance took half as long again as the instances themselves (20,000 in 20 regions). The API has no "or".
 * Source: EC2 API, DescribeInstanceStatus, Filters.
 */
const filters = [
  ...['instance-status.status', 'system-status.status', 'attached-ebs-status.status'].map((Name) => ({ Name, Values: troubled })),
  { Name: 'event.code', Values: ['instance-reboot', 'system-reboot', 'system-maintenance', 'instance-retirement', 'instance-stop'] },
];

async function* statuses(account: AwsAccount, region: string, filter: (typeof filters)[number], signal: AbortSignal) {
  const { DescribeInstanceStatusCommand } = await import('@aws-sdk/client-ec2');
  const client = await account.clients.ec2(region);
  const source = { operation: 'ec2:DescribeInstanceStatus', scope: region };
  let token: string | undefined;
  do {
    const command = new DescribeInstanceStatusCommand({
      MaxResults: pageSize,
      NextToken: token,
      IncludeAllInstances: false,
      Filters: [filter],
    });
    const reply = await account.call(source, () => client.send(command, { abortSignal: signal }));
    yield* reply.InstanceStatuses ?? [];
    token = reply.NextToken || undefined;
  } while (token);
}

/** Health of a region's instances: a running one that has no trouble is well; one that does not run has no status checks. */
export async function readHealth(account: AwsAccount, region: string, signal: AbortSignal): Promise<HealthLookup> {
  const health = new Map<string, HealthReport>();
  const read = async (filter: (typeof filters)[number]) => {
    for await (const status of statuses(account, region, filter, signal)) health.set(status.InstanceId ?? '', healthOf(status));
  };
  await Promise.all(filters.map(read));
  return (id, providerState) => health.get(id) ?? (providerState === 'running' ? { health: 'ok', healthDetail: '' } : unknownHealth);
}
