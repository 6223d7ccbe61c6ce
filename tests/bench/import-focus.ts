/**
 * Import of a FOCUS file through the complete path (parsing thread → cache thread → commit into the encrypted cache)
 * against DuckDB's `CREATE TABLE … AS SELECT * FROM read_csv(…)` into a database on disk, on the same generated file in
 * the same run. Every import runs in a process of its own, so that memory is its own too. BENCH_ROWS sets the rows.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFocusCsv } from './focus-csv.ts';
import type { ImportResult } from './import-focus-once.ts';
import { report } from './support/report.ts';

const rows = Number(process.env['BENCH_ROWS'] ?? 1_000_000);
const name = rows % 1_000_000 === 0 ? `${rows / 1_000_000}m` : String(rows);
/** Times each import is made; the fastest counts, for both. */
const repeats = 3;

function importOnce(engine: 'ours' | 'duckdb' | 'duckdb-parquet', file: string, folder: string): ImportResult {
  const home = mkdtempSync(join(folder, 'home-'));
  const script = join(import.meta.dirname, 'import-focus-once.ts');
  const output = execFileSync(process.execPath, [script, engine, file, home], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  rmSync(home, { recursive: true });
  return JSON.parse(output.trim().split('\n').at(-1)!) as ImportResult;
}

const fastest = (results: ImportResult[]) => results.reduce((a, b) => (b.seconds < a.seconds ? b : a));

function sumsEqual(ours: ImportResult['sums'], peer: ImportResult['sums']): boolean {
  const keys = Object.keys(peer);
  return keys.length === Object.keys(ours).length && keys.every((key) => Math.abs(ours[key]! - peer[key]!) <= 1e-9 * Math.abs(peer[key]!));
}

function measure(format: string, file: string, folder: string, aim: number | null): void {
  const ours: ImportResult[] = [];
  const peers: ImportResult[] = [];
  for (let n = 0; n < repeats; n++) {
    ours.push(importOnce('ours', file, folder));
    peers.push(importOnce('duckdb', file, folder));
  }
  const [mine, peer] = [fastest(ours), fastest(peers)];
  const ratio = peer.seconds / mine.seconds;
  report({
    bench: `import-focus-${format}-${name}`,
    rows: mine.rows,
    file_mb: statSync(file).size / 1e6,
    ours_rows_per_s: Math.round(rows / mine.seconds),
    peer: 'duckdb',
    peer_rows_per_s: Math.round(rows / peer.seconds),
    ratio,
    ...(aim === null ? {} : { aim, met: ratio >= aim }),
    max_rss_mb: Math.max(...ours.map((one) => one.maxRssMb)),
    sums_equal: sumsEqual(mine.sums, peer.sums),
  });
}

const folder = mkdtempSync(join(tmpdir(), 'aetherium-import-'));
try {
  const csv = join(folder, 'costs.csv');
  const parquet = join(folder, 'costs.parquet');
  await writeFocusCsv(csv, rows);
  measure('csv-gz', `${csv}.gz`, folder, 2);
  measure('csv', csv, folder, null);
  execFileSync(process.execPath, [join(import.meta.dirname, 'import-focus-once.ts'), 'to-parquet', csv, parquet], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  measure('parquet', parquet, folder, null);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
