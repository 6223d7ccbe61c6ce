import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { BucketRecord } from '#connectors/gcp/objects/bucket-record.ts';
import { type GcsReply, type GcsRequest, listReply, objectReply, patchReply, reply } from './scripted-gcs-objects.ts';
import { bucketNamed, type GcsBucket, GcsRefusal, type GcsState, writeObject } from './scripted-gcs-state.ts';
import { sessionReply, uploadReply } from './scripted-gcs-uploads.ts';

/** Instead of the usual answer: another one, a broken connection, half a body; or the usual one, lost on the way. */
export type GcsFault = GcsReply | 'reset' | 'truncate' | 'lose' | null;

export interface ScriptedGcs {
  url: string;
  state: GcsState;
  requests: GcsRequest[];
  pageSize: number;
  fault: (request: GcsRequest) => GcsFault;
  /** Whether the sign-in is taken; sessions need none. */
  accepts: (authorization: string | undefined) => boolean;
  bucket(name: string, record?: BucketRecord): GcsBucket;
  /** Puts objects there without a request. */
  fill(bucket: string, objects: Record<string, string>): void;
}

export function googleFault(status: number, reason: string, headers: Record<string, string> = {}): GcsReply {
  return { ...reply({ error: { code: status, message: reason, errors: [{ reason, message: reason }] } }, status), headers };
}

function answerOf(world: ScriptedGcs, request: GcsRequest): GcsReply {
  const { state } = world;
  const { pathname } = request.url;
  if (pathname === '/upload/storage/v1/session') return sessionReply(state, request);
  if (!world.accepts(request.headers['authorization'])) return googleFault(401, 'authError');
  const upload = /^\/upload\/storage\/v1\/b\/([^/]+)\/o$/.exec(pathname);
  if (upload) return uploadReply(state, decodeURIComponent(upload[1]!), request, world.url);
  const [name = '', collection, key, ...rest] = pathname.slice('/storage/v1/b/'.length).split('/').map(decodeURIComponent);
  const bucket = bucketNamed(state, name);
  if (collection === undefined) return request.method === 'PATCH' ? patchReply(bucket.record, request) : reply(bucket.record);
  if (collection === 'iam') return reply(bucket.policy);
  if (key === undefined) return listReply(bucket, request.url, world.pageSize);
  return objectReply(state, { bucket, name: key, rest }, request);
}

function usual(world: ScriptedGcs, request: GcsRequest): GcsReply {
  try {
    return answerOf(world, request);
  } catch (cause) {
    if (!(cause instanceof GcsRefusal)) throw cause;
    return reply(
      { error: { code: cause.status, message: cause.message, errors: [{ reason: cause.reason, message: cause.message }] } },
      cause.status,
    );
  }
}

function send(response: ServerResponse, { status, headers = {}, body = '' }: GcsReply, truncated: boolean): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, { 'content-length': String(bytes.length), ...headers });
  if (!truncated) response.end(status === 204 ? undefined : bytes);
  else response.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => response.destroy());
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function serve(world: ScriptedGcs, request: GcsRequest, response: ServerResponse): void {
  world.requests.push(request);
  const fault = world.fault(request);
  if (fault === 'reset') return void response.destroy();
  const answer = fault === null || typeof fault === 'string' ? usual(world, request) : fault;
  if (fault === 'lose') response.destroy();
  else send(response, answer, fault === 'truncate');
}

/** Cloud Storage on a loopback port; ended with the test. */
export async function scriptedGcs(): Promise<ScriptedGcs> {
  const state: GcsState = {
    buckets: new Map(),
    sessions: new Map(),
    keepAtMost: null,
    rewriteAtOnce: 1024 * 1024,
    corrupt: false,
    clock: Date.UTC(2026, 10, 1),
    generation: 1_700_000_000_000_000n,
  };
  const server = createServer((request, response) => {
    void bodyOf(request).then(
      (body) => {
        const url = new URL(request.url ?? '', 'http://localhost');
        serve(world, { method: request.method ?? '', url, headers: request.headers as GcsRequest['headers'], body }, response);
      },
      () => {},
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const world: ScriptedGcs = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    state,
    requests: [],
    pageSize: 1000,
    fault: () => null,
    accepts: () => true,
    bucket(name, record = {}) {
      const bucket: GcsBucket = {
        record: { name, storageClass: 'STANDARD', metageneration: '1', projectNumber: '415104041262', ...record },
        policy: {},
        objects: [],
      };
      state.buckets.set(name, bucket);
      return bucket;
    },
    fill(bucket, objects) {
      for (const [name, text] of Object.entries(objects)) {
        writeObject(state, bucketNamed(state, bucket), { record: { name }, body: Buffer.from(text), ifGenerationMatch: null });
      }
    },
  };
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return world;
}
