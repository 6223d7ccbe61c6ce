/** Filter of 100,000 machines against SQLite's LIKE over the same rows, in the same run. Prints one JSON line. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMachinesRepository } from '#core/cache/machines-repository.ts';
import { migrate } from '#core/cache/migrate.ts';
import { migrations } from '#core/cache/migrations/index.ts';
import { createSetsRepository } from '#core/cache/sets-repository.ts';
import { openSqlite, type Sqlite } from '#core/cache/sqlite.ts';
import { machineQuerySchema } from '#shared/model/machine.ts';
import { fleet } from '#tests/helpers/machines.ts';

const machines = 100_000;
const page = 1000;
/** What is typed, letter by letter as a person does, and what narrows several columns at once. */
const texts = ['w', 'we', 'web', 'web-1', 'web-12', 'team-7', 'eu-west', 'eu-west web', 'm7g account-3 web', '10.0.3', 'nothing-has-this'];

function fill(db: Sqlite) {
  const repository = createMachinesRepository(db, createSetsRepository(db));
  for (let from = 0; from < machines; from += page) {
    repository.put({ connectionId: 'bench', scope: '', run: 'r', machines: fleet(page, from), cursor: null });
  }
  return repository;
}

function peer(db: Sqlite) {
  const haystack = `id || char(10) || name || char(10) || account || char(10) || account_name || char(10) || region || char(10) ||
    type || char(10) || private_ip || char(10) || public_ip || char(10) || tags`;
  return (text: string) => {
    const words = text.split(' ').map((word) => `%${word}%`);
    const where = words.map(() => `${haystack} LIKE ?`).join(' AND ');
    const total = db
      .prepare(`SELECT count(*) FROM machines WHERE ${where}`)
      .pluck()
      .get(...words) as number;
    db.prepare(`SELECT * FROM machines WHERE ${where} ORDER BY name LIMIT 200`).all(...words);
    return total;
  };
}

/** Median ms of one query over all texts; the text changes each time, so no result is reused. */
function median(rounds: number, run: (text: string) => unknown): number {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const text of texts) {
      const start = performance.now();
      run(text);
      times.push(performance.now() - start);
    }
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
}

function measure(db: Sqlite) {
  const repository = fill(db);
  const ours = (text: string) => repository.query(machineQuerySchema.parse({ text })).total;
  const theirs = peer(db);
  const start = performance.now();
  ours('');
  const firstMs = performance.now() - start;
  for (const text of texts) if (ours(text) !== theirs(text)) throw new Error(`Results differ for "${text}"`);
  const oursMs = median(5, ours);
  const peerMs = median(1, theirs);
  const facets = median(3, (text) => repository.facets(machineQuerySchema.parse({ text })));
  const round = (value: number) => Math.round(value * 100) / 100;
  return {
    bench: 'filter-100k-machines',
    ours_ms: round(oursMs),
    peer: 'SQLite LIKE over the same rows',
    peer_ms: round(peerMs),
    ratio: round(peerMs / oursMs),
    first_query_ms: round(firstMs),
    facets_ms: round(facets),
  };
}

const folder = mkdtempSync(join(tmpdir(), 'aetherium-bench-'));
try {
  const db = openSqlite(join(folder, 'bench.db'), 'ab'.repeat(32));
  migrate(db, migrations);
  console.log(JSON.stringify(measure(db)));
  db.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
