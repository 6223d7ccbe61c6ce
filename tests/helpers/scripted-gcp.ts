import { onTestFinished } from 'vitest';
import { gcp } from '#connectors/gcp/index.ts';
import type { ConnectionSettings, Session } from '#connectors/sdk.ts';
import { type FakeClock, fakeClock } from './fake-clock.ts';
import { impersonationReply, keyFile, type SignInState, tokenReply } from './scripted-gcp-sign-in.ts';
import {
  emptyState,
  type GcpState,
  googleError,
  json,
  link,
  listOperations,
  nextNumber,
  pollOperation,
  resourceReply,
} from './scripted-gcp-state.ts';
import { type ScriptedReply, type ScriptedRequest, type ScriptedServer, startScriptedServer } from './scripted-server.ts';
import { silentLogger } from './vaults.ts';

/** Google Cloud as far as the connector asks it. */
export interface ScriptedGcp extends ScriptedServer {
  state: GcpState;
  signIn: SignInState;
  projects: { name: string; projectId: string; displayName: string }[];
  /** Buckets of the project, as the list has them. */
  buckets: { name: string; location: string; storageClass: string; timeCreated: string }[];
  /** Permissions that nobody has. */
  denied: Set<string>;
  /** Rows of a page of an aggregated list. */
  pageSize: number;
  /** Zones that do not answer. */
  unreachable: string[];
  /** Series by the metric's type. */
  series: Map<string, unknown[]>;
  /** An answer instead of the usual one; null: the usual one. */
  fault: (request: ScriptedRequest) => ScriptedReply | null;
  /** Requests to one of the APIs, by method and path without host and version. */
  calls(part?: string): string[];
  settings: ConnectionSettings;
}

const maps = {
  instances: 'instances',
  instanceGroupManagers: 'groups',
  autoscalers: 'autoscalers',
  disks: 'disks',
  addresses: 'addresses',
  backendServices: 'backendServices',
} as const;

/** Source: https://cloud.google.com/compute/docs/reference/rest/v1/instances/aggregatedList */
function aggregated(world: ScriptedGcp, project: string, collection: keyof typeof maps, url: URL): ScriptedReply {
  const prefix = `projects/${project}/`;
  const all = [...(world.state[maps[collection]] as Map<string, object>)].filter(([path]) => path.startsWith(prefix));
  const reached = all.filter(([path]) => !world.unreachable.some((zone) => path.includes(`/${zone}/`)));
  const from = Number(url.searchParams.get('pageToken') ?? 0);
  const page = reached.slice(from, from + world.pageSize);
  const items: Record<string, object> = {
    'zones/us-east9-a': { warning: { code: 'NO_RESULTS_ON_PAGE', message: 'There are no results' } },
  };
  for (const [path, record] of page) {
    const place = /^projects\/[^/]+\/(global|(?:zones|regions)\/[^/]+)/.exec(path)![1]!;
    const scope = (items[place] ??= {}) as Record<string, object[]>;
    (scope[collection] ??= []).push(record);
  }
  const next = from + page.length < reached.length ? { nextPageToken: String(from + page.length) } : {};
  const silent = world.unreachable.length > 0 ? { unreachables: world.unreachable.map((zone) => `zones/${zone}`) } : {};
  return json({ kind: `compute#${collection}AggregatedList`, items, ...next, ...silent });
}

function computeReply(world: ScriptedGcp, url: URL, request: ScriptedRequest): ScriptedReply {
  const path = url.pathname.replace('/compute/v1/', '');
  const list = /^projects\/([^/]+)\/aggregated\/(\w+)$/.exec(path);
  if (list) return aggregated(world, list[1]!, list[2] as keyof typeof maps, url);
  if (path.endsWith('/operations')) return listOperations(world.state, path, url);
  if (/\/operations\/[^/]+$/.test(path)) return pollOperation(world.state, path);
  if (path.endsWith('/getHealth')) {
    const healthStatus = [...world.state.instances.values()].map((one) => ({ instance: one.selfLink, healthState: 'HEALTHY' }));
    return json({ healthStatus });
  }
  return resourceReply(world.state, url, request);
}

/** Sources: https://cloud.google.com/resource-manager/reference/rest/v3/projects, https://cloud.google.com/monitoring/api/ref_v3/rest/v3/projects.timeSeries/list */
function otherReply(world: ScriptedGcp, url: URL, request: ScriptedRequest): ScriptedReply {
  if (url.pathname === '/v3/projects:search') return json({ projects: world.projects });
  const [, project = '', verb = ''] = /^\/v3\/projects\/([^/:]+)(?:[:/](\w+))?$/.exec(url.pathname) ?? [];
  if (verb === 'timeSeries') return seriesReply(world, url);
  const found = world.projects.find((one) => one.projectId === project);
  if (!found) return json({ error: { code: 403, message: 'The caller does not have permission', status: 'PERMISSION_DENIED' } }, 403);
  if (verb !== 'testIamPermissions') return json(found);
  const { permissions } = JSON.parse(request.body) as { permissions: string[] };
  return json({ permissions: permissions.filter((name) => !world.denied.has(name)) });
}

function seriesReply(world: ScriptedGcp, url: URL): ScriptedReply {
  const type = /metric\.type = "([^"]+)"/.exec(url.searchParams.get('filter') ?? '')?.[1] ?? '';
  const all = world.series.get(type) ?? [];
  const from = Number(url.searchParams.get('pageToken') ?? 0);
  const page = all.slice(from, from + world.pageSize);
  return json({ timeSeries: page, ...(from + page.length < all.length ? { nextPageToken: String(from + page.length) } : {}) });
}

/** Source: https://cloud.google.com/storage/docs/json_api/v1/buckets/list */
function bucketsReply(world: ScriptedGcp, url: URL): ScriptedReply {
  const from = Number(url.searchParams.get('pageToken') ?? 0);
  const items = world.buckets.slice(from, from + world.pageSize);
  return json({
    kind: 'storage#buckets',
    items,
    ...(from + items.length < world.buckets.length ? { nextPageToken: String(from + items.length) } : {}),
  });
}

function reply(world: ScriptedGcp, request: ScriptedRequest): ScriptedReply {
  const url = new URL(request.path, 'http://localhost');
  const special = world.fault(request);
  if (special) return special;
  if (url.pathname === '/token') return tokenReply(world.signIn, request);
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  if (!world.signIn.tokens.has(token)) return googleError(401, 'authError', 'Invalid Credentials');
  const email = /^\/v1\/projects\/-\/serviceAccounts\/(.+):generateAccessToken$/.exec(decodeURIComponent(url.pathname))?.[1];
  if (email) return impersonationReply(world.signIn, email);
  if (url.pathname === '/storage/v1/b') return bucketsReply(world, url);
  return url.pathname.startsWith('/compute/v1/') ? computeReply(world, url, request) : otherReply(world, url, request);
}

function endpointsAt(url: string): ConnectionSettings {
  const names = ['compute', 'monitoring', 'resourceManager', 'storage', 'signIn', 'impersonation'];
  return Object.fromEntries(names.map((name) => [`${name}Endpoint`, url]));
}

/** Starts it; ended by the caller. */
export async function startGcp(): Promise<ScriptedGcp> {
  let world: ScriptedGcp | null = null;
  const server = await startScriptedServer((request) => reply(world!, request));
  world = {
    ...server,
    state: emptyState(),
    signIn: { tokens: new Map(), grants: [], revoked: false, now: Date.UTC(2026, 10, 15, 12), lifetime: 3600 },
    projects: [{ name: 'projects/415104041262', projectId: 'shop-prod', displayName: 'Shop production' }],
    buckets: ['shop-exports', 'shop-logs'].map((name) => ({
      name,
      location: 'EUROPE-WEST1',
      storageClass: 'STANDARD',
      timeCreated: '2026-01-02T03:04:05.000Z',
    })),
    denied: new Set(),
    pageSize: 500,
    unreachable: [],
    series: new Map(),
    fault: () => null,
    calls: (part = '') =>
      server.requests
        .map(({ method, path }) => `${method} ${path.split('?')[0]!.replace(/^\/(compute\/v1|storage\/v1|v3|v1)\//, '')}`)
        .filter((call) => call.includes(part)),
    settings: { auth: 'key', projects: '', ...endpointsAt(server.url) },
  };
  return world;
}

/** The same, ended with the test. */
export async function scriptedGcp(): Promise<ScriptedGcp> {
  const world = await startGcp();
  onTestFinished(() => world.close());
  return world;
}

interface SessionOptions {
  settings?: ConnectionSettings;
  secrets?: Record<string, string>;
  clock?: FakeClock;
}

/** A session of the connector there, by key unless said otherwise. Ended with the test. */
export async function gcpSession(world: ScriptedGcp, options: SessionOptions = {}): Promise<Session> {
  const ended = new AbortController();
  onTestFinished(() => ended.abort());
  const secrets: Record<string, string> = { serviceAccountKey: keyFile, ...options.secrets };
  return gcp.open({
    connectionId: 'c1',
    settings: { ...world.settings, ...options.settings },
    secret: async (key) => secrets[key] ?? null,
    signal: ended.signal,
    log: silentLogger,
    clock: options.clock ?? fakeClock(Date.UTC(2026, 10, 15, 12)),
    http: { agent: () => Promise.reject(new Error('no agent is needed')), fetch: globalThis.fetch },
  });
}

const zone = 'europe-west1-b';

/** A machine, as an instance's record in the reference; fields can be overridden. */
export function addInstance(
  world: ScriptedGcp,
  name: string,
  fields: Partial<Record<string, unknown>> = {},
  place = { project: 'shop-prod', zone },
): string {
  const base = `projects/${place.project}/zones/${place.zone}`;
  const path = `${base}/instances/${name}`;
  world.state.instances.set(path, {
    id: nextNumber(),
    name,
    selfLink: link(path),
    zone: link(base),
    status: 'RUNNING',
    machineType: link(`${base}/machineTypes/e2-medium`),
    creationTimestamp: '2026-01-02T03:04:05.000-08:00',
    lastStartTimestamp: '2026-11-01T08:00:00.000-08:00',
    labels: { env: 'production', team: 'shop' },
    labelFingerprint: 'fp-1',
    networkInterfaces: [
      {
        networkIP: '10.132.0.2',
        network: link(`projects/${place.project}/global/networks/default`),
        accessConfigs: [{ natIP: '34.76.0.9' }],
      },
    ],
    disks: [
      {
        source: link(`${base}/disks/${name}`),
        boot: true,
        autoDelete: true,
        type: 'PERSISTENT',
        licenses: [link('projects/debian-cloud/global/licenses/debian-12-bookworm')],
      },
    ],
    ...fields,
  });
  return path;
}

export function addGroup(world: ScriptedGcp, name: string, fields: Partial<Record<string, unknown>> = {}): string {
  const base = 'projects/shop-prod/zones/europe-west1-b';
  const path = `${base}/instanceGroupManagers/${name}`;
  world.state.groups.set(path, {
    id: nextNumber(),
    name,
    selfLink: link(path),
    targetSize: 3,
    currentActions: { none: 2, creating: 1 },
    status: { isStable: false },
    instanceTemplate: link('projects/shop-prod/global/instanceTemplates/web-v7'),
    instanceGroup: link(`${base}/instanceGroups/${name}`),
    creationTimestamp: '2026-01-02T03:04:05.000-08:00',
    ...fields,
  });
  return path;
}
