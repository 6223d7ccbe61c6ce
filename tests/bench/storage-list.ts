/**
 * Recursive listing of a bucket by the connector's own lister, beside `rclone size` with its defaults (which asks for the
 * same pages, one behind the other), on a server with pages made beforehand, with and without 40 ms a page. The two take
 * turns; counts and sums must be equal each time, and once all keys and sizes (`rclone lsf`), which a process of its own
 * compares: the memory of this one is the lister's. Where the `aws` command is installed it lists the smaller bucket once, too.
 * Prints one JSON line for each size and latency.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { FastS3 } from '#connectors/aws/objects-fast/index.ts';
import { textAt } from '#connectors/sdk.ts';
import { awsKeys, hasAws } from './support/aws-cli.ts';
import { fastAt, missing, type NullS3, rclone, startNullS3, timed } from './support/null-s3.ts';
import { median, report, reportNotRun } from './support/report.ts';

interface Case {
  keys: number;
  latencyMs: number;
  rounds: number;
  /** At least this many times as fast. */
  aim: number;
  /** Beside the `aws` command, too. */
  aws?: boolean;
}

const cases: Case[] = [
  { keys: 100_000, latencyMs: 0, rounds: 7, aim: 8, aws: true },
  { keys: 1_000_000, latencyMs: 0, rounds: 3, aim: 15 },
  { keys: 100_000, latencyMs: 40, rounds: 5, aim: 10 },
  { keys: 1_000_000, latencyMs: 40, rounds: 1, aim: 10 },
];
const mostExtraCalls = 0.05;
const mostMb = 300;
const pageRows = 1000;

const everything = () => ({ bucket: 'b', prefix: '', delimiter: null, signal: new AbortController().signal });

async function ours(fast: FastS3) {
  let [count, bytes] = [0, 0];
  for await (const { objects } of fast.list(everything())) {
    count += objects.count;
    for (let row = 0; row < objects.count; row += 1) bytes += objects.size[row]!;
  }
  return { count, bytes };
}

async function ourDigest(fast: FastS3): Promise<string> {
  const hash = createHash('sha256');
  for await (const { objects } of fast.list(everything()))
    for (let row = 0; row < objects.count; row += 1) hash.update(`${textAt(objects.keys, row)}\t${objects.size[row]}\n`);
  return hash.digest('hex');
}

/** rclone writes folder by folder, in the order of names: here that of keys. */
async function peerDigest(url: string): Promise<string> {
  const file = join(tmpdir(), `aetherium-bench-${process.pid}.txt`);
  try {
    await rclone(url, ['lsf', '-R', '--files-only', '--format', 'ps', '--separator', '\t', 'n:b'], openSync(file, 'w'));
    const lines: string[] = [];
    for await (const line of createInterface({ input: createReadStream(file) })) lines.push(line);
    const hash = createHash('sha256');
    for (const line of lines.sort()) hash.update(`${line}\n`);
    return hash.digest('hex');
  } finally {
    rmSync(file, { force: true });
  }
}

/** Throws unless both list the same keys and sizes. In a process of its own: a million lines are sorted for it. */
async function compareKeys(url: string): Promise<void> {
  if ((await ourDigest(await fastAt(url))) !== (await peerDigest(url))) throw new Error('the listings differ in keys or sizes');
}

async function compareAws({ url }: NullS3, { keys }: Case, oursMs: number): Promise<Record<string, number>> {
  if (!hasAws()) return {};
  const { ms, value } = await timed(() => awsKeys(url));
  if (value !== keys) throw new Error(`aws lists ${value} keys of ${keys}`);
  return { aws_ms: ms, aws_ratio: ms / oursMs };
}

async function compare(server: NullS3, { keys, rounds }: Case) {
  const fast = await fastAt(server.url);
  const times = { ours: [] as number[], peer: [] as number[], calls: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    await server.calls();
    const own = await timed(() => ours(fast));
    const calls = await server.calls();
    const peer = await timed(
      async () => JSON.parse(await rclone(server.url, ['size', '--json', 'n:b'])) as { count: number; bytes: number },
    );
    if (own.value.count !== keys || own.value.count !== peer.value.count || own.value.bytes !== peer.value.bytes)
      throw new Error(`the listings differ: ${JSON.stringify([own.value, peer.value])}`);
    times.ours.push(own.ms);
    times.peer.push(peer.ms);
    times.calls.push(calls);
  }
  return { times, rssMb: process.resourceUsage().maxRSS / 1000 };
}

async function measure(one: Case): Promise<void> {
  const server = await startNullS3(one);
  try {
    // Renders each page once, for both.
    if (one.latencyMs === 0) await rclone(server.url, ['size', '--json', 'n:b']);
    await ours(await fastAt(server.url));
    const { times, rssMb } = await compare(server, one);
    if (one.latencyMs === 0) execFileSync(process.execPath, [fileURLToPath(import.meta.url), server.url], { stdio: 'inherit' });
    const ratio = median(times.peer.map((ms, at) => ms / times.ours[at]!));
    const calls = Math.max(...times.calls);
    const extra = calls / (one.keys / pageRows) - 1;
    report({
      bench: `storage-list-${one.keys}-keys${one.latencyMs ? `-${one.latencyMs}ms-a-page` : ''}`,
      ours_ms: median(times.ours),
      peer: 'rclone size, its defaults',
      peer_ms: median(times.peer),
      ratio,
      aim_ratio: one.aim,
      calls,
      fewest_calls: one.keys / pageRows,
      extra_calls_percent: extra * 100,
      ...(one.aws && (await compareAws(server, one, median(times.ours)))),
      ours_peak_rss_mb: rssMb,
      aim_mb: mostMb,
      rounds: one.rounds,
      met: ratio >= one.aim && extra <= mostExtraCalls && rssMb < mostMb,
    });
  } finally {
    server.stop();
  }
}

const compared = process.argv[2];
const reason = missing();
if (reason) reportNotRun('storage-list', reason);
else if (compared) await compareKeys(compared);
else for (const one of cases) await measure(one);
process.exit(0);
