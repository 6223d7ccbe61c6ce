import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ScriptedRequest {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** What the server does with a request: answer, or say nothing until the client gives up, or break the connection. */
export type ScriptedReply = { status: number; headers?: Record<string, string>; body: string } | 'hang' | 'reset';

export interface ScriptedServer {
  url: string;
  /** Every request so far, in order. */
  requests: ScriptedRequest[];
  close(): Promise<void>;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

function answer(reply: ScriptedReply, response: ServerResponse): void {
  if (reply === 'hang') return;
  if (reply === 'reset') response.destroy();
  else response.writeHead(reply.status, reply.headers).end(reply.body);
}

/** A server on a random loopback port that answers as a script says: for providers of which no independent server exists. */
export async function startScriptedServer(script: (request: ScriptedRequest) => ScriptedReply): Promise<ScriptedServer> {
  const requests: ScriptedRequest[] = [];
  const server = createServer((request, response) => {
    void textOf(request).then((body) => {
      const one = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body };
      requests.push(one);
      answer(script(one), response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
