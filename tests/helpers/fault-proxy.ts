import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AtEnd, listening } from './connect-proxy.ts';

/** What happens to a request that a rule picks. `stall` answers nothing until the caller gives up; `lose` lets the server carry it out and loses the answer. */
export type Fault =
  | { kind: 'reset' }
  | { kind: 'lose' }
  | { kind: 'stall' }
  | { kind: 'truncate' }
  | { kind: 'reply'; status: number; headers?: Record<string, string>; body: string };

/** A request as rules see it: AWS names region and service in the signature and the action in body or header. */
export interface SeenRequest {
  region: string;
  service: string;
  action: string;
  body: string;
}

/** Stands between a client and a server on loopback and breaks what `rule` picks; everything else passes unchanged. */
export interface FaultProxy {
  url: string;
  seen: SeenRequest[];
  rule: (request: SeenRequest) => Fault | null;
  /** Changes the body of requests that pass. */
  rewrite: (body: string) => string;
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function describeRequest(incoming: IncomingMessage, body: string): SeenRequest {
  const [, region = '', service = ''] = /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(incoming.headers.authorization ?? '') ?? [];
  const target = incoming.headers['x-amz-target'];
  // S3's SDK names its operation in the address.
  const named = new URLSearchParams(body).get('Action') ?? new URL(incoming.url ?? '/', 'http://aws').searchParams.get('x-id');
  const action = typeof target === 'string' ? (target.split('.').at(-1) ?? '') : (named ?? '');
  return { region, service, action, body };
}

function forward(upstream: string, incoming: IncomingMessage, body: Buffer): Promise<{ reply: IncomingMessage; content: Buffer }> {
  const { host, port, hostname } = new URL(upstream);
  return new Promise((resolve, reject) => {
    const headers = { ...incoming.headers, host, 'content-length': String(body.length) };
    const outgoing = request({ hostname, port, path: incoming.url, method: incoming.method, headers }, async (reply) => {
      resolve({ reply, content: await readBody(reply) });
    });
    outgoing.on('error', reject).end(body);
  });
}

async function answer(proxy: FaultProxy & { upstream: string }, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const body = await readBody(incoming);
  const seen = describeRequest(incoming, body.toString());
  proxy.seen.push(seen);
  const fault = proxy.rule(seen);
  if (fault?.kind === 'stall') return;
  if (fault?.kind === 'reset') return void incoming.socket.resetAndDestroy();
  if (fault?.kind === 'reply') return void outgoing.writeHead(fault.status, fault.headers).end(fault.body);
  const { reply, content } = await forward(proxy.upstream, incoming, Buffer.from(proxy.rewrite(body.toString())));
  if (fault?.kind === 'lose') return void incoming.socket.resetAndDestroy();
  outgoing.writeHead(reply.statusCode ?? 502, { ...reply.headers, 'content-length': String(content.length) });
  if (!fault) return void outgoing.end(content);
  outgoing.write(content.subarray(0, Math.floor(content.length / 2)), () => outgoing.destroy());
}

/** Starts the proxy; it ends with the test, or as `atEnd` says. `upstream` may be nothing when every request is answered by a rule. */
export async function faultProxy(upstream = 'http://127.0.0.1:9', atEnd?: AtEnd): Promise<FaultProxy> {
  const proxy: FaultProxy & { upstream: string } = { url: '', upstream, seen: [], rule: () => null, rewrite: (body) => body };
  const server = createServer((incoming, outgoing) => {
    answer(proxy, incoming, outgoing).catch(() => outgoing.destroy());
  });
  proxy.url = `http://127.0.0.1:${await listening(server, atEnd)}`;
  return proxy;
}
