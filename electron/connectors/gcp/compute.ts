import { type ComputeSource, failure, type Machine, type Page, type ReadOptions, type Scope } from '../sdk.ts';
import type { GcpAccount } from './account.ts';
import type { AddressRecord, AggregatedReply, DiskRecord, GroupRecord, InstanceRecord } from './api-types.ts';
import { groupOf, readAutoscalers } from './groups.ts';
import { machineOf } from './machines.ts';
import { type KnownProjects, type Project, readProjects } from './projects.ts';
import { hasCode } from './send.ts';
import { addressOf, diskOf, isReserved, isUnused } from './unattached.ts';

const minute = 60_000;
/** The most that a list gives at once. */
const pageSize = '500';

/** The parts of a project that are read, fail and age on their own. */
export const parts = ['instances', 'groups', 'unattached'] as const;
export type Part = (typeof parts)[number];

/** What of an aggregated list becomes rows, and how. */
interface Collection {
  name: string;
  rows: (records: unknown[], owner: Project) => Machine[];
}

type Collections = (signal: AbortSignal) => Promise<readonly Collection[]>;

const instances: Collection = {
  name: 'instances',
  rows: (records, owner) => (records as InstanceRecord[]).map((record) => machineOf(record, owner)),
};
const disks: Collection = {
  name: 'disks',
  rows: (records, owner) => (records as DiskRecord[]).filter(isUnused).map((record) => diskOf(record, owner)),
};
const addresses: Collection = {
  name: 'addresses',
  rows: (records, owner) => (records as AddressRecord[]).filter(isReserved).map((record) => addressOf(record, owner)),
};

function collectionsOf(account: GcpAccount, part: Part, project: string): Collections {
  if (part === 'instances') return async () => [instances];
  if (part === 'unattached') return async () => [disks, addresses];
  return async (signal) => {
    const autoscalers = await readAutoscalers(account, project, signal);
    const rows: Collection['rows'] = (records, owner) => (records as GroupRecord[]).map((record) => groupOf(record, owner, autoscalers));
    return [{ name: 'instanceGroupManagers', rows }];
  };
}

interface PartRead {
  account: GcpAccount;
  owner: Project;
  part: Part;
  signal: AbortSignal;
}

/** Zones and regions that did not answer. */
function silentOf({ unreachables = [], items = {} }: AggregatedReply): string[] {
  const warned = Object.entries(items).filter(([, { warning }]) => warning?.code === 'UNREACHABLE');
  return [...unreachables, ...warned.map(([place]) => place)];
}

function partial({ account, owner }: PartRead, operation: string, silent: ReadonlySet<string>) {
  const places = [...silent].map((place) => place.replace(/^.*(zones|regions)\//, '')).join(', ');
  return failure('provider_unavailable', `Google did not answer for ${places}: what is shown of it is older.`, {
    hint: 'The zone or region has a fault. It is tried again automatically.',
    source: { connectionId: account.context.connectionId, operation, scope: owner.id },
  });
}

/** `disks:TOKEN`: which collection a page is of, and Google's own token of the next one. */
function readCursor(cursor: string | null, collections: readonly Collection[]): { at: number; token: string | undefined } {
  const [name, ...rest] = (cursor ?? '').split(':');
  const at = collections.findIndex((one) => one.name === name);
  return at < 0 ? { at: 0, token: undefined } : { at, token: rest.join(':') || undefined };
}

function nextCursor(collections: readonly Collection[], index: number, token: string | undefined): string | null {
  if (token) return `${collections[index]!.name}:${token}`;
  const next = collections[index + 1];
  return next ? `${next.name}:` : null;
}

/**
 * The pages of a part. Zones that did not answer are warnings of their page; at the end they make the read fail, since a
 * completed read would remove the rows of those zones although nobody knows that they are gone.
 */
async function* readPart(read: PartRead, cursor: string | null): AsyncIterable<Page<Machine[]>> {
  const { account, owner, part, signal } = read;
  const collections = await collectionsOf(account, part, owner.id)(signal);
  const first = readCursor(cursor, collections);
  const silent = new Set<string>();
  for (const [index, { name, rows }] of collections.entries()) {
    if (index < first.at) continue;
    const operation = `compute.${name}.list`;
    let pageToken = index === first.at ? first.token : undefined;
    do {
      const query = { maxResults: pageSize, returnPartialSuccess: 'true', pageToken };
      const path = `projects/${owner.id}/aggregated/${name}`;
      const reply = await account.call<AggregatedReply>({ service: 'compute', path, query, operation, scope: owner.id, signal });
      pageToken = reply.nextPageToken || undefined;
      const now = silentOf(reply);
      for (const place of now) silent.add(place);
      const next = nextCursor(collections, index, pageToken);
      const items = Object.values(reply.items ?? {}).flatMap((item) => rows((item[name] ?? []) as unknown[], owner));
      const warnings = now.length > 0 ? { warnings: [partial(read, operation, new Set(now)).error] } : {};
      // Once a zone was silent there is nothing to go on from: the next try must ask for all of them again.
      yield { items, cursor: silent.size > 0 ? null : next, progress: next ? null : 1, ...warnings };
    } while (pageToken);
  }
  if (silent.size > 0) throw partial(read, `compute.${collections[0]!.name}.list`, silent);
}

/** Every row of a part that could be had, and whether zones were silent: for a fresh look at many targets at once. */
export async function readWholePart(read: PartRead): Promise<{ found: Machine[]; partial: boolean }> {
  const found: Machine[] = [];
  let partial = false;
  try {
    for await (const page of readPart(read, null)) {
      found.push(...page.items);
      partial ||= page.warnings !== undefined;
    }
  } catch (cause) {
    if (!partial || !hasCode(cause, 'provider_unavailable')) throw cause;
  }
  return { found, partial };
}

function isPart(text: string | undefined): text is Part {
  return parts.includes(text as Part);
}

/** Machines, managed instance groups and what nothing uses: one scope for each project and part. */
export function computeSource(account: GcpAccount, known: KnownProjects): ComputeSource {
  return {
    maxAgeMs: 5 * minute,
    async scopes(signal): Promise<Scope[]> {
      const both = AbortSignal.any([account.context.signal, signal]);
      const projects = await readProjects(account, both);
      known.remember(projects);
      return projects.flatMap(({ id, name }) => parts.map((part) => ({ id: `${id}/${part}`, label: `${name} · ${part}` })));
    },
    async *read({ scope, signal, cursor }: ReadOptions) {
      const both = AbortSignal.any([account.context.signal, signal]);
      const [project = '', part] = scope.id.split('/');
      if (!isPart(part)) throw failure('invalid_input', `${scope.id} is no part of a project.`);
      const owner = await known.of(project, both);
      yield* readPart({ account, owner, part, signal: both }, cursor);
    },
  };
}
