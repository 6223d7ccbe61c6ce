import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  closeSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { createFolderStore } from '#core/local-files/create-folder-store.ts';
import { firstRow } from '#core/transfers/store/item-rows.ts';
import { createTransfersStore } from '#core/transfers/store/transfers-store.ts';
import type { WorkItem } from '#core/transfers/transfers-api.ts';
import { testKey } from '#tests/helpers/cache-key.ts';
import { type PartServer, partServer } from '#tests/helpers/part-server.ts';
import { newTransfer, storagePlan, workItem } from '#tests/helpers/transfers.ts';

const size = 1024 ** 3;
const partSize = 8 * 1024 ** 2;
const kills = 50;
const script = fileURLToPath(import.meta.resolve('../../helpers/transfer-until-killed.ts'));

interface Scene {
  folder: string;
  /** Where files of this machine lie. */
  files: string;
  home: string;
  server: PartServer;
}

/** In memory where there is room: 100 processes write and read gigabytes. */
async function scene(): Promise<Scene> {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'aetherium-kill-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [files, home, held] = ['files', 'home', 'held'].map((name) => join(folder, name)) as [string, string, string];
  for (const made of [files, held, join(home, 'operations')]) mkdirSync(made, { recursive: true });
  return { folder, files, home, server: await partServer({ folder: held, partSize }) };
}

function fill(path: string): void {
  const file = openSync(path, 'w');
  for (let at = 0; at < size; at += partSize) writeSync(file, randomBytes(partSize));
  closeSync(file);
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 ** 2 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Opens the table between two processes. */
function stored<T>({ home }: Scene, look: (store: ReturnType<typeof createTransfersStore>) => T): T {
  const store = createTransfersStore();
  store.store.open({ folder: join(home, 'operations'), key: testKey });
  try {
    return look(store);
  } finally {
    store.store.close();
  }
}

function plan(given: Scene, item: WorkItem): void {
  const planId = 'plan-t';
  stored(given, ({ plans, transfers }) => {
    plans.begin({ planId, request: { verb: 'create_folder', connectionId: 'c', bucket: 'b', prefix: 'x/' } });
    plans.add({ planId, rows: [firstRow(item)] });
    plans.finish({ plan: storagePlan(planId) });
    transfers.begin({ transfer: newTransfer('t'), pid: process.pid });
    // A process number that is nobody's: whoever comes takes it.
    transfers.claim({ transferId: 't', fromPid: process.pid, pid: 2 ** 22 + 1 });
  });
}

function start({ home, folder, server }: Scene): ChildProcess {
  const env = { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') };
  const child = spawn(process.execPath, [script, home, server.url], { stdio: ['ignore', 'pipe', 'inherit'], env });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

const notedParts = (given: Scene): Set<number> =>
  stored(given, ({ parts }) => new Set(parts.get({ transferId: 't', index: 0 })?.parts.map(({ number }) => number)));

/** Lets it move a few parts, and kills it somewhere. What it noted until then is never asked for or sent again. */
async function workAndKill(given: Scene): Promise<{ noted: Set<number>; from: number }> {
  const few = given.server.more(1 + Math.floor(Math.random() * 3));
  const child = start(given);
  const closed = once(child, 'close');
  await Promise.race([few, closed.then(() => Promise.reject(new Error('The transfer ended by itself')))]);
  await setTimeout(Math.random() * 20);
  child.kill('SIGKILL');
  await closed;
  return { noted: notedParts(given), from: given.server.requests.length };
}

async function killAndEnd(given: Scene, method: 'PUT' | 'GET'): Promise<void> {
  const seen: { noted: Set<number>; from: number }[] = [];
  for (let kill = 0; kill < kills; kill += 1) seen.push(await workAndKill(given));
  const child = start(given);
  const lines: string[] = [];
  child.stdout!.on('data', (data: Buffer) => lines.push(String(data)));
  await once(child, 'close');
  expect(lines.join('')).toContain('ended');
  const { requests } = given.server;
  for (const [kill, { noted, from }] of seen.entries()) {
    const again = requests.slice(from).filter((one) => one.method === method && noted.has(one.number));
    expect(again, `kill ${kill + 1}`).toEqual([]);
  }
  expect(new Set(requests.filter((one) => one.method === method).map(({ number }) => number)).size).toBe(size / partSize);
  const { transfer } = stored(given, ({ transfers }) => transfers.get({ transferId: 't' }))!;
  expect(transfer).toMatchObject({ state: 'succeeded', verified: 1, copied: 1, bytes: { done: size, total: size }, errors: [] });
  expect(stored(given, ({ parts }) => parts.open())).toEqual([]);
  expect(given.server.uploads.size).toBe(0);
}

test('an upload of 1 GiB survives 50 kills', { timeout: 900_000 }, async () => {
  const given = await scene();
  const path = join(given.files, 'large.bin');
  fill(path);
  const { modified, etag } = await createFolderStore({ rootOf: (folder) => folder }).stat(
    { bucket: given.files, key: 'large.bin' },
    new AbortController().signal,
  );
  const from = { connectionId: null, bucket: given.files, key: 'large.bin', versionId: null, size, modified, etag };
  plan(given, workItem(0, { size, from, to: { connectionId: 's3', bucket: 'bucket', key: 'large.bin', versionId: null } }));
  await killAndEnd(given, 'PUT');
  expect(await hashOf(given.server.pathOf('large.bin'))).toBe(await hashOf(path));
});

test('a download of 1 GiB survives 50 kills', { timeout: 900_000 }, async () => {
  const given = await scene();
  const path = given.server.pathOf('large.bin');
  fill(path);
  const { mtimeMs } = statSync(path);
  const from = { connectionId: 's3', bucket: 'bucket', key: 'large.bin', versionId: null, size, modified: mtimeMs, etag: 'whole' };
  plan(given, workItem(0, { size, from, to: { connectionId: null, bucket: given.files, key: 'large.bin', versionId: null } }));
  await killAndEnd(given, 'GET');
  expect(readdirSync(given.files)).toEqual(['large.bin']);
  expect(await hashOf(join(given.files, 'large.bin'))).toBe(await hashOf(path));
});
