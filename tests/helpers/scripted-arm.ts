import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { ConnectionSettings, HttpPort } from '#connectors/sdk.ts';
import type { ArmResource } from './scripted-arm-records.ts';
import { routeArm } from './scripted-arm-routes.ts';
import { clientId, clientSecret, type ScriptedEntra, scriptedEntra, tenantId } from './scripted-entra.ts';
import type { ScriptedReply, ScriptedRequest } from './scripted-server.ts';
import { selfSigned } from './self-signed.ts';

/** A long-running operation of the scripted Resource Manager. */
export interface ArmOperation {
  /** Looks that are still answered with "in progress". */
  pending: number;
  /** Carried out when it ends. */
  finish(): void;
  error: { code: string; message: string } | null;
  finished: boolean;
  location: string;
}

/**
 * Azure Resource Manager, Azure Monitor and Entra on loopback, over TLS. Self-authored from the published reference, see
 * `scripted-arm-records.ts` and `scripted-arm-routes.ts`: no independent server exists. State changes as the reference says
 * it does; it proves nothing about Azure itself.
 */
export interface ScriptedArm {
  url: string;
  settings: ConnectionSettings;
  secrets: Record<string, string>;
  http: HttpPort;
  entra: ScriptedEntra;
  requests: ScriptedRequest[];
  /** By lower-cased id. */
  resources: Map<string, ArmResource>;
  operations: Map<string, ArmOperation>;
  /** Containers of every storage account. */
  containers: string[];
  pageSize: number;
  /** Looks at an operation before it ends. */
  polls: number;
  /** Which header names an operation: Azure-AsyncOperation (with a status document), Location alone, or none (a PUT: the resource itself is looked at). */
  announce: 'azure-asyncoperation' | 'location' | 'none';
  /** Ends the next operations with this error. */
  failNext: { code: string; message: string } | null;
  grants: { actions: string[]; notActions: string[] }[];
  /** Sizes on the present host of a machine, and those of the region. */
  sizesHere: string[];
  sizesOfRegion: Record<string, number>;
  /** Values of `metrics:getBatch`. */
  metricValue(metric: string, aggregation: string): number | undefined;
  /** Answer instead of the usual one. */
  fault(request: ScriptedRequest): ScriptedReply | null;
  add(...records: ArmResource[]): void;
  resource(pattern: string): ArmResource | undefined;
  calls(method: string, pattern: RegExp): ScriptedRequest[];
  close(): Promise<void>;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

function send(reply: ScriptedReply, response: ServerResponse): void {
  if (reply === 'hang') return;
  if (reply === 'reset') response.destroy();
  else response.writeHead(reply.status, { 'x-ms-request-id': 'req-42', ...reply.headers }).end(reply.body);
}

/** Every call needs a token that was given out for this service. */
function refusedToken(world: ScriptedArm, { headers }: ScriptedRequest): ScriptedReply | null {
  const token = (headers.authorization ?? '').replace('Bearer ', '');
  if (world.entra.issued.has(token)) return null;
  const error = { code: token ? 'ExpiredAuthenticationToken' : 'AuthenticationFailed', message: 'The access token is not valid.' };
  return { status: 401, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ error }) };
}

function replyOf(world: ScriptedArm, request: ScriptedRequest): ScriptedReply {
  const given = world.fault(request);
  if (given) return given;
  return world.entra.reply(request, world.url) ?? refusedToken(world, request) ?? routeArm(world, request);
}

function listen(world: ScriptedArm) {
  const { key, cert } = selfSigned();
  const server = createServer({ key, cert }, (incoming, response) => {
    void textOf(incoming).then((body) => {
      const request = { method: incoming.method ?? '', path: incoming.url ?? '', headers: incoming.headers, body };
      world.requests.push(request);
      send(replyOf(world, request), response);
    });
  });
  return new Promise<typeof server>((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

/** Starts the server; `close` ends it and the connections to it. */
export async function startScriptedArm(): Promise<ScriptedArm> {
  const agent = new Agent({ ca: selfSigned().cert, keepAlive: true });
  const world: ScriptedArm = {
    url: '',
    settings: {},
    secrets: { clientSecret },
    http: { agent: async () => agent, fetch: globalThis.fetch },
    entra: scriptedEntra(),
    requests: [],
    resources: new Map(),
    operations: new Map(),
    containers: ['exports', 'logs'],
    pageSize: 100,
    polls: 1,
    announce: 'azure-asyncoperation',
    failNext: null,
    grants: [{ actions: ['*'], notActions: [] }],
    sizesHere: ['Standard_D2s_v5', 'Standard_D4s_v5'],
    sizesOfRegion: { Standard_D2s_v5: 8192, Standard_D4s_v5: 16384, Standard_M64: 1024 * 1024 },
    metricValue: () => undefined,
    fault: () => null,
    add: (...records) => records.forEach((record) => world.resources.set(record.id.toLowerCase(), record)),
    resource: (pattern) => [...world.resources.values()].find(({ id }) => id.toLowerCase().endsWith(pattern.toLowerCase())),
    calls: (method, pattern) => world.requests.filter((request) => request.method === method && pattern.test(request.path)),
    close: async () => {},
  };
  const server = await listen(world);
  world.url = `https://localhost:${(server.address() as AddressInfo).port}`;
  const endpoints = { authority: world.url, endpoint: world.url, metricsEndpoint: world.url };
  world.settings = { auth: 'secret', tenantId, clientId, subscriptions: '', ...endpoints };
  world.close = async () => {
    agent.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return world;
}
