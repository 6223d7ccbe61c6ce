import { AppFailure, appError, type Machine, type ProgressCall, type StepProgress } from '../sdk.ts';
import { type GcpAccount, notOurs } from './account.ts';
import { sizeOf, typeOf } from './action-plan.ts';
import type { OperationRecord } from './api-types.ts';
import { codeOfAnswer, codeOfReason } from './error-codes.ts';
import { wording } from './errors.ts';
import { labelsAfter, sameLabels } from './labels.ts';
import { numberOf } from './machines.ts';
import { operationsOf } from './paths.ts';
import { requestIdOf } from './request-id.ts';
import { hasCode } from './send.ts';

const pollMs = 2000;
const operationAddress = /^projects\/[^/?#]+\/(?:(?:zones|regions)\/[^/?#]+|global)\/operations\/[^/?#]+$/;
const states: Record<string, Machine['state']> = { start: 'running', resume: 'running', stop: 'stopped', suspend: 'suspended' };

/** Whether the target shows what the step wanted; null where a look cannot tell (a reset). */
function isReached({ step, input, fresh, before }: ProgressCall): boolean | null {
  if (['terminate', 'delete', 'release'].includes(step.id)) return fresh === null || fresh.state === 'terminated';
  if (step.id === 'reset') return null;
  if (!fresh) return false;
  if (step.id === 'modify') return fresh.type === typeOf(input);
  if (step.id === 'scale') return fresh.capacity?.desired === sizeOf(input);
  if (step.id === 'tag') return sameLabels(fresh.tags, labelsAfter(before.tags, input));
  return fresh.state === states[step.id];
}

/** The error that an operation ended with; null when it ended well. */
function errorOf(account: GcpAccount, operation: Partial<OperationRecord>, call: ProgressCall) {
  const [first] = operation.error?.errors ?? [];
  if (!first) return null;
  const source = { connectionId: account.context.connectionId, operation: call.step.operation, scope: call.target.name };
  const reason = first.code ?? '';
  const code = codeOfReason(reason) ?? codeOfAnswer(operation.httpErrorStatusCode ?? 400, '');
  const words = wording(code, { reason, message: first.message ?? '' }, source);
  return appError(code, words.message, { ...words, source: { ...source, ...(operation.name ? { requestId: operation.name } : {}) } });
}

function stateOf(account: GcpAccount, operation: Partial<OperationRecord>, call: ProgressCall): StepProgress {
  if (operation.status !== 'DONE') return { state: 'running', retryAfterMs: pollMs };
  const error = errorOf(account, operation, call);
  return error ? { state: 'failed', error } : { state: 'done' };
}

/** What the target shows, where there is no operation to ask: Google forgets operations after some days. */
function byState(call: ProgressCall): StepProgress {
  const reached = isReached(call);
  if (reached === null) return { state: 'unknown' };
  if (reached) return { state: 'done' };
  if (call.fresh) return { state: 'running', retryAfterMs: pollMs };
  return { state: 'failed', error: appError('not_found', `${call.target.name} is gone.`) };
}

async function byOperation(account: GcpAccount, call: ProgressCall, path: string): Promise<StepProgress> {
  if (!operationAddress.test(path)) throw notOurs(path);
  const kind = path.includes('/zones/') ? 'zoneOperations' : path.includes('/regions/') ? 'regionOperations' : 'globalOperations';
  try {
    const scope = call.target.name;
    const operation = await account.call<OperationRecord>({
      service: 'compute',
      path,
      operation: `compute.${kind}.get`,
      scope,
      signal: call.signal,
    });
    return stateOf(account, operation, call);
  } catch (cause) {
    if (hasCode(cause, 'not_found')) return byState(call);
    throw cause;
  }
}

/** Operations on one target, newest first. Compute Engine keeps them by its number, since a name can be used again. */
export async function operationsOn(account: GcpAccount, target: Machine, signal: AbortSignal): Promise<OperationRecord[]> {
  const number = numberOf(target);
  if (!number) return [];
  const query = { filter: `targetId = ${number}`, orderBy: 'creationTimestamp desc', maxResults: '50' };
  const call = {
    service: 'compute',
    path: operationsOf(target.id),
    query,
    operation: 'compute.zoneOperations.list',
    scope: target.name,
    signal,
  } as const;
  const { items = [] } = await account.call<{ items: OperationRecord[] }>(call);
  return items.filter(({ targetId }) => targetId === number);
}

/** In doubt: Google knows its operations by the `requestId` that they were asked with. */
async function inDoubt(account: GcpAccount, call: ProgressCall): Promise<StepProgress> {
  const id = requestIdOf(call.token);
  const found = (await operationsOn(account, call.before, call.signal)).find(({ clientOperationId }) => clientOperationId === id);
  if (found) return stateOf(account, found, call);
  return isReached(call) === true ? { state: 'done' } : { state: 'not_begun' };
}

/** Whether a step is done. Asks for the operation and does not wait for it, so that a restart loses nothing. */
export async function stepProgress(account: GcpAccount, call: ProgressCall): Promise<StepProgress> {
  const bound = { ...call, signal: AbortSignal.any([account.context.signal, call.signal]) };
  try {
    if (!call.accepted) return await inDoubt(account, bound);
    return call.operation ? await byOperation(account, bound, call.operation) : byState(call);
  } catch (cause) {
    // A target of a foreign form is a failure of the step and not of the asking.
    if (hasCode(cause, 'invalid_input') && cause instanceof AppFailure) return { state: 'failed', error: cause.error };
    throw cause;
  }
}
