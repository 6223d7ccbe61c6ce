import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fleet, FleetCall } from './fleet.ts';

/** A provider on a loopback port, whose clients may die while it answers. */
export interface FleetServer {
  url: string;
  /**
   * Resolves when this many more calls have arrived. So many after them are still carried out; all others are left without an
   * answer until the next `calls` or `open`, so that a client that is killed late does not finish its work first.
   */
  calls(count: number, after: number): Promise<void>;
  /** Answers everything from now on. */
  open(): void;
  close(): Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString());
}

/** `delay` is waited before a call is carried out and before it is answered. */
export async function fleetServer(fleet: Fleet, delay: () => Promise<unknown>): Promise<FleetServer> {
  let expected: { left: number; after: number; resolve: () => void } | null = null;
  /** Whether the call that has arrived is answered. */
  const arrived = (): boolean => {
    if (!expected) return true;
    expected.left -= 1;
    if (expected.left === 0) expected.resolve();
    return expected.left >= -expected.after;
  };
  const answer = async (path: string, body: unknown): Promise<unknown> => {
    if (path === '/read') return fleet.read(body as string[]);
    if (!arrived()) return new Promise(() => undefined);
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
    calls: (count, after) =>
      new Promise((resolve) => {
        expected = { left: count, after, resolve };
      }),
    open: () => {
      expected = null;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
