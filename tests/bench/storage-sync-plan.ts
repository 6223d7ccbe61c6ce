/**
 * Planning a sync of a bucket to an empty folder: from the request to the stored plan with an item for each object, beside
 * `rclone sync --dry-run`, which keeps no plan. On the server of `storage-list`, in turns. Ours runs in this process as the
 * command line does it. Arguments: numbers of objects (200,000 and 1,000,000).
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aws } from '#connectors/aws/index.ts';
import { createCore } from '#core/create-core.ts';
import { createHttp } from '#core/net/http-port.ts';
import { nodeClock } from '#core/platform/node-clock.ts';
import { cliShell, directClient } from '#host/cli/direct-client.ts';
import { nodeConnectivity } from '#host/platform/node-connectivity.ts';
import { missing, rclone, startNullS3, timed } from './support/null-s3.ts';
import { median, report, reportNotRun } from './support/report.ts';

const given = process.argv.slice(2).map(Number);
const sizes = given.length > 0 ? given : [200_000, 1_000_000];
const rounds = 3;

type Timed = Awaited<ReturnType<typeof timed<number>>>;
/** A million objects at the pace of 30 s. */
const aimMs = (objects: number) => (objects / 1_000_000) * 30_000;

const quiet = () => undefined;
const logger = { info: quiet, warn: quiet, error: quiet, child: () => logger };

/** A console as the command line starts it, with one connection to the server. */
async function startConsole(home: string, url: string) {
  const connectivity = nodeConnectivity({});
  const core = await createCore({
    home,
    version: '0.0.0',
    shell: cliShell,
    clock: nodeClock,
    logger,
    connectivity,
    http: createHttp(),
    connectors: [aws],
    schedule: false,
    vaultBackend: 'memory',
    passphrase: null,
  });
  const { connections, transfers } = directClient(core, new AbortController().signal);
  const settings = { auth: 'keys', s3Endpoint: url, accessKeyId: 'x', costs: false };
  const { id: connectionId } = await connections.add({ kind: 'aws', name: 'null', settings, secrets: { secretAccessKey: 'y' } });
  return { connectionId, transfers, close: () => core.close() };
}

type Console = Awaited<ReturnType<typeof startConsole>>;

/** Milliseconds of processor time. */
async function planned({ transfers, connectionId }: Console, target: string, objects: number): Promise<number> {
  const cpu = process.cpuUsage();
  const from = { kind: 'bucket' as const, connectionId, bucket: 'b', prefix: '' };
  const { counts } = await transfers.plan({ request: { verb: 'sync', from, to: { kind: 'file', path: target } } });
  if (counts.act !== objects || counts.skip + counts.refuse > 0) throw new Error(`the plan is wrong: ${JSON.stringify(counts)}`);
  const { user, system } = process.cpuUsage(cpu);
  return (user + system) / 1000;
}

async function measure(objects: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'aetherium-bench-'));
  const server = await startNullS3({ keys: objects });
  const target = join(folder, 'target');
  mkdirSync(target);
  mkdirSync(join(folder, 'home'));
  const started = await startConsole(join(folder, 'home'), server.url);
  try {
    // Renders each page once, for both.
    await rclone(server.url, ['size', '--json', 'n:b']);
    const ours: Timed[] = [];
    const peers = [];
    for (let round = 0; round < rounds; round += 1) {
      ours.push(await timed(() => planned(started, target, objects)));
      peers.push(await timed(() => rclone(server.url, ['sync', '--dry-run', '--quiet', 'n:b', target])));
    }
    const oursMs = median(ours.map(({ ms }) => ms));
    report({
      bench: `storage-sync-plan-${objects}-objects`,
      ours_ms: oursMs,
      ours_cpu_ms: median(ours.map(({ value }) => value)),
      peer: 'rclone sync --dry-run',
      peer_ms: median(peers.map(({ ms }) => ms)),
      ratio: median(peers.map(({ ms }, at) => ms / ours[at]!.ms)),
      ours_peak_rss_mb: process.resourceUsage().maxRSS / 1000,
      rounds,
      aim_ms: aimMs(objects),
      met: oursMs < aimMs(objects),
    });
  } finally {
    await started.close();
    server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const reason = missing();
if (reason) reportNotRun('storage-sync-plan', reason);
else for (const objects of sizes) await measure(objects);
process.exit(0);
