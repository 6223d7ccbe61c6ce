import { Agent } from 'node:http';
import { onTestFinished } from 'vitest';
import { gcp } from '#connectors/gcp/index.ts';
import type { ConnectionSettings, NewObject, ObjectStore } from '#connectors/sdk.ts';
import { type FakeClock, fakeClock } from './fake-clock.ts';
import { type ScriptedGcp, scriptedGcp } from './scripted-gcp.ts';
import { keyFile } from './scripted-gcp-sign-in.ts';
import { type ScriptedGcs, scriptedGcs } from './scripted-gcs.ts';
import { silentLogger } from './vaults.ts';

export interface GcsWorld {
  gcs: ScriptedGcs;
  gcp: ScriptedGcp;
  store: ObjectStore;
  /** Another session, as after a restart. */
  open: (options?: { settings?: ConnectionSettings; clock?: FakeClock; secret?: string }) => Promise<ObjectStore>;
}

/** The connector with Cloud Storage on one loopback port, and sign-in, Resource Manager and IAM on another. */
export async function gcsWorld(): Promise<GcsWorld> {
  const world = await scriptedGcp();
  const gcs = await scriptedGcs();
  gcs.accepts = (authorization) => world.signIn.tokens.has(/^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? '');
  gcs.bucket('b');
  const open: GcsWorld['open'] = async ({ settings = {}, clock, secret = keyFile } = {}) => {
    const ended = new AbortController();
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => {
      ended.abort();
      agent.destroy();
    });
    const session = await gcp.open({
      connectionId: 'c1',
      settings: { ...world.settings, storageEndpoint: gcs.url, ...settings },
      secret: async () => secret,
      signal: ended.signal,
      log: silentLogger,
      clock: clock ?? fakeClock(Date.UTC(2026, 10, 15, 12)),
      http: { agent: async () => agent, fetch: globalThis.fetch },
    });
    return session.objects!;
  };
  return { gcs, gcp: world, store: await open(), open };
}

export function gcsObject(key: string, size: number, rest: Partial<NewObject> = {}): NewObject {
  return { bucket: 'b', key, size, properties: {}, checksum: 'CRC32C', ...rest };
}
