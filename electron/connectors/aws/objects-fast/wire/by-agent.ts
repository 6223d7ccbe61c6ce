import { type Agent, type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { type Exchange, prematureEnd, type Sink, silenceMs, type Target, timedOut } from './exchange.ts';

/** The body, one piece behind the other; what is cut off while it comes is told from a connection that never was. */
async function readBody(answer: IncomingMessage, sink: Sink): Promise<void> {
  const pieces = answer[Symbol.asyncIterator]();
  for (;;) {
    const piece = await pieces.next().catch((cause: unknown) => {
      throw cause instanceof Error && /aborted/.test(cause.message) && cause.name !== 'AbortError' ? prematureEnd() : cause;
    });
    if (piece.done) return;
    await sink.data(piece.value as Buffer);
  }
}

function answerOf(call: ClientRequest, body: Uint8Array | undefined): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    call.on('error', reject);
    call.on('response', resolve);
    call.setTimeout(silenceMs, () => call.destroy(timedOut()));
    call.end(body);
  });
}

/** Requests through the given agent: proxies of every kind. */
export function agentExchange({ secure, hostname, port }: Target, agent: Agent): Exchange {
  return async ({ method, path, headers, body, signal }, sink) => {
    const size = body ? { 'content-length': String(body.length) } : {};
    const options = {
      protocol: secure ? 'https:' : 'http:',
      hostname,
      port,
      method,
      path,
      headers: { ...headers, ...size },
      agent,
      signal,
    };
    const answer = await answerOf((secure ? requestHttps : requestHttp)(options), body).catch((cause: unknown) => {
      throw signal.aborted ? signal.reason : cause;
    });
    sink.head({ status: answer.statusCode ?? 0, headers: answer.headers as Record<string, string> });
    await readBody(answer, sink).catch((cause: unknown) => {
      throw signal.aborted ? signal.reason : cause;
    });
  };
}
