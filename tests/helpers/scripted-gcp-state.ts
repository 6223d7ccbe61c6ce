import type {
  AddressRecord,
  AutoscalerRecord,
  DiskRecord,
  GroupRecord,
  InstanceRecord,
  OperationRecord,
} from '#connectors/gcp/api-types.ts';
import type { ScriptedReply, ScriptedRequest } from './scripted-server.ts';

/**
 * Self-authored state of Compute Engine, enough for the calls of the connector. Written from the published reference:
 * https://cloud.google.com/compute/docs/reference/rest/v1/instances (start, stop, setMachineType, setLabels, …),
 * https://cloud.google.com/compute/docs/reference/rest/v1/zoneOperations, https://cloud.google.com/compute/docs/api/how-tos/api-requests-responses
 */
export interface GcpState {
  /** By address behind `/compute/v1/`. */
  instances: Map<string, InstanceRecord>;
  groups: Map<string, GroupRecord>;
  autoscalers: Map<string, AutoscalerRecord>;
  disks: Map<string, DiskRecord>;
  addresses: Map<string, AddressRecord>;
  backendServices: Map<string, { name: string; selfLink: string; backends: { group: string }[] }>;
  operations: Map<string, OperationRecord & { polls: number; effect: () => void }>;
  /** Requests for a change that were carried out, by what they did: `start web-1`. A repeated requestId is not among them. */
  done: string[];
  /** How often an operation is polled until it is DONE. */
  pollsUntilDone: number;
  /** The error that the next operation ends with. */
  nextError: { code: string; message: string } | null;
  machineTypes: Set<string>;
}

const host = 'https://www.googleapis.com/compute/v1/';
export const link = (path: string): string => host + path;

export function json(value: unknown, status = 200, headers: Record<string, string> = {}): ScriptedReply & object {
  return { status, headers: { 'content-type': 'application/json; charset=UTF-8', ...headers }, body: JSON.stringify(value) };
}

/** An error as Google's APIs word it: https://cloud.google.com/apis/design/errors#http_mapping */
export function googleError(status: number, reason: string, message = reason, headers: Record<string, string> = {}) {
  return json({ error: { code: status, message, errors: [{ message, domain: 'global', reason }] } }, status, headers);
}

let number = 4_000_000_000_000_000_000n;
export const nextNumber = (): string => String((number += 1n));

export function emptyState(): GcpState {
  const machineTypes = new Set(['e2-small', 'e2-medium', 'e2-standard-2', 'e2-standard-4', 'n2-standard-8']);
  return {
    instances: new Map(),
    groups: new Map(),
    autoscalers: new Map(),
    disks: new Map(),
    addresses: new Map(),
    backendServices: new Map(),
    operations: new Map(),
    done: [],
    pollsUntilDone: 2,
    nextError: null,
    machineTypes,
  };
}

interface Change {
  path: string;
  name: string;
  targetId: string;
  verb: string;
  requestId: string | null;
  effect: () => void;
}

const shown = ({ polls: _polls, effect: _effect, ...record }: OperationRecord & { polls: number; effect: () => void }) => record;

/** Takes a change: an operation that is carried out when it has been polled often enough. */
export function operate(state: GcpState, change: Change): ScriptedReply {
  const known = change.requestId ? [...state.operations.values()].find((one) => one.clientOperationId === change.requestId) : undefined;
  if (known) return json(shown(known));
  const place = /^projects\/[^/]+\/(?:(?:zones|regions)\/[^/]+|global)/.exec(change.path)![0];
  const name = `operation-${state.operations.size + 1}`;
  const path = `${place}/operations/${name}`;
  const record = {
    id: nextNumber(),
    name,
    selfLink: link(path),
    status: 'PENDING',
    operationType: change.verb,
    targetLink: link(change.path),
    targetId: change.targetId,
    user: 'ops@example.com',
    insertTime: new Date(Date.UTC(2026, 10, 15, 12, state.operations.size)).toISOString(),
    ...(change.requestId ? { clientOperationId: change.requestId } : {}),
    polls: 0,
    effect: change.effect,
  };
  state.operations.set(path, record);
  state.done.push(`${change.verb} ${change.name}`);
  return json(shown(record));
}

export function pollOperation(state: GcpState, path: string): ScriptedReply {
  const record = state.operations.get(path);
  if (!record) return googleError(404, 'notFound', `The resource '${path}' was not found`);
  record.polls += 1;
  if (record.status !== 'DONE') {
    record.status = record.polls >= state.pollsUntilDone ? 'DONE' : 'RUNNING';
    if (record.status === 'DONE') settle(state, record);
  }
  return json(shown(record));
}

function settle(state: GcpState, record: OperationRecord & { effect: () => void }): void {
  if (!state.nextError) return record.effect();
  record.error = { errors: [state.nextError] };
  record.httpErrorStatusCode = 503;
  state.nextError = null;
}

/** Operations of a place that concern a target: `filter=targetId = 123`. */
export function listOperations(state: GcpState, place: string, request: URL): ScriptedReply {
  const wanted = /^targetId = (\d+)$/.exec(request.searchParams.get('filter') ?? '')?.[1];
  const items = [...state.operations].filter(([path, one]) => path.startsWith(`${place}/`) && (!wanted || one.targetId === wanted));
  // Time passes for those who look by the list too.
  for (const [path] of items) pollOperation(state, path);
  return json({ kind: 'compute#operationList', items: items.map(([, one]) => shown(one)).reverse() });
}

const kinds = { instances: 'instances', instanceGroupManagers: 'groups', disks: 'disks', addresses: 'addresses' } as const;
type Collection = keyof typeof kinds;

/** The labels with their fingerprint, as `setLabels` changes them. */
function relabel(record: InstanceRecord, body: { labels: Record<string, string>; labelFingerprint: string }): ScriptedReply | null {
  if (body.labelFingerprint !== record.labelFingerprint)
    return googleError(412, 'conditionNotMet', 'Labels fingerprint either invalid or resource labels have changed');
  record.labels = body.labels;
  record.labelFingerprint = Buffer.from(JSON.stringify(body.labels)).toString('base64').slice(0, 11);
  return null;
}

/** States in which a verb is taken, and the state it leads to. */
const verbs: Record<string, { from: string[]; to: string } | undefined> = {
  start: { from: ['TERMINATED'], to: 'RUNNING' },
  resume: { from: ['SUSPENDED'], to: 'RUNNING' },
  stop: { from: ['RUNNING'], to: 'TERMINATED' },
  suspend: { from: ['RUNNING'], to: 'SUSPENDED' },
  reset: { from: ['RUNNING'], to: 'RUNNING' },
};

interface Target {
  collection: Collection;
  path: string;
  record: InstanceRecord & GroupRecord;
  url: URL;
}

function changeInstance(state: GcpState, { path, record, url }: Target, verb: string, body: string): ScriptedReply {
  const rule = verbs[verb];
  if (rule && !rule.from.includes(record.status ?? '')) return googleError(400, 'resourceNotReady', `The resource '${path}' is not ready`);
  if (verb === 'setMachineType' && record.status !== 'TERMINATED') return googleError(400, 'invalid', 'The instance must be stopped.');
  const refused = verb === 'setLabels' ? relabel(record, JSON.parse(body) as never) : null;
  if (refused) return refused;
  const effect = () => {
    if (rule) record.status = rule.to;
    if (verb === 'setMachineType') record.machineType = link((JSON.parse(body) as { machineType: string }).machineType);
    if (verb === 'resize') record.targetSize = Number(url.searchParams.get('size'));
  };
  return operate(state, { path, name: record.name!, targetId: record.id!, verb, requestId: url.searchParams.get('requestId'), effect });
}

function change(state: GcpState, target: Target, verb: string, request: ScriptedRequest): ScriptedReply {
  const { path, record, url, collection } = target;
  if (request.method === 'POST') return changeInstance(state, target, verb, request.body);
  const effect = () => void (state[kinds[collection]] as Map<string, unknown>).delete(path);
  return operate(state, {
    path,
    name: record.name!,
    targetId: record.id!,
    verb: 'delete',
    requestId: url.searchParams.get('requestId'),
    effect,
  });
}

/** A request about one resource, or a verb on it. */
export function resourceReply(state: GcpState, url: URL, request: ScriptedRequest): ScriptedReply {
  const path = url.pathname.replace('/compute/v1/', '');
  const match = /^(projects\/[^/]+\/(?:(?:zones|regions)\/[^/]+|global)\/(\w+)\/[^/]+)(?:\/(\w+))?$/.exec(path);
  const [, base = '', collection = '', verb = ''] = match ?? [];
  if (collection === 'machineTypes') {
    return state.machineTypes.has(base.split('/').at(-1)!) ? json({ name: base }) : googleError(404, 'notFound', `${base} was not found`);
  }
  const map = collection in kinds ? (state[kinds[collection as Collection]] as Map<string, InstanceRecord>) : undefined;
  const record = map?.get(base);
  if (!record) return googleError(404, 'notFound', `The resource '${path}' was not found`);
  if (request.method === 'GET') return json(record);
  if (verb === 'listManagedInstances') return managed(state, base);
  return change(state, { collection: collection as Collection, path: base, record, url }, verb, request);
}

function managed(state: GcpState, group: string): ScriptedReply {
  const name = group.split('/').at(-1)!;
  const members = [...state.instances.values()].filter((one) => one.metadata?.items?.some((item) => item.value?.endsWith(`/${name}`)));
  return json({
    managedInstances: members.map((one) => ({
      instance: one.selfLink,
      instanceStatus: one.status,
      currentAction: 'NONE',
      instanceHealth: [{ detailedHealthState: 'HEALTHY' }],
    })),
  });
}
