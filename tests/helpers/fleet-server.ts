import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fleet, FleetCall } from './fleet.ts';

/** A provider on a loopback port, whose clients may die while it answers. */
export interface FleetServer {
  url: string;
  /** Resolves when this many more calls have arrived. */
  calls(count: number): Promise<void>;
  close(): Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString());
}

/** `delay` is waited before a call is carried out and before it is answered. */
export async function fleetServer(fleet: Fleet, delay: () => Promise<unknown>): Promise<FleetServer> {
  const waiting: { left: number; resolve: () => void }[] = [];
  const arrived = () => {
    for (const one of waiting) if (--one.left === 0) one.resolve();
  };
  const answer = async (path: string, body: unknown): Promise<unknown> => {
    if (path === '/read') return fleet.read(body as string[]);
    arrived();
    await delay();
    const done = fleet.carryOut(body as FleetCall);
    await delay();
    return done;
  };
  const server = createServer((request, response) => {
    bodyOf(request)
      .then((body) => answer(request.url!, body))
      .then((value) => response.end(JSON.stringify(value)))
      // A client that was killed in the middle of its request.
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: (count) => new Promise((resolve) => waiting.push({ left: count, resolve })),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
