import { AppFailure, type ConnectorContext } from '../sdk.ts';
import { answerFailure, type CallSource, garbled, networkFailure } from './errors.ts';

/** A page of 500 machines takes a few seconds at most. */
const timeoutMs = 60_000;

export interface JsonCall {
  source: Omit<CallSource, 'connectionId'>;
  url: string;
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  headers: Record<string, string>;
  body?: unknown;
  signal: AbortSignal;
}

async function answerOf(context: ConnectorContext, call: JsonCall): Promise<{ answer: Response; text: string }> {
  const answer = await context.http.fetch(call.url, {
    method: call.method,
    headers: { accept: 'application/json', ...(call.body === undefined ? {} : { 'content-type': 'application/json' }), ...call.headers },
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    signal: AbortSignal.any([context.signal, call.signal, AbortSignal.timeout(timeoutMs)]),
  });
  return { answer, text: await answer.text() };
}

/** Sends one request, once. Returns the JSON object of the answer; everything expected that can go wrong is an `AppFailure`. */
export async function sendJson(context: ConnectorContext, call: JsonCall): Promise<object> {
  const source: CallSource = { ...call.source, connectionId: context.connectionId };
  const { answer, text } = await answerOf(context, call).catch((cause: unknown) => {
    throw networkFailure(cause, source);
  });
  if (!answer.ok) {
    const bad = { status: answer.status, text, retryAfter: answer.headers.get('retry-after') };
    throw answerFailure(bad, source, context.clock.now());
  }
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value;
  } catch (cause) {
    throw garbled(source, cause);
  }
  throw garbled(source);
}

/** Whether a call failed with this code. */
export function hasCode(cause: unknown, ...codes: AppFailure['error']['code'][]): cause is AppFailure {
  return cause instanceof AppFailure && codes.includes(cause.error.code);
}
