/**
 * Index of object names against SQLite's FTS5 with trigrams and LIKE over the same names, in the same run: how fast names are
 * taken in, how fast they are found, and how much memory the process takes. Prints one JSON line for each measurement.
 * Arguments: number of names (5,000,000), number of names of the peer (1,000,000).
 * Searches are measured in a process of their own, so that its memory is theirs.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openSqlite, type Sqlite } from '#core/cache/sqlite.ts';
import { columnBuffers, type ObjectColumns, objectColumns } from '#core/capabilities/object-columns.ts';
import { openObjectIndexThread } from '#core/storage/index/object-index-thread.ts';
import { moved } from '#core/threads/thread-api.ts';
import { findQuerySchema } from '#shared/model/storage.ts';
import { benchKey, benchObject, rareWord } from './support/object-names.ts';
import { memoryOf } from './support/process-memory.ts';
import { median, report } from './support/report.ts';

const [names = 5_000_000, peerNames = 1_000_000] = process.argv.slice(2, 4).map(Number);
/** Folder of an index to be searched: this is the process that does only that. */
const searched = process.argv[4];
const pageRows = 5000;
const key = 'ab'.repeat(32);
const bucket = { connectionId: 'bench', bucket: 'data-lake' };
const now = Date.UTC(2026, 10, 28);
const memoryMb = () => memoryOf([process.pid]).private;

/** What is typed, with the SQL that asks the same of the peer. */
const queries = [
  { name: 'rare word', query: rareWord, where: 'key LIKE ?', values: [`%${rareWord}%`] },
  { name: 'word in one name of twenty', query: 'invoice', where: 'key LIKE ?', values: ['%invoice%'] },
  { name: 'word of a folder', query: 'clickstream', where: 'key LIKE ?', values: ['%clickstream%'] },
  { name: 'ext:csv size>1MB', query: 'ext:csv size>1MB', where: 'size > ? AND key LIKE ?', values: [1e6, '%.csv'] },
  {
    name: 'two words and a date',
    query: 'invoice modified<2024-01-01',
    where: 'modified < ? AND key LIKE ?',
    values: [Date.UTC(2024, 0, 1), '%invoice%'],
  },
  {
    name: 'part of a hexadecimal name',
    query: benchKey(1_234_567 % names).slice(-14, -6),
    where: 'key LIKE ?',
    values: [`%${benchKey(1_234_567 % names).slice(-14, -6)}%`],
  },
  { name: 'nothing has it', query: 'zzqqxxyy', where: 'key LIKE ?', values: ['%zzqqxxyy%'] },
];

function* pages(count: number): Generator<ObjectColumns> {
  for (let from = 0; from < count; from += pageRows) {
    yield objectColumns(Array.from({ length: Math.min(pageRows, count - from) }, (_, i) => benchObject(from + i)));
  }
}

type Index = ReturnType<typeof openObjectIndexThread>;

/** Takes the names in; the time to make them up is not counted. */
async function read({ api }: Index, count: number): Promise<{ seconds: number; peakMb: number }> {
  const run = `read-${count}`;
  let ms = 0;
  let peakMb = 0;
  const timed = async (work: () => Promise<unknown>) => {
    const start = performance.now();
    await work();
    ms += performance.now() - start;
  };
  await timed(() => api.read.begin({ ...bucket, prefix: '', run, at: now }));
  let page = 0;
  for (const objects of pages(count)) {
    await timed(() => api.read.page(moved({ run, objects }, columnBuffers(objects))));
    if (page++ % 50 === 0) peakMb = Math.max(peakMb, memoryMb());
  }
  await timed(() => api.read.finish({ run }));
  return { seconds: ms / 1000, peakMb: Math.max(peakMb, memoryMb()) };
}

async function findMs({ api }: Index, query: string) {
  const start = performance.now();
  const result = await api.query.find({ query: findQuerySchema.parse({ query }), now });
  return { ms: performance.now() - start, ...result };
}

/** The first after the index has warmed up, then again. */
async function measureQueries(index: Index) {
  const results = [];
  for (const { name, query } of queries) {
    const first = await findMs(index, query);
    const again = [];
    for (let round = 0; round < 5; round += 1) again.push((await findMs(index, query)).ms);
    results.push({
      name,
      query,
      first_ms: first.ms,
      ours_ms: median(again),
      total: first.total,
      more: first.more,
      rows: first.rows.length,
    });
  }
  return results;
}

function fillPeer(db: Sqlite, count: number): { seconds: number } {
  db.exec('CREATE TABLE objects (id INTEGER PRIMARY KEY, key TEXT, size INTEGER, modified INTEGER)');
  db.exec(`CREATE VIRTUAL TABLE names USING fts5(key, content='objects', content_rowid='id', tokenize='trigram', detail='none')`);
  const object = db.prepare('INSERT INTO objects (id, key, size, modified) VALUES (?, ?, ?, ?)');
  const name = db.prepare('INSERT INTO names (rowid, key) VALUES (?, ?)');
  let ms = 0;
  for (let from = 0; from < count; from += pageRows) {
    const rows = Array.from({ length: Math.min(pageRows, count - from) }, (_, i) => benchObject(from + i));
    const start = performance.now();
    db.transaction(() => {
      rows.forEach((row, i) => {
        object.run(from + i, row.key, row.size, row.modified);
        name.run(from + i, row.key);
      });
    })();
    ms += performance.now() - start;
  }
  return { seconds: ms / 1000 };
}

/** The peer's two ways: LIKE over the table, and LIKE answered by the trigram index. */
function peerMs(db: Sqlite, { where, values }: (typeof queries)[number], table: 'objects' | 'names') {
  const from = table === 'objects' ? 'objects' : 'names JOIN objects ON objects.id = names.rowid';
  const condition = where.replaceAll('key', `${table}.key`);
  const start = performance.now();
  const total = db
    .prepare(`SELECT count(*) FROM ${from} WHERE ${condition}`)
    .pluck()
    .get(...values) as number;
  db.prepare(`SELECT objects.* FROM ${from} WHERE ${condition} LIMIT 200`).all(...values);
  return { ms: performance.now() - start, total };
}

async function comparePeer(folder: string): Promise<void> {
  const db = openSqlite(join(folder, 'peer.db'), key);
  const index = openObjectIndexThread();
  try {
    await index.api.store.open({ folder: join(folder, 'small'), key });
    const ours = await read(index, peerNames);
    const theirs = fillPeer(db, peerNames);
    report({
      bench: 'object-names-read',
      names: peerNames,
      ours_s: ours.seconds,
      peer: 'SQLite table and FTS5 trigrams',
      peer_s: theirs.seconds,
      ratio: theirs.seconds / ours.seconds,
    });
    for (const asked of queries) {
      const times = [];
      const peers = [];
      let last = await findMs(index, asked.query);
      for (let round = 0; round < 3; round += 1) {
        last = await findMs(index, asked.query);
        times.push(last.ms);
        const like = peerMs(db, asked, 'objects');
        const grams = peerMs(db, asked, 'names');
        if (!last.more && (last.total !== like.total || grams.total !== like.total)) throw new Error(`Results differ for ${asked.query}`);
        peers.push({ like: like.ms, grams: grams.ms });
      }
      const best = Math.min(median(peers.map(({ like }) => like)), median(peers.map(({ grams }) => grams)));
      report({
        bench: `object-search: ${asked.name}`,
        names: peerNames,
        ours_ms: median(times),
        exact: !last.more,
        peer: 'SQLite FTS5 trigrams or LIKE, whichever is quicker',
        peer_ms: best,
        ratio: best / median(times),
        total: last.total,
      });
    }
  } finally {
    await index.close();
    db.close();
  }
}

async function measureOurs(folder: string): Promise<void> {
  const index = openObjectIndexThread();
  try {
    await index.api.store.open({ folder, key });
    const ingest = await read(index, names);
    const diskMb = statSync(join(folder, 'objects.db')).size / 1e6;
    report({
      bench: 'object-names-read',
      names,
      ours_s: ingest.seconds,
      names_per_s: names / ingest.seconds,
      peak_mb: ingest.peakMb,
      disk_mb: diskMb,
      aim_mb: 300,
      met: ingest.peakMb < 300,
    });
  } finally {
    await index.close();
  }
}

/** A search in the moment of opening: nothing is in memory. */
async function coldMs(folder: string): Promise<number> {
  const index = openObjectIndexThread();
  try {
    await index.api.store.open({ folder, key });
    return (await findMs(index, rareWord)).ms;
  } finally {
    await index.close();
  }
}

/** How long it takes from opening the screen to typing a word. */
const typingMs = 1000;

async function measureSearch(folder: string): Promise<void> {
  const cold = await coldMs(folder);
  const index = openObjectIndexThread();
  try {
    await index.api.store.open({ folder, key });
    await setTimeout(typingMs);
    const cpu = process.cpuUsage();
    const results = await measureQueries(index);
    for (const { name, first_ms, ours_ms, total, more, rows } of results) {
      report({ bench: `object-search: ${name}`, names, ours_ms, first_ms, total, exact: !more, rows, aim_ms: 100, met: ours_ms < 100 });
    }
    const { user } = process.cpuUsage(cpu);
    report({
      bench: 'object-search: first',
      names,
      cold_ms: cold,
      ours_ms: results[0]!.first_ms,
      user_cpu_ms_a_search: user / 1000 / (results.length * 6),
    });
    const mb = memoryMb();
    report({ bench: 'object-search memory', names, ours_mb: mb, aim_mb: 300, met: mb < 300 });
  } finally {
    await index.close();
  }
}

if (searched) await measureSearch(searched);
else {
  const folder = mkdtempSync(join(tmpdir(), 'aetherium-bench-'));
  try {
    await measureOurs(folder);
    const script = fileURLToPath(import.meta.url);
    execFileSync(process.execPath, [script, String(names), String(peerNames), folder], { stdio: 'inherit' });
    await comparePeer(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
