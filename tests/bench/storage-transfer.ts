/**
 * 1 GiB down and up, and 10,000 small objects down, beside rclone on the same server, both in tmpfs, taking turns. Ours is
 * the connector's own read and part calls with a driver of this file: four parts at a time, CRC32 of every byte. Checksums of what arrived are compared with what was served. One JSON line for each.
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import PQueue from 'p-queue';
import type { FastS3 } from '#connectors/aws/objects-fast/index.ts';
import type { OpenUpload } from '#connectors/sdk.ts';
import { textAt } from '#connectors/sdk.ts';
import { fastAt, missing, rclone, startNullS3, timed } from './support/null-s3.ts';
import { median, report, reportNotRun } from './support/report.ts';

const rounds = 5;
const gib = 1024 ** 3;
const partBytes = 16 * 1024 ** 2;
const parallel = 4;
const aims = { get: 1.3, put: 1.9, small: 2, growthMb: 100 };
const shm = '/dev/shm';
const folder = join(shm, `aetherium-bench-${process.pid}`);
const blob = join(folder, 'blob');
const signal = new AbortController().signal;

const offsets = Array.from({ length: gib / partBytes }, (_, i) => i * partBytes);

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

/** As the engine does it: a part is gathered in memory, summed, and written at once. */
async function get(fast: FastS3, path: string): Promise<void> {
  const file = await open(path, 'w');
  const free = Array.from({ length: parallel }, () => Buffer.allocUnsafeSlow(partBytes));
  const queue = new PQueue({ concurrency: parallel });
  try {
    await queue.addAll(
      offsets.map((offset) => async () => {
        const part = free.pop()!;
        let at = 0;
        await fast.read({ bucket: 'b', key: 'big.bin', offset, length: partBytes, signal }, (bytes) => {
          part.set(bytes, at);
          at += bytes.length;
        });
        if (at !== partBytes) throw new Error(`a part has ${at} bytes`);
        const sum = crc32(part);
        await file.write(part, 0, partBytes, offset);
        free.push(part);
        return sum;
      }),
    );
  } finally {
    await file.close();
  }
}

function base64(sum: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(sum);
  return bytes.toString('base64');
}

async function put(fast: FastS3, path: string): Promise<void> {
  const file = await open(path, 'r');
  const free = Array.from({ length: parallel }, () => Buffer.allocUnsafeSlow(partBytes));
  const queue = new PQueue({ concurrency: parallel });
  const upload: OpenUpload = { bucket: 'b', key: 'up.bin', size: gib, properties: {}, checksum: 'CRC32', uploadId: 'u1' };
  try {
    await queue.addAll(
      offsets.map((offset, i) => async () => {
        const body = free.pop()!;
        await file.read(body, 0, partBytes, offset);
        await fast.part(upload, { number: i + 1, offset, body, checksum: base64(crc32(body)) }, signal);
        free.push(body);
      }),
    );
  } finally {
    await file.close();
  }
}

async function small(fast: FastS3, target: string): Promise<void> {
  const queue = new PQueue({ concurrency: 16 });
  const made = new Set<string>();
  for await (const { objects } of fast.list({ bucket: 'b', prefix: '', delimiter: null, signal })) {
    for (let row = 0; row < objects.count; row += 1) {
      const key = textAt(objects.keys, row);
      const size = objects.size[row]!;
      const path = join(target, key);
      const parent = path.slice(0, path.lastIndexOf('/'));
      if (!made.has(parent)) mkdirSync(parent, { recursive: true });
      made.add(parent);
      void queue.add(() => one(fast, { key, size, path }));
    }
    await queue.onSizeLessThan(2000);
  }
  await queue.onIdle();
}

async function one(fast: FastS3, { key, size, path }: { key: string; size: number; path: string }): Promise<void> {
  const body = Buffer.allocUnsafe(size);
  let at = 0;
  await fast.read({ bucket: 'b', key, signal }, (bytes) => {
    body.set(bytes, at);
    at += bytes.length;
  });
  if (at !== size) throw new Error(`${key} has ${at} bytes, not ${size}`);
  const file = await open(path, 'w');
  await file.write(body);
  await file.close();
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
  ours: () => Promise<void>;
  peer: () => Promise<unknown>;
  /** Throws where what arrived is not what was sent. */
  check: () => Promise<void>;
}

/** What resident memory grew by at most while it ran. */
async function growth(work: () => Promise<void>): Promise<number> {
  const before = process.memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20);
  await work();
  clearInterval(watch);
  return (Math.max(most, process.memoryUsage.rss()) - before) / 1e6;
}

async function measure({ bench, aim, peerName, ours, peer, check }: Pair): Promise<void> {
  const times = { ours: [] as number[], peer: [] as number[], growth: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    const own = await timed(() => growth(ours));
    const theirs = await timed(peer);
    await check();
    times.ours.push(own.ms);
    times.peer.push(theirs.ms);
    times.growth.push(own.value);
  }
  const ratio = median(times.peer.map((ms, at) => ms / times.ours[at]!));
  const growthMb = Math.max(...times.growth);
  report({
    bench,
    ours_ms: median(times.ours),
    peer: peerName,
    peer_ms: median(times.peer),
    ratio,
    aim_ratio: aim,
    ours_growth_mb: growthMb,
    ours_peak_rss_mb: process.resourceUsage().maxRSS / 1000,
    rounds,
    met: ratio >= aim && growthMb < aims.growthMb,
  });
}

async function bigObjects(url: string, fast: FastS3): Promise<void> {
  const wanted = await sha256(blob);
  const [own, theirs] = [join(folder, 'ours'), join(folder, 'theirs')];
  await measure({
    bench: 'storage-get-1-gib',
    aim: aims.get,
    peerName: 'rclone copyto, its defaults',
    ours: () => get(fast, own),
    peer: () => rclone(url, ['copyto', 'n:b/big.bin', theirs]),
    async check() {
      if ((await sha256(own)) !== wanted || (await sha256(theirs)) !== wanted) throw new Error('what arrived is not what was served');
      rmSync(own);
      rmSync(theirs);
    },
  });
  await measure({
    bench: 'storage-put-1-gib',
    aim: aims.put,
    peerName: 'rclone copyto, its defaults',
    ours: () => put(fast, blob),
    peer: () => rclone(url, ['copyto', blob, 'n:b/up.bin']),
    check: async () => {},
  });
}

async function smallObjects(): Promise<void> {
  const server = await startNullS3({ keys: 10_000 });
  try {
    const fast = await fastAt(server.url);
    const [own, theirs] = [join(folder, 'small'), join(folder, 'small-theirs')];
    await measure({
      bench: 'storage-get-10000-small',
      aim: aims.small,
      peerName: 'rclone copy, its defaults but for --ignore-checksum: the server states one MD5 for all objects',
      ours: () => small(fast, own),
      peer: () => rclone(server.url, ['copy', '--ignore-checksum', 'n:b', theirs]),
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
      await bigObjects(server.url, await fastAt(server.url));
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
