import type { HttpMethods, Pipeline } from '@azure/core-rest-pipeline';
import { failure } from '../sdk.ts';
import type { AzureAccount } from './account.ts';
import { errorIn, type Headers, parsed, refusedError } from './errors.ts';
import { createHttpClient } from './http-client.ts';

/** A call of Azure Resource Manager that none of the SDK packages at hand has. */
export interface ArmRequest {
  method?: HttpMethods;
  /** Path below the endpoint, or the whole address of a next page. */
  path: string;
  /** Left out for addresses that Azure gave. */
  apiVersion?: string;
  query?: Record<string, string>;
  body?: unknown;
  headers?: Record<string, string>;
  /** As in `CallSource`. */
  operation: string;
  scope?: string;
  signal: AbortSignal;
}

export interface ArmReply {
  status: number;
  headers: Headers;
  body: unknown;
}

/** The pipeline of the SDKs: tokens, user agent, request ids; without its retries. */
async function createPipeline(account: AzureAccount, signal: AbortSignal): Promise<Pipeline> {
  const { bearerTokenAuthenticationPolicy, createPipelineFromOptions } = await import('@azure/core-rest-pipeline');
  const pipeline = createPipelineFromOptions({ retryOptions: { maxRetries: 0 } });
  const credential = account.credential(signal);
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: `${account.settings.audience}/.default` }));
  return pipeline;
}

function addressOf(endpoint: string, { path, apiVersion, query = {} }: ArmRequest): string {
  const url = new URL(path, endpoint);
  if (apiVersion) url.searchParams.set('api-version', apiVersion);
  for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
  return url.href;
}

/** Sends one call. Throws `AppFailure` for every refusal; nothing is retried. */
export async function sendArm(account: AzureAccount, request: ArmRequest): Promise<ArmReply> {
  const { createHttpHeaders, createPipelineRequest } = await import('@azure/core-rest-pipeline');
  const { operation, scope, signal } = request;
  return account.call({ operation, ...(scope ? { scope } : {}) }, async () => {
    signal.throwIfAborted();
    const pipeline = await createPipeline(account, signal);
    const client = await createHttpClient(account.context, { signal, hosts: account.hosts });
    const json = request.body === undefined ? {} : { body: JSON.stringify(request.body) };
    const headers = createHttpHeaders({
      accept: 'application/json',
      ...(request.body ? { 'content-type': 'application/json' } : {}),
      ...request.headers,
    });
    const url = addressOf(account.settings.endpoint, request);
    const reply = await pipeline.sendRequest(client, createPipelineRequest({ url, method: request.method ?? 'GET', headers, ...json }));
    const answer = { status: reply.status, headers: reply.headers.toJSON(), body: parsed(reply.bodyAsText) };
    if (reply.status < 400) return answer;
    const told = errorIn(answer.body) ?? { code: '', message: `status ${reply.status}` };
    const error = refusedError(
      { ...told, ...answer },
      { connectionId: account.context.connectionId, operation, ...(scope ? { scope } : {}) },
      account.context.clock.now(),
    );
    account.refused(error);
    throw failure(error.code, error.message, error);
  });
}

interface ArmList {
  value?: unknown;
  nextLink?: unknown;
}

/** Pages of a list; what its records look like is the caller's to know. Every list of ARM has the form `{ value: […], nextLink }`. */
export async function* listArm(
  account: AzureAccount,
  request: ArmRequest,
  cursor: string | null = null,
): AsyncIterable<{ items: unknown[]; next: string | null }> {
  let next: string | null = cursor;
  do {
    const { body } = await sendArm(account, next ? { ...request, path: next, apiVersion: '', query: {} } : request);
    const list = body as ArmList | undefined;
    if (!Array.isArray(list?.value)) {
      throw failure('provider_unavailable', `The answer to ${request.operation} could not be understood.`, {
        source: { connectionId: account.context.connectionId, operation: request.operation },
      });
    }
    next = typeof list.nextLink === 'string' && list.nextLink ? list.nextLink : null;
    yield { items: list.value as unknown[], next };
  } while (next);
}

/** A whole list that is known to be short: subscriptions, permissions. */
export async function wholeList(account: AzureAccount, request: ArmRequest): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const { items } of listArm(account, request)) all.push(...items);
  return all;
}
