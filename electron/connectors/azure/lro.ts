import type { PipelineResponse } from '@azure/core-rest-pipeline';
import { AppFailure, failure, type StepAccepted, type StepProgress } from '../sdk.ts';
import type { AzureAccount } from './account.ts';
import { type CallSource, errorIn, type Headers, parsed, refusedError, retryAfterMs } from './errors.ts';

/** A poller of an SDK as far as it is used. It is thenable, and waits for the end when awaited: never return one from an async function. */
export interface SdkPoller {
  submitted(): Promise<void>;
  serialize(): Promise<string>;
}

/** What the SDK keeps of a running operation. Source: core-lro, `RestorableOperationState`. */
interface PollerState {
  state: {
    status: string;
    config: { operationLocation?: string; initialRequestUrl?: string; requestMethod?: string; metadata?: { mode?: string } };
  };
}

type Mode = 'OperationLocation' | 'ResourceLocation' | 'Body';

/**
 * How the answer of a status address is read depends on the header that it came in (Azure-AsyncOperation, Location, or
 * none for a PUT). The journal keeps only the address, so a fragment, which is never sent, tells the two rarer ones.
 */
const fragments: Record<Mode, string> = { OperationLocation: '', ResourceLocation: '#location', Body: '#body' };

/** Address of an accepted operation, for the journal; null when it was done at once. */
export async function acceptedBy(poller: SdkPoller, lastReply: () => PipelineResponse | null): Promise<StepAccepted> {
  await poller.submitted();
  const { state } = JSON.parse(await poller.serialize()) as PollerState;
  const { operationLocation, metadata } = state.config;
  const requestId = lastReply()?.headers.get('x-ms-request-id') ?? null;
  const running = state.status === 'running' && operationLocation;
  return { requestId, operation: running ? `${operationLocation}${fragments[(metadata?.mode ?? 'OperationLocation') as Mode]}` : null };
}

/** The same for a call that was not made by an SDK's operation. */
export function acceptedReply({ status, headers }: { status: number; headers: Headers }): StepAccepted {
  const requestId = headers['x-ms-request-id'] ?? null;
  const asynchronous = headers['azure-asyncoperation'];
  if (asynchronous) return { requestId, operation: asynchronous };
  const location = status === 202 ? headers['location'] : undefined;
  return { requestId, operation: location ? `${location}${fragments.ResourceLocation}` : null };
}

function modeOf(fragment: string): Mode {
  return fragment === fragments.ResourceLocation ? 'ResourceLocation' : fragment === fragments.Body ? 'Body' : 'OperationLocation';
}

/**
 * State from which the SDK's poller goes on with nothing but an address. It wants to know which call the operation came
 * from, to read its result; the result is of no interest here, so it is told of one that has none.
 */
function restored(operation: string): string {
  const [url = '', fragment] = operation.split(/(?=#)/);
  const path = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/d';
  const state: PollerState['state'] = {
    status: 'running',
    config: {
      operationLocation: url,
      initialRequestUrl: `${new URL(url).origin}${path}`,
      requestMethod: 'DELETE',
      metadata: { mode: modeOf(fragment ?? '') },
    },
  };
  return JSON.stringify({ state });
}

interface Polled {
  account: AzureAccount;
  source: CallSource;
  reply: PipelineResponse | null;
}

function failedState({ account, source, reply }: Polled, status: string): StepProgress {
  const body = parsed(reply?.bodyAsText);
  const told = errorIn(body) ?? { code: status, message: `Azure ended the operation as ${status} without saying why.` };
  const error = refusedError({ ...told, status: 409, headers: reply?.headers.toJSON() ?? {} }, source, account.context.clock.now());
  return { state: 'failed', error };
}

function unreadable({ source }: Polled): AppFailure {
  return failure('provider_unavailable', `The state of ${source.operation} could not be understood.`, { source });
}

/** The SDK takes a status document without a status for a success: an error page of a gateway would look like one. */
function isStatus({ reply }: Polled, operation: string): boolean {
  if (modeOf(/#.*/.exec(operation)?.[0] ?? '') !== 'OperationLocation' || reply?.status !== 200) return true;
  return typeof (parsed(reply.bodyAsText) as { status?: unknown } | undefined)?.status === 'string';
}

/**
 * A status address from a Location header answers what the call itself would have answered: a refusal there is how the
 * operation ended. One of the look (no token, too often, not kept any more) is not.
 */
function refusedEnd({ reply }: Polled, operation: string, cause: unknown): StepProgress | null {
  const isEnd = reply !== null && reply.status >= 400 && reply.status < 500 && ![401, 403, 404, 408, 429].includes(reply.status);
  return isEnd && operation.endsWith(fragments.ResourceLocation) && cause instanceof AppFailure
    ? { state: 'failed', error: cause.error }
    : null;
}

/** Whether the poll itself was answered: then its answer, not a fault of the network, says that the operation failed. */
const isVerdict = ({ reply }: Polled) => reply !== null && reply.status < 300;

/**
 * One look at a long-running operation by its address, with the SDK's poller: it needs nothing of the process that
 * began it. Throws when the look itself fails; `not_found` means that Azure no longer keeps the operation.
 */
export async function pollOperation(
  account: AzureAccount,
  operation: string,
  named: Omit<CallSource, 'connectionId'>,
  signal: AbortSignal,
): Promise<StepProgress> {
  const { restorePoller } = await import('@azure/arm-compute');
  const source = { ...named, connectionId: account.context.connectionId };
  const polled: Polled = { account, source, reply: null };
  const client = await account.compute('none', { signal, onReply: (reply) => (polled.reply = reply) });
  const poller = restorePoller<never, void>(client, restored(operation), client.disks.delete);
  try {
    const state = await account.call(named, () => poller.poll({ abortSignal: signal }));
    if (!isStatus(polled, operation)) throw unreadable(polled);
    if (state?.status === 'succeeded') return { state: 'done' };
    const wait = retryAfterMs(polled.reply?.headers.toJSON() ?? {}, account.context.clock.now());
    return { state: 'running', ...(wait === undefined ? {} : { retryAfterMs: wait }) };
  } catch (cause) {
    const refused = refusedEnd(polled, operation, cause);
    if (refused) return refused;
    const status = poller.operationState?.status;
    if (cause instanceof AppFailure || !isVerdict(polled)) throw cause;
    if (status !== 'failed' && status !== 'canceled') throw unreadable(polled);
    return failedState(polled, status);
  }
}
