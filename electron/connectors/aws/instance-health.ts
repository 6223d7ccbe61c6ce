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

/** Health of every running instance of a region; those that do not run have no status checks. */
export async function readHealth(account: AwsAccount, region: string, signal: AbortSignal): Promise<Map<string, HealthReport>> {
  const { DescribeInstanceStatusCommand } = await import('@aws-sdk/client-ec2');
  const client = await account.clients.ec2(region);
  const health = new Map<string, HealthReport>();
  let token: string | undefined;
  do {
    const command = new DescribeInstanceStatusCommand({ MaxResults: pageSize, NextToken: token, IncludeAllInstances: false });
    const source = { operation: 'ec2:DescribeInstanceStatus', scope: region };
    const reply = await account.call(source, () => client.send(command, { abortSignal: signal }));
    for (const status of reply.InstanceStatuses ?? []) health.set(status.InstanceId ?? '', healthOf(status));
    token = reply.NextToken || undefined;
  } while (token);
  return health;
}
