/**
 * 1 GiB down and up, and 10,000 small objects down, beside rclone on the same server, both in tmpfs, taking turns. Ours is
 * what the command line does: plan, apply, queue, copy, audit, in a process for each round. What arrived is compared with
 * what was served. One JSON line for each, with AWS's own command line once where it is installed.
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { awsS3, hasAws } from './support/aws-cli.ts';
import { type Engine, startEngine } from './support/engine-process.ts';
import { missing, rclone, startNullS3, timed } from './support/null-s3.ts';
import { median, report, reportNotRun } from './support/report.ts';
import type { EngineRun, Request } from './support/transfer-engine.ts';

const rounds = 5;
const gib = 1024 ** 3;
const aims = { get: 1.3, put: 1.9, small: 2, growthMb: 100, peakMb: 300 };
const shm = '/dev/shm';
const folder = join(shm, `aetherium-bench-${process.pid}`);
const blob = join(folder, 'blob');

async function makeBlob(): Promise<void> {
  const file = await open(blob, 'w');
  const block = Buffer.alloc(1024 ** 2);
  for (let at = 0; at < gib; at += block.length) {
    // Every megabyte differs, and is the same in each run.
    for (let i = 0; i < block.length; i += 4) block.writeUInt32LE(((at + i) * 2654435761) >>> 0, i);
    await file.write(block, 0, block.length, at);
  }
  await file.close();
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: 1024 ** 2 })) hash.update(piece as Buffer);
  return hash.digest('hex');
}

/** A process that has connected, listed and copied before, as a console that runs. */
async function warmEngine(url: string): Promise<Engine> {
  const engine = await startEngine(folder, url);
  const target = join(folder, 'warm');
  await engine.run(down(engine, { prefix: 'year=2025/account-0000/part-00/' }, target));
  rmSync(target, { recursive: true });
  return engine;
}

function down({ connectionId }: Engine, from: { prefix: string } | { key: string }, path: string): Request {
  mkdirSync(path, { recursive: true });
  const at = { connectionId, bucket: 'b', ...from };
  return { verb: 'copy', source: 'key' in at ? { objects: [at] } : { prefixes: [at] }, target: { kind: 'file', path } };
}

function up({ connectionId }: Engine): Request {
  return { verb: 'copy', source: { files: { paths: [blob] } }, target: { kind: 'bucket', connectionId, bucket: 'b', prefix: 'up/' } };
}

/** Files below a folder, and their bytes. */
function counted(path: string): { files: number; bytes: number } {
  const entries = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return { files: entries.length, bytes: entries.reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0) };
}

interface Pair {
  bench: string;
  aim: number;
  peerName: string;
  url: string;
  ours: (engine: Engine) => Request;
  peer: () => Promise<unknown>;
  /** Arguments of `aws s3`; what it makes is removed with the rest. */
  aws: readonly string[];
  /** Throws where what arrived is not what was sent. */
  check: () => Promise<void>;
}

async function measure({ bench, aim, peerName, url, ours, peer, aws, check }: Pair): Promise<void> {
  const [own, theirs]: [EngineRun[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    // A process for each, as the peer has one.
    const engine = await warmEngine(url);
    own.push(await engine.run(ours(engine)));
    engine.stop();
    theirs.push((await timed(peer)).ms);
    await check();
  }
  const ratio = median(theirs.map((ms, at) => ms / own[at]!.ms));
  const growthMb = Math.max(...own.map((run) => run.growthMb));
  const peakMb = Math.max(...own.map((run) => run.peakMb));
  const other = hasAws() ? await awsS3(url, aws) : 'not installed';
  report({
    bench,
    ours_ms: median(own.map(({ ms }) => ms)),
    ours: 'plan, queue, copy with checksums, audit record; files flushed; in a console that runs already',
    peer: peerName,
    peer_ms: median(theirs),
    ratio,
    aim_ratio: aim,
    ours_growth_mb: growthMb,
    ours_peak_rss_mb: peakMb,
    ...(typeof other === 'number' ? { aws_cli_ms: other } : { aws_cli: other }),
    rounds,
    met: ratio >= aim && growthMb < aims.growthMb && peakMb < aims.peakMb,
  });
}

async function bigObjects(url: string): Promise<void> {
  const wanted = await sha256(blob);
  const [own, theirs] = [join(folder, 'ours'), join(folder, 'theirs')];
  await measure({
    bench: 'storage-get-1-gib',
    aim: aims.get,
    peerName: 'rclone copyto, its defaults',
    url,
    ours: (engine) => down(engine, { key: 'big.bin' }, own),
    peer: () => rclone(url, ['copyto', 'n:b/big.bin', theirs]),
    aws: ['cp', 's3://b/big.bin', join(folder, 'by-aws')],
    async check() {
      if ((await sha256(join(own, 'big.bin'))) !== wanted || (await sha256(theirs)) !== wanted)
        throw new Error('what arrived is not what was served');
      rmSync(own, { recursive: true });
      rmSync(theirs);
    },
  });
  rmSync(join(folder, 'by-aws'), { force: true });
  await measure({
    bench: 'storage-put-1-gib',
    aim: aims.put,
    peerName: 'rclone copyto, its defaults',
    url,
    ours: up,
    peer: () => rclone(url, ['copyto', blob, 'n:b/up.bin']),
    aws: ['cp', blob, 's3://b/up.bin'],
    check: async () => {},
  });
}

async function smallObjects(): Promise<void> {
  const server = await startNullS3({ keys: 10_000 });
  try {
    const [own, theirs] = [join(folder, 'small'), join(folder, 'small-theirs')];
    await measure({
      bench: 'storage-get-10000-small',
      aim: aims.small,
      peerName: 'rclone copy, its defaults but for --ignore-checksum: the server states one MD5 for all objects',
      url: server.url,
      ours: (engine) => down(engine, { prefix: '' }, own),
      peer: () => rclone(server.url, ['copy', '--ignore-checksum', 'n:b', theirs]),
      aws: ['cp', 's3://b', join(folder, 'small-by-aws'), '--recursive'],
      async check() {
        const [mine, other] = [counted(own), counted(theirs)];
        if (mine.files !== 10_000 || mine.files !== other.files || mine.bytes !== other.bytes)
          throw new Error(`the folders differ: ${JSON.stringify([mine, other])}`);
        rmSync(own, { recursive: true });
        rmSync(theirs, { recursive: true });
      },
    });
  } finally {
    server.stop();
  }
}

async function run(): Promise<void> {
  mkdirSync(folder);
  try {
    await makeBlob();
    const server = await startNullS3({ keys: 1, blob });
    try {
      await bigObjects(server.url);
    } finally {
      server.stop();
    }
    await smallObjects();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const reason = missing() ?? (existsSync(shm) ? null : 'there is no /dev/shm');
if (reason) reportNotRun('storage-transfer', reason);
else await run();
process.exit(0);
