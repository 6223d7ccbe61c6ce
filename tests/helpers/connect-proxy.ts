import { createServer, request, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A forward proxy on loopback that writes down what it was asked for and sends everything to one port. */
export interface ConnectProxy {
  url: string;
  /** `CONNECT host:port` of tunnels, `GET http://…` of plain requests. */
  asked: string[];
}

/** Takes what has to be closed: at the end of the test, or where a suite says. */
export type AtEnd = (close: () => Promise<void>) => void;

/** Starts the server on a random loopback port; returns the port. */
export async function listening(server: Server, atEnd: AtEnd = onTestFinished): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket.on('close', () => sockets.delete(socket))));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

export async function connectProxy(targetPort: number): Promise<ConnectProxy> {
  const asked: string[] = [];
  const server = createServer((incoming, outgoing) => {
    asked.push(`${incoming.method} ${incoming.url}`);
    const { pathname } = new URL(incoming.url ?? '/');
    request({ port: targetPort, host: '127.0.0.1', path: pathname, method: incoming.method }, (reply) => reply.pipe(outgoing)).end();
  });
  server.on('connect', (incoming, client) => {
    asked.push(`CONNECT ${incoming.url}`);
    const upstream = connect(targetPort, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(upstream).pipe(client);
    });
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) socket.on('error', end).on('close', end);
  });
  return { asked, url: `http://127.0.0.1:${await listening(server)}` };
}
