import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { findDamage, openSqlite } from '#core/cache/sqlite.ts';
import { testKey } from '#tests/helpers/cache-key.ts';
import { find, objectIndexHere } from '#tests/helpers/object-index.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';

const kills = 20;
const namesOfRead = 9000;
const script = fileURLToPath(import.meta.resolve('../../../helpers/index-until-killed.ts'));

/** Runs reads and kills them after so many lines; returns every line that got out. */
async function readAndKill(folder: string, { first, lines: wanted, compiled }: { first: number; lines: number; compiled: string }) {
  const env = { ...process.env, NODE_COMPILE_CACHE: compiled };
  const child = spawn(process.execPath, [script, folder, String(first)], { stdio: ['ignore', 'pipe', 'inherit'], env });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: string[] = [];
  createInterface(child.stdout).on('line', (line) => {
    lines.push(line);
    if (lines.length === wanted) child.kill('SIGKILL');
  });
  const [, signal] = (await once(child, 'close')) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
  return lines;
}

const lastOf = (lines: readonly string[], word: string) =>
  Math.max(-1, ...lines.flatMap((line) => (line.startsWith(word) ? [Number(line.split(' ')[1])] : [])));

it(`keeps the names of the last complete read over ${kills} kills, and nothing of the others`, { timeout: 120_000 }, async () => {
  const folder = tempFolder();
  const compiled = tempFolder();
  let shown = -1;
  for (let kill = 0; kill < kills; kill += 1) {
    const lines = await readAndKill(folder, { first: shown + 1, lines: 1 + ((kill * 7) % 17), compiled });
    const finished = Math.max(shown, lastOf(lines, 'finish'));
    const index = objectIndexHere(folder);
    const [first] = find(index, '', { limit: 1 }).rows;
    const found = first ? Number(first.key.split('-')[0]) : -1;
    // The read whose end was not heard of may have been the last that was kept.
    expect([finished, Math.max(finished, lastOf(lines, 'page'))]).toContain(found);
    const all = find(index, '');
    expect(all.total).toBe(found < 0 ? 0 : namesOfRead);
    expect(find(index, `prefix:${found}-`).total).toBe(all.total);
    index.store.close();
    const db = openSqlite(join(folder, 'objects.db'), testKey);
    expect(findDamage(db)).toBeNull();
    expect(db.prepare('SELECT count(*) FROM reads').pluck().get()).toBe(0);
    expect(db.prepare('SELECT coalesce(sum(count), 0) FROM blocks').pluck().get()).toBe(all.total);
    db.close();
    shown = found;
  }
  expect(shown).toBeGreaterThan(3);
});
