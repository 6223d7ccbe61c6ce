import { demo } from '#connectors/demo/index.ts';
import type { ConnectionSettings, ConnectorContext, Page, Scope, Session, Source } from '#connectors/sdk.ts';
import { type FakeClock, fakeClock } from '#tests/helpers/fake-clock.ts';

/** Small enough to be read whole in a test: 100 machines. */
export const small = { scale: 0.05, seed: 1 };

const log = { info() {}, warn() {}, error() {}, child: () => log };

export interface Opened {
  session: Session;
  clock: FakeClock;
  context: ConnectorContext;
}

export async function openDemo(settings: ConnectionSettings = small, clock = fakeClock(), connectionId = 'demo-1'): Promise<Opened> {
  const context: ConnectorContext = {
    connectionId,
    settings,
    secret: async () => null,
    signal: new AbortController().signal,
    log,
    clock,
    // The demo never uses the network.
    http: {
      agent: () => Promise.reject(new Error('the network was used')),
      fetch: () => Promise.reject(new Error('the demo organisation used the network')),
    },
  };
  return { session: await demo.open(context), clock, context };
}

/** All pages of a scope. */
export async function pagesOf<T>(source: Source<T>, scope: Scope, cursor: string | null = null): Promise<Page<T>[]> {
  const pages: Page<T>[] = [];
  for await (const page of source.read({ scope, cursor, signal: new AbortController().signal })) pages.push(page);
  return pages;
}

/** All pages of all scopes. */
export async function readAll<T>(source: Source<T>): Promise<Page<T>[]> {
  const scopes = await source.scopes(new AbortController().signal);
  const pages: Page<T>[] = [];
  for (const scope of scopes) pages.push(...(await pagesOf(source, scope)));
  return pages;
}
