import { failure, type StepAccepted, type StepCall } from '../sdk.ts';
import { type GcpAccount, notOurs, type RestCall } from './account.ts';
import { sizeOf, typeOf } from './action-plan.ts';
import type { InstanceRecord, OperationRecord } from './api-types.ts';
import { labelsAfter } from './labels.ts';
import { idOf, partOf } from './paths.ts';
import { requestIdOf } from './request-id.ts';

/** Ids come from the cache: only those that look like Compute Engine's may become an address. */
const resource = /^projects\/[^/?#]+\/(?:(?:zones|regions)\/[^/?#]+|global)\/(?:instances|instanceGroupManagers|disks|addresses)\/[^/?#]+$/;

/** Address of a target's record. */
export function pathOf(id: string): string {
  if (!resource.test(id)) throw notOurs(id);
  return id;
}

type Change = Pick<RestCall, 'path' | 'method' | 'body' | 'query'>;

/**
 * `setLabels` replaces all labels, and takes the fingerprint of those it replaces: they are read just before, and labels
 * that somebody else changes in between make Google refuse (412) instead of losing them.
 */
async function relabel(account: GcpAccount, { target, input, step, signal }: StepCall): Promise<Change> {
  const path = pathOf(target.id);
  const operation = step.operation.replace('setLabels', 'get');
  const record = await account.call<InstanceRecord>({ service: 'compute', path, operation, scope: target.name, signal });
  const body = { labels: labelsAfter(record.labels ?? {}, input), labelFingerprint: record.labelFingerprint ?? '' };
  return { path: `${path}/setLabels`, method: 'POST', body };
}

/** Only for machines with local SSDs: others refuse to be asked about it. */
function ssdQuery({ target, input }: StepCall): Record<string, string> {
  return target.details['local SSDs'] ? { discardLocalSsd: String(input['discardLocalSsd'] === true) } : {};
}

async function changeOf(account: GcpAccount, call: StepCall): Promise<Change> {
  const path = pathOf(call.target.id);
  const zone = `projects/${partOf(path, 'projects')}/zones/${partOf(path, 'zones')}`;
  switch (call.step.id) {
    case 'start':
    case 'resume':
    case 'reset':
      return { path: `${path}/${call.step.id}`, method: 'POST' };
    case 'stop':
    case 'suspend':
      return { path: `${path}/${call.step.id}`, method: 'POST', query: ssdQuery(call) };
    case 'modify':
      return { path: `${path}/setMachineType`, method: 'POST', body: { machineType: `${zone}/machineTypes/${typeOf(call.input)}` } };
    case 'scale':
      return { path: `${path}/resize`, method: 'POST', query: { size: String(sizeOf(call.input)) } };
    case 'tag':
      return relabel(account, call);
    case 'terminate':
    case 'delete':
    case 'release':
      return { path, method: 'DELETE' };
    default:
      throw failure('unsupported', `Google Cloud has no step ${call.step.id}.`);
  }
}

/** Sends one step. Google answers with an operation, whose address is what progress is asked by, in this process or another. */
export async function beginStep(account: GcpAccount, call: StepCall): Promise<StepAccepted> {
  const { step, target, token } = call;
  const signal = AbortSignal.any([account.context.signal, call.signal]);
  const change = await changeOf(account, { ...call, signal });
  const query = { ...change.query, requestId: requestIdOf(token) };
  const operation = await account.call<OperationRecord>({
    ...change,
    service: 'compute',
    query,
    operation: step.operation,
    scope: target.name,
    signal,
  });
  return { requestId: operation.name ?? operation.id ?? null, operation: operation.selfLink ? idOf(operation.selfLink) : null };
}
