import { type AppError, AppFailure, type Inspection, type InspectSource, type Machine, type Related } from '../sdk.ts';
import type { AzureAccount } from './account.ts';
import { sendArm } from './arm.ts';
import { canonical, parseArmId } from './arm-id.ts';
import { recordOf } from './records.ts';
import { type RelatedFound, relatedByRow, relatedOfVm } from './related.ts';

const day = 86_400_000;
/** The activity log keeps 90 days; a screen shows the last ones. */
const daysShown = 7;

interface LogEntry {
  eventTimestamp?: string;
  caller?: string;
  operationName?: { localizedValue?: string; value?: string };
  status?: { localizedValue?: string; value?: string };
  subStatus?: { localizedValue?: string };
}

function eventOf({ eventTimestamp = '', caller, operationName, status, subStatus }: LogEntry): Inspection['events'] {
  const at = Date.parse(eventTimestamp);
  const what = operationName?.localizedValue || operationName?.value;
  if (!Number.isFinite(at) || !what) return [];
  const how = [status?.localizedValue || status?.value, subStatus?.localizedValue].filter(Boolean).join(', ');
  return [{ at, text: `${what}${how ? `: ${how}` : ''}${caller ? ` (${caller})` : ''}` }];
}

/** Events of one resource. Reference: "Activity Logs - List"; its one page holds more than is shown. */
async function eventsOf(account: AzureAccount, target: Machine, signal: AbortSignal): Promise<Inspection['events']> {
  const { subscription } = parseArmId(target.id);
  const since = new Date(account.context.clock.now() - daysShown * day).toISOString();
  const { body } = await sendArm(account, {
    path: `/subscriptions/${subscription}/providers/Microsoft.Insights/eventtypes/management/values`,
    apiVersion: '2015-04-01',
    query: {
      $filter: `eventTimestamp ge '${since}' and resourceUri eq '${target.id}'`,
      $select: 'eventTimestamp,caller,operationName,status,subStatus',
    },
    operation: 'Microsoft.Insights/eventtypes/values/read',
    scope: target.name,
    signal,
  });
  const entries = (body as { value?: LogEntry[] } | undefined)?.value ?? [];
  return entries.flatMap(eventOf).sort((a, b) => b.at - a.at);
}

interface ClusterRecord {
  properties?: { agentPoolProfiles?: { name?: string; powerState?: { code?: string } }[]; nodeResourceGroup?: string };
}

function poolsIn(target: Machine, record: unknown): Related[] {
  const { agentPoolProfiles = [] } = (record as ClusterRecord | undefined)?.properties ?? {};
  return agentPoolProfiles.map(({ name = '', powerState }) => ({
    relation: 'contains',
    kind: 'AKS node pool',
    id: canonical(`${target.id}/agentPools/${name}`),
    name,
    state: powerState?.code ?? '',
  }));
}

async function relatedOf(account: AzureAccount, target: Machine, record: unknown, signal: AbortSignal): Promise<RelatedFound> {
  if (target.kind === 'machine') return relatedOfVm(account, target, record, signal);
  const contained = target.kind === 'cluster' ? poolsIn(target, record) : [];
  return { related: [...relatedByRow(target), ...contained], problems: [] };
}

/** A part that cannot be read leaves the others standing. */
async function part<T>(problems: AppError[], empty: T, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof AppFailure)) throw cause;
    problems.push(cause.error);
    return empty;
  }
}

async function inspect(account: AzureAccount, target: Machine, signal: AbortSignal): Promise<Inspection> {
  const problems: AppError[] = [];
  const [raw, events] = await Promise.all([
    part(problems, null, () => recordOf(account, target, signal)),
    part(problems, [], () => eventsOf(account, target, signal)),
  ]);
  const found = await relatedOf(account, target, raw, signal);
  return { raw, related: found.related, events, problems: [...problems, ...found.problems] };
}

export function inspectSource(account: AzureAccount): InspectSource {
  return { inspect: (target, signal) => inspect(account, target, AbortSignal.any([account.context.signal, signal])) };
}
