import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AtEnd, listening } from './connect-proxy.ts';

/** What happens to a request that a rule picks: an answer of its own, half of the server's, or the server's after a change there. */
export type BlobFault =
  | { kind: 'reply'; status: number; code: string; headers?: Record<string, string> }
  | { kind: 'truncate' }
  | { kind: 'reset' };

/** Stands between a client and a Blob server on loopback; bytes pass unchanged. */
export interface BlobProxy {
  url: string;
  seen: { method: string; path: string }[];
  rule: (request: { method: string; path: string }) => BlobFault | null;
}

async function bytesOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The form of an error. Reference: "Status and error codes", https://learn.microsoft.com/rest/api/storageservices/status-and-error-codes2 */
function refuse(outgoing: ServerResponse, { status, code, headers }: BlobFault & { kind: 'reply' }): void {
  const body = `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${code} on purpose.</Message></Error>`;
  outgoing
    .writeHead(status, { 'content-type': 'application/xml', 'x-ms-error-code': code, 'x-ms-request-id': 'r-1', ...headers })
    .end(body);
}

function forward(upstream: string, incoming: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
  const { port, hostname } = new URL(upstream);
  return new Promise((resolve, reject) => {
    const options = { hostname, port, path: incoming.url, method: incoming.method, headers: incoming.headers };
    request(options, resolve).on('error', reject).end(body);
  });
}

async function answer(proxy: BlobProxy & { upstream: string }, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const body = await bytesOf(incoming);
  const seen = { method: incoming.method ?? '', path: incoming.url ?? '' };
  proxy.seen.push(seen);
  const fault = proxy.rule(seen);
  if (fault?.kind === 'reset') return void incoming.socket.resetAndDestroy();
  if (fault?.kind === 'reply') return refuse(outgoing, fault);
  const reply = await forward(proxy.upstream, incoming, body);
  const content = await bytesOf(reply);
  outgoing.writeHead(reply.statusCode ?? 502, {
    ...reply.headers,
    ...(content.length > 0 ? { 'content-length': String(content.length) } : {}),
  });
  if (fault?.kind !== 'truncate') return void outgoing.end(content);
  outgoing.write(content.subarray(0, Math.floor(content.length / 2)), () => outgoing.destroy());
}

/** Starts the proxy; it ends with the test, or as `atEnd` says. */
export async function blobProxy(upstream: string, atEnd?: AtEnd): Promise<BlobProxy> {
  const proxy: BlobProxy & { upstream: string } = { url: '', upstream, seen: [], rule: () => null };
  const server = createServer((incoming, outgoing) => {
    answer(proxy, incoming, outgoing).catch(() => outgoing.destroy());
  });
  proxy.url = `http://127.0.0.1:${await listening(server, atEnd)}`;
  return proxy;
}
