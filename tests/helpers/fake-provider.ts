import type { Connector, ConnectorContext, CostBatch, Machine, Page, ReadOptions, Session } from '#connectors/sdk.ts';
import { type AppError, AppFailure } from '#shared/errors/app-error.ts';
import { type Manifest, manifestSchema } from '#shared/model/connection.ts';
import { machineSchema } from '#shared/model/machine.ts';
import { charges } from './costs.ts';
import { machine } from './machines.ts';

/** A provider that a test scripts: what it has, how it fails, and what was asked of it. */
export interface FakeProvider {
  connector: Connector;
  regions: string[];
  /** Pages of machines by region. */
  pages: Record<string, Machine[][]>;
  /** Pages of charges; one scope. */
  costPages: CostBatch[];
  /** Errors that the next reads of a scope (or `scopes`, `open`, `check`) fail with, in order. */
  failures: Record<string, AppError[]>;
  /** Runs before each page, e.g. to hold a read back: `page eu-west-1 0`. */
  beforePage: (name: string, signal: AbortSignal) => Promise<void>;
  price: { calls: number; amount: number; currency: string; note: string } | null;
  maxAgeMs: number;
  /** Whether reads can go on behind a page after a restart. */
  resumable: boolean;
  /** What was asked, in order: `open`, `machines eu-west-1`, `machines eu-west-1 @1`, `close`. */
  asked: string[];
}

const fields = [
  { key: 'endpoint', type: 'url', label: 'Endpoint' },
  { key: 'level', type: 'number', label: 'Level', min: 1, max: 9, default: 3 },
  { key: 'mode', type: 'choice', label: 'Mode', default: 'key', options: ['key', 'profile'].map((value) => ({ value, label: value })) },
  { key: 'profile', type: 'text', label: 'Profile', required: true, when: { key: 'mode', in: ['profile'] } },
  { key: 'password', type: 'secret', label: 'Password' },
];

function manifestOf(patch: Partial<Manifest>): Manifest {
  return manifestSchema.parse({
    kind: 'fake',
    title: 'Fake cloud',
    description: '',
    docsUrl: 'https://example.com',
    fields,
    capabilities: ['compute', 'costs'],
    ...patch,
  });
}

function fail({ failures }: FakeProvider, name: string): void {
  const error = failures[name]?.shift();
  if (error) throw new AppFailure(error);
}

async function* pagesOf<T>(fake: FakeProvider, name: string, { items, read }: { items: T[]; read: ReadOptions }): AsyncIterable<Page<T>> {
  const from = read.cursor === null ? 0 : Number(read.cursor);
  fake.asked.push(from > 0 ? `${name} @${from}` : name);
  fail(fake, name);
  for (let at = from; at < items.length; at += 1) {
    await fake.beforePage(`${name} ${at}`, read.signal);
    read.signal.throwIfAborted();
    fail(fake, `${name} ${at}`);
    yield { items: items[at]!, cursor: fake.resumable ? String(at + 1) : null, progress: (at + 1) / items.length };
  }
}

function sessionOf(fake: FakeProvider, context: ConnectorContext): Session {
  const source = {
    get maxAgeMs() {
      return fake.maxAgeMs;
    },
    ...(fake.price && { price: () => fake.price! }),
  };
  return {
    async check() {
      fail(fake, 'check');
      return { account: '4711', identity: (await context.secret('password')) ? 'with password' : 'anonymous', missing: [], notes: [] };
    },
    compute: {
      ...source,
      async scopes() {
        fail(fake, 'scopes');
        return fake.regions.map((id) => ({ id, label: id }));
      },
      read: (read) => pagesOf(fake, `machines ${read.scope.id}`, { items: fake.pages[read.scope.id] ?? [], read }),
    },
    costs: {
      ...source,
      scopes: async () => [{ id: '', label: '' }],
      read: (read) => pagesOf(fake, 'costs', { items: fake.costPages.map((page) => structuredClone(page)), read }),
    },
    async close() {
      fake.asked.push('close');
    },
  };
}

/** Two regions with two machines each in pages of one, and two days of charges. Machines only unless `patch` says otherwise. */
export function fakeProvider(patch: Partial<Manifest> = { capabilities: ['compute'] }): FakeProvider {
  const fake: FakeProvider = {
    connector: {
      manifest: manifestOf(patch),
      async open(context) {
        fake.asked.push('open');
        fail(fake, 'open');
        return sessionOf(fake, context);
      },
    },
    regions: ['east', 'west'],
    pages: Object.fromEntries(
      ['east', 'west'].map((region) => [
        region,
        [1, 2].map((n) => [machineSchema.parse(machine({ id: `${region}-${n}`, name: `${region}-${n}`, region }))]),
      ]),
    ),
    costPages: [charges(['2026-11-01']), charges(['2026-11-02'])],
    failures: {},
    beforePage: async () => undefined,
    price: null,
    maxAgeMs: 600_000,
    resumable: false,
    asked: [],
  };
  return fake;
}
