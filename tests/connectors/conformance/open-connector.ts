import { Agent } from 'node:http';
import { connectors } from '#connectors/registry.ts';
import type { Connector, Page, Scope, Session, Source } from '#connectors/sdk.ts';
import { type FakeClock, fakeClock } from '#tests/helpers/fake-clock.ts';
import { example } from './example/connector.ts';
import { exampleFixture } from './example/example.fixture.ts';
import type { ConnectorFixture, Prepare, Situations } from './fixture.ts';
import { fixtures } from './fixtures.ts';

/** Everything the suite knows about a connector of the registry. */
export interface Candidate {
  kind: string;
  connector: Connector;
  situations: Situations;
  fixture: ConnectorFixture;
}

/** Every connector of the registry, and the example of docs/adding-a-connector.md, with its fixture. */
export function candidates(): Candidate[] {
  return [...connectors, example].map((connector) => {
    const { kind } = connector.manifest;
    const fixture = [...fixtures, exampleFixture].find((one) => one.kind === kind);
    if (!fixture)
      throw new Error(`tests/connectors/conformance has no fixture for the connector ${kind}: add ${kind}.fixture.ts to fixtures.ts`);
    return { kind, connector, situations: fixture.situations, fixture };
  });
}

export interface Opened {
  session: Session;
  clock: FakeClock;
  /** Values that must not show in errors, records and commands. */
  secrets: string[];
  /** Changing calls that the provider has seen so far. */
  changes: () => string[];
  /** Whether `changes` can count: false where nothing is called. */
  counts: boolean;
  hanging: () => number;
  close: () => Promise<void>;
}

const log = { info() {}, warn() {}, error() {}, child: () => log };

function withDefaults(connector: Connector, settings: object) {
  const defaults = connector.manifest.fields.flatMap((field) =>
    'default' in field && field.default !== undefined ? [[field.key, field.default]] : [],
  );
  return { ...Object.fromEntries(defaults), ...settings };
}

/** Opens a connector in a situation; `close` undoes everything. */
export async function openConnector(connector: Connector, prepare: Prepare): Promise<Opened> {
  const { settings, secrets = {}, planted = [], http, changes, hanging = () => 0, cleanup } = await prepare();
  const ending = new AbortController();
  const clock = fakeClock();
  const agent = new Agent();
  const session = await connector.open({
    connectionId: `conformance-${connector.manifest.kind}`,
    settings: withDefaults(connector, settings),
    secret: async (key) => secrets[key] ?? null,
    signal: ending.signal,
    log,
    clock,
    http: http ?? { agent: async () => agent, fetch: globalThis.fetch },
  });
  const close = async () => {
    ending.abort();
    await session.close();
    agent.destroy();
    await cleanup?.();
  };
  const counted = { changes: changes ?? (() => []), counts: changes !== undefined };
  return { session, clock, secrets: [...Object.values(secrets), ...planted], ...counted, hanging, close };
}

/** Runs `work` on an open connector, and closes it. */
export async function withConnector(connector: Connector, prepare: Prepare, work: (opened: Opened) => Promise<void>): Promise<void> {
  const opened = await openConnector(connector, prepare);
  try {
    await work(opened);
  } finally {
    await opened.close();
  }
}

/** The sources a session offers, by the name of their capability. */
export function sourcesOf(session: Session): [name: string, source: Source<unknown>][] {
  const sources: [string, Source<unknown> | undefined][] = [
    ['costs', session.costs],
    ['compute', session.compute],
    ['objects', session.objects?.buckets],
  ];
  return sources.filter((entry): entry is [string, Source<unknown>] => entry[1] !== undefined);
}

export const never = new AbortController().signal;

/** All pages of a scope. */
export async function pagesOf<T>(source: Source<T>, scope: Scope, cursor: string | null = null): Promise<Page<T>[]> {
  const pages: Page<T>[] = [];
  for await (const page of source.read({ scope, cursor, signal: never })) pages.push(page);
  return pages;
}

/** Reads the first scope until it ends or fails; scopes that cannot be listed count as a failed read. */
export async function readFirstScope(source: Source<unknown>, signal = never): Promise<void> {
  const [scope] = await source.scopes(signal);
  if (!scope) throw new Error('the source has no scope');
  for await (const _ of source.read({ scope, cursor: null, signal })) continue;
}
