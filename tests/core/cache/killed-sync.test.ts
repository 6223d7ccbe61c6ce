import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import type { CacheApi } from '#core/cache/cache-api.ts';
import { findDamage, openSqlite } from '#core/cache/sqlite.ts';
import type { Groups } from '#core/threads/thread-api.ts';
import { machineQuerySchema } from '#shared/model/machine.ts';
import { openCache } from '#tests/helpers/cache.ts';
import { testKey } from '#tests/helpers/cache-key.ts';
import { costPages, machinesPerPage, rowsPerCostPage } from '#tests/helpers/killed-sync-pages.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';

const kills = 50;
const script = fileURLToPath(import.meta.resolve('../../helpers/sync-until-killed.ts'));

/** What must be there after the next kill. */
interface Known {
  folder: string;
  /** Compiled code of the child: it starts many times. */
  compiled: string;
  /** Machine pages 0 to `pages - 1` are stored. */
  pages: number;
  /** Cost run that is shown. */
  shown: string | null;
}

/** Runs the sync and kills it somewhere after a few lines; returns every line that it got out. */
async function syncAndKill({ folder, compiled, pages: firstPage }: Known): Promise<string[]> {
  const acknowledgements = Math.floor(Math.random() * 12);
  const env = { ...process.env, NODE_COMPILE_CACHE: compiled };
  const child: ChildProcess = spawn(process.execPath, [script, folder, String(firstPage)], { stdio: ['ignore', 'pipe', 'inherit'], env });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: string[] = [];
  const enough = new Promise<void>((resolve) => {
    createInterface(child.stdout!).on('line', (line) => {
      lines.push(line);
      if (lines.length > acknowledgements) resolve();
    });
  });
  const closed = once(child, 'close');
  await Promise.race([enough, closed.then(() => Promise.reject(new Error('The sync ended by itself')))]);
  await setTimeout(Math.random() * 4);
  child.kill('SIGKILL');
  await closed;
  return lines;
}

const numbers = (lines: string[], word: string) =>
  lines.filter((line) => line.startsWith(`${word} `)).map((line) => Number(line.split(' ').at(-1)));

function checkFile(folder: string) {
  const db = openSqlite(join(folder, 'cache.db'), testKey);
  expect(findDamage(db)).toBeNull();
  db.close();
}

async function checkMachines(cache: Groups<CacheApi>, known: Known, lines: string[]) {
  const acknowledged = Math.max(known.pages, ...numbers(lines, 'machines').map((page) => page + 1));
  const { environment } = await cache.machines.facets(machineQuerySchema.parse({}));
  const pages = Object.keys(environment).length;
  expect([0, 1]).toContain(pages - acknowledged);
  expect(environment).toEqual(Object.fromEntries(Array.from({ length: pages }, (_, page) => [`page-${page}`, machinesPerPage])));
  known.pages = pages;
}

async function checkCosts(cache: Groups<CacheApi>, known: Known, lines: string[]) {
  const [, lastRun, lastPage] = lines.findLast((line) => line.startsWith('cost '))?.split(' ') ?? [];
  const committed = lines.findLast((line) => line.startsWith('commit '))?.split(' ')[1] ?? known.shown;
  const maybeCommitted = lastPage === String(costPages - 1) ? lastRun! : committed;
  const rowsOf = (run: string | null) => (run === null ? 0 : costPages * rowsPerCostPage(run));
  const { rows } = await cache.costs.inventory();
  expect([rowsOf(committed), rowsOf(maybeCommitted)]).toContain(rows);
  known.shown = rows === rowsOf(maybeCommitted) ? maybeCommitted : committed;
  if (lastRun === undefined || lastRun === known.shown) return;
  const cursor = await cache.sets.cursor({ connectionId: 'c', scope: 's', dataSet: 'costs' });
  expect(cursor?.run).toBe(lastRun);
  expect([0, 1]).toContain(Number(cursor?.cursor) - Number(lastPage));
}

async function killAgainAndAgain(times: number, compiled: string) {
  const known: Known = { folder: tempFolder(), compiled, pages: 0, shown: null };
  for (let kill = 0; kill < times; kill++) {
    const lines = await syncAndKill(known);
    checkFile(known.folder);
    const { cache, recovery } = await openCache(known.folder);
    expect(recovery).toBeNull();
    await checkMachines(cache, known, lines);
    await checkCosts(cache, known, lines);
    await cache.store.close();
  }
  expect(known.pages).toBeGreaterThan(times / 2);
}

it(`keeps every acknowledged page and loses at most the one in flight, over ${kills} kills`, { timeout: 300_000 }, async () => {
  const compiled = tempFolder();
  await Promise.all([killAgainAndAgain(kills / 2, compiled), killAgainAndAgain(kills / 2, compiled)]);
});
