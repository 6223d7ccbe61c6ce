/**
 * Reading 20,000 instances of 20 regions from a loopback server, cache write included, against the SDK's own paginator
 * over the same server in the same run; both take turns. Prints one JSON line.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { EC2Client, paginateDescribeInstances } from '@aws-sdk/client-ec2';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import PQueue from 'p-queue';
import { parallelScopes } from '#core/sync/sync-context.ts';
import { openCore } from '#host/cli/open-core.ts';
import { headlessShell } from '#host/server/headless-shell.ts';
import { benchEnv, removeHome } from './support/demo-home.ts';
import { benchRegions, instancesPerRegion } from './support/ec2-estate.ts';
import { median, report } from './support/report.ts';

const rounds = 5;
/** At most this many times the paginator's time. */
const aim = 1.2;
const wanted = benchRegions.length * instancesPerRegion;
const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };

async function startServer(): Promise<{ url: string; stop(): void }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'ec2-server.ts')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').once('data', resolve);
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
  return { url: `http://127.0.0.1:${port.trim()}`, stop: () => child.kill('SIGTERM') };
}

/** As many regions at a time as the console reads. */
async function paginate(endpoint: string): Promise<number> {
  const agent = new Agent({ keepAlive: true });
  const queue = new PQueue({ concurrency: parallelScopes });
  const read = async (region: string) => {
    const client = new EC2Client({
      region,
      endpoint,
      credentials: keys,
      maxAttempts: 1,
      requestHandler: new NodeHttpHandler({ httpAgent: agent }),
    });
    let count = 0;
    for await (const page of paginateDescribeInstances({ client, pageSize: 1000 }, {})) {
      for (const reservation of page.Reservations ?? []) count += reservation.Instances?.length ?? 0;
    }
    return count;
  };
  const counts = await queue.addAll(benchRegions.map((region) => () => read(region)));
  agent.destroy();
  return counts.reduce((sum, count) => sum + count, 0);
}

const home = mkdtempSync(join(tmpdir(), 'aetherium-bench-'));
const io = {
  version: '0.0.0',
  rendererDir: '',
  env: benchEnv,
  cwd: home,
  signal: new AbortController().signal,
  insist: new AbortController().signal,
  stdin: process.stdin,
  out: async () => {},
  err: async () => {},
};

async function sync({ client }: Awaited<ReturnType<typeof openCore>>, connectionId: string): Promise<number> {
  const jobs = await client.sync.run({ connectionId, dataSet: 'machines', force: true });
  for (;;) {
    const job = (await client.jobs.list({ limit: 50 })).find(({ id }) => id === jobs[0]!.id);
    if (job?.state === 'succeeded') return job.rows;
    if (job && !['queued', 'running'].includes(job.state)) throw new Error(`the sync ended as ${job.state}: ${JSON.stringify(job.errors)}`);
    await wait(5);
  }
}

const server = await startServer();
const opened = await openCore(io, { home, shell: headlessShell(home) });
try {
  for (const { id } of await opened.client.connections.list({}))
    await opened.client.connections.remove({ connectionId: id, forgetData: true });
  const settings = {
    auth: 'keys',
    accessKeyId: keys.accessKeyId,
    regions: benchRegions.join(','),
    homeRegion: benchRegions[0]!,
    endpoint: server.url,
    costs: false,
    ...Object.fromEntries(['readEcs', 'readAutoScaling', 'readUnattached'].map((field) => [field, false])),
  };
  await opened.client.settings.set({ autoSync: false });
  const secrets = { secretAccessKey: keys.secretAccessKey };
  const { id } = await opened.client.connections.add({ kind: 'aws', name: 'Bench', settings, secrets });
  const times = { ours: [] as number[], peer: [] as number[] };
  // The first round warms both and is not counted.
  for (let round = 0; round <= rounds; round++) {
    const start = performance.now();
    const rows = await sync(opened, id);
    const between = performance.now();
    const counted = await paginate(server.url);
    const end = performance.now();
    if (rows !== wanted || counted !== wanted) throw new Error(`${rows} and ${counted} instances were read, not ${wanted}`);
    if (round === 0) continue;
    times.ours.push(between - start);
    times.peer.push(end - between);
  }
  const ratio = median(times.ours.map((ms, at) => ms / times.peer[at]!));
  report({
    bench: 'inventory-20k-instances',
    ours_per_s: wanted / (median(times.ours) / 1000),
    peer: 'the SDK’s paginator, nothing stored',
    peer_per_s: wanted / (median(times.peer) / 1000),
    time_ratio: ratio,
    aim_ratio: aim,
    met: ratio <= aim,
  });
} finally {
  await opened.close();
  removeHome(home);
  server.stop();
}
