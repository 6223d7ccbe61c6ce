import type { z } from 'zod';
import { aws } from '#connectors/aws/index.ts';
import type { Connector, ObjectStat, ObjectStore } from '#connectors/sdk.ts';
import { createCore } from '#core/create-core.ts';
import { createHttp } from '#core/net/http-port.ts';
import { nodeClock } from '#core/platform/node-clock.ts';
import { cliShell, directClient } from '#host/cli/direct-client.ts';
import { nodeConnectivity } from '#host/platform/node-connectivity.ts';
import type { storageRequestSchema, Transfer } from '#shared/model/transfer.ts';

/**
 * The server answers every question about its large object with a gigabyte, and keeps nothing of what it is sent: what a plan
 * asks is asked by HEAD alone, and what was uploaded is there.
 */
function likeRclone(objects: ObjectStore): ObjectStore {
  const uploaded = new Map<string, ObjectStat>();
  const stat: ObjectStore['stat'] = async (address, signal) => uploaded.get(address.key) ?? objects.stat(address, signal);
  const head: ObjectStore['head'] = async (address, signal) => {
    const rest = { storageClass: '', properties: {}, tags: null, encryption: '', restore: null, access: 'unknown' as const };
    return { key: address.key, ...(await stat(address, signal)), ...rest, grants: [], address: '', problems: [] };
  };
  const complete: ObjectStore['upload']['complete'] = async (upload, parts, checksum, signal) => {
    const made = { ...(await objects.upload.complete(upload, parts, checksum, signal)), size: upload.size };
    uploaded.set(upload.key, made);
    return made;
  };
  return { ...objects, stat, head, upload: { ...objects.upload, complete } };
}

const connector: Connector = {
  ...aws,
  async open(context) {
    const session = await aws.open(context);
    return session.objects ? { ...session, objects: likeRclone(session.objects) } : session;
  },
};

export type Request = z.input<typeof storageRequestSchema>;

/** How one transfer went. */
export interface EngineRun {
  /** From the question for a plan to the end of the last object. */
  ms: number;
  /** What resident memory grew by at most meanwhile. */
  growthMb: number;
  /** The most that this process ever had. */
  peakMb: number;
  objects: number;
}

const quiet = () => undefined;
const logger = { info: quiet, warn: quiet, error: quiet, child: () => logger };

async function startConsole(home: string, url: string) {
  const core = await createCore({
    home,
    version: '0.0.0',
    shell: cliShell,
    clock: nodeClock,
    logger,
    connectivity: nodeConnectivity({}),
    http: createHttp(),
    connectors: [connector],
    schedule: false,
    vaultBackend: 'memory',
    passphrase: null,
  });
  const client = directClient(core, new AbortController().signal);
  const settings = { auth: 'keys', s3Endpoint: url, accessKeyId: 'x', costs: false };
  const { id: connectionId } = await client.connections.add({ kind: 'aws', name: 'null', settings, secrets: { secretAccessKey: 'y' } });
  return { core, client, connectionId };
}

type Console = Awaited<ReturnType<typeof startConsole>>;

async function carryOut({ core, client }: Console, request: Request): Promise<Transfer> {
  const plan = await client.transfers.plan({ request });
  const { id: transferId } = await client.transfers.apply({ planId: plan.id });
  const ended = Promise.withResolvers<Transfer>();
  const look = () =>
    void client.transfers
      .get({ transferId, limit: 1 })
      .then(({ transfer }) => transfer.endedAt !== null && ended.resolve(transfer), ended.reject);
  const stop = core.onEvent((event) => event.type === 'changed' && event.tables.includes('transfers') && look());
  look();
  const transfer = await ended.promise.finally(stop);
  if (transfer.state !== 'succeeded') throw new Error(`the transfer ended ${transfer.state}: ${JSON.stringify(transfer.errors)}`);
  return transfer;
}

async function measured(console: Console, request: Request): Promise<EngineRun> {
  const before = process.memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20);
  const start = Date.now();
  const { endedAt, counts } = await carryOut(console, request);
  clearInterval(watch);
  const growthMb = (Math.max(most, process.memoryUsage.rss()) - before) / 1e6;
  return { ms: endedAt! - start, growthMb, peakMb: process.resourceUsage().maxRSS / 1000, objects: counts.succeeded };
}

/** A console as the command line starts it, in a process of its own: its home and the server's address are its arguments. */
const [home, url] = process.argv.slice(2) as [string, string];
const started = await startConsole(home, url);
process.on('message', (request: Request) => void measured(started, request).then((run) => process.send!(run)));
process.send!(started.connectionId);
