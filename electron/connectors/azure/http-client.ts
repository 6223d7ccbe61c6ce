import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import { type ConnectorContext, failure } from '../sdk.ts';

/** What goes on at the edge of the SDKs, for one operation. */
export interface Watch {
  /** Ends every request; absent for the sign-in, which several sessions share. */
  signal?: AbortSignal;
  /** Hosts that may get a token: these and their subdomains. Absent: nobody gets one. */
  hosts?: readonly string[];
  onReply?(reply: PipelineResponse): void;
  onFailure?(cause: unknown): void;
  /** What is looked at instead of the two checks below, for services that answer no JSON and get no tokens. */
  checks?: { request(request: PipelineRequest): void; reply(reply: PipelineResponse): void };
  /** Longest wait for a reply in ms; absent: a minute. */
  timeoutMs?(request: PipelineRequest): number;
}

/** Longest wait for a reply in ms. */
const usualTimeoutMs = 60_000;

/** Azure names the address of the next page and of an operation itself: a token must not follow it to somewhere else. */
function assertTrusted(request: PipelineRequest, hosts: readonly string[] = []): void {
  const { hostname, protocol } = new URL(request.url);
  const trusted = protocol === 'https:' && hosts.some((host) => hostname === host || hostname.endsWith(`.${host}`));
  if (request.headers.has('Authorization') && !trusted) {
    throw failure('provider_unavailable', `Azure named an address that is not its own (${hostname}); nothing was sent there.`, {
      hint: 'Check the endpoints of the connection, and the network between here and Azure.',
    });
  }
}

/** Everything that Azure says is JSON. The SDKs read a page of a gateway or a hotel as a record without fields. */
function isJson(text: string | null | undefined): boolean {
  return !text?.trim() || /^\s*([{["]|null)/.test(text);
}

function assertReadable({ status, bodyAsText }: PipelineResponse): void {
  if (status >= 300 || isJson(bodyAsText)) return;
  throw failure('provider_unavailable', 'The answer could not be understood: it is not JSON.', {
    hint: 'Check that the endpoint is Azure, and that no proxy or sign-in page of a network answers in its place.',
  });
}

/** The SDK reports a timeout of its own as an abort, which would look like a cancelled operation. */
function asFailure(cause: unknown, { abortSignal, timeout }: PipelineRequest): unknown {
  const isTimeout = cause instanceof Error && cause.name === 'AbortError' && !abortSignal?.aborted;
  return isTimeout ? failure('timeout', `No answer from Azure in ${Math.round(timeout / 1000)} seconds.`, { cause }) : cause;
}

/** Node's client of the SDKs, over the agent that honours proxy and corporate certificates. */
export async function createHttpClient(context: ConnectorContext, watch: Watch): Promise<HttpClient> {
  const { createDefaultHttpClient } = await import('@azure/core-rest-pipeline');
  const client = createDefaultHttpClient();
  const agent = await context.http.agent();
  return {
    async sendRequest(request) {
      if (watch.checks) watch.checks.request(request);
      else assertTrusted(request, watch.hosts);
      const signals = [watch.signal, request.abortSignal as AbortSignal | undefined].filter((one) => one !== undefined);
      request.agent = agent;
      request.timeout = watch.timeoutMs?.(request) ?? usualTimeoutMs;
      if (signals.length > 0) request.abortSignal = AbortSignal.any(signals);
      try {
        const reply = await client.sendRequest(request);
        watch.onReply?.(reply);
        if (watch.checks) watch.checks.reply(reply);
        else assertReadable(reply);
        return reply;
      } catch (cause) {
        const told = asFailure(cause, request);
        watch.onFailure?.(told);
        throw told;
      }
    },
  };
}
