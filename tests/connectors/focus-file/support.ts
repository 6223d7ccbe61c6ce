import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { focusFile } from '#connectors/focus-file/index.ts';
import { readFile } from '#connectors/focus-file/read-file.ts';
import type { ConformanceReport, ConnectorContext, CostBatch, CostColumn, Logger, Session } from '#connectors/sdk.ts';

/** The real export of the project's data folder; its tests are skipped where it is not. */
export const samplePath = new URL('../../../../shared/data/focus/focus_sample_1.0.csv', import.meta.url).pathname;
export const hasSample = existsSync(samplePath);

export type Cell = string | number | null;
export type Row = Record<string, Cell>;

/** A folder for one test file; removed afterwards. */
export function scratchFolder(): { path(name: string): string; write(name: string, content: string | Uint8Array): Promise<string> } {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'focus-file-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const path = (name: string) => join(folder, name);
  return {
    path,
    write: async (name, content) => {
      await writeFile(path(name), content);
      return path(name);
    },
  };
}

const silent: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined, child: () => silent };

export function openFile(path: string, signal = new AbortController().signal): Promise<Session> {
  const context: ConnectorContext = {
    connectionId: 'c1',
    settings: { path },
    secret: async () => null,
    signal,
    log: silent,
    clock: { now: () => 0, sleep: async () => undefined },
    http: { agent: () => Promise.reject(new Error('the network was used')), fetch },
  };
  return focusFile.open(context);
}

export const wholeFile = { id: '', label: '' };

/** Reads a file as the sync does, through the parsing thread. */
export async function importFile(path: string): Promise<{ rows: Row[]; report: ConformanceReport; pages: number }> {
  const { signal } = new AbortController();
  const session = await openFile(path);
  const rows: Row[] = [];
  let pages = 0;
  for await (const page of session.costs!.read({ scope: wholeFile, signal, cursor: null })) {
    for (const row of rowsOf(page.items)) rows.push(row);
    pages++;
  }
  const report = session.costs!.report!('');
  await session.close();
  return { rows, report, pages };
}

/** Reads a file in this thread, CSV `chunkBytes` at a time. */
export async function readHere(path: string, chunkBytes?: number): Promise<{ rows: Row[]; report: ConformanceReport; pages: number }> {
  const rows: Row[] = [];
  let pages = 0;
  const emit = async (batch: CostBatch) => {
    for (const row of rowsOf(batch)) rows.push(row);
    pages++;
    return true;
  };
  const report = await readFile({ path, badRowsTo: null, emit }, chunkBytes);
  return { rows, report, pages };
}

export function rowsOf(batch: CostBatch): Row[] {
  const columns = Object.entries(batch.columns).map(([name, column]) => [name, cellsOf(column)] as const);
  return Array.from({ length: batch.rows }, (_, row) => Object.fromEntries(columns.map(([name, cells]) => [name, cells[row]!])));
}

function cellsOf(column: CostColumn): Cell[] {
  if (column.kind === 'number') return Array.from(column.values, (value) => (Number.isNaN(value) ? null : value));
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const texts = Array.from({ length: column.offsets.length - 1 }, (_, entry) =>
    decoder.decode(column.bytes.subarray(column.offsets[entry], column.offsets[entry + 1])),
  );
  if (new Set(texts).size !== texts.length) throw new Error('a dictionary holds a text twice');
  return Array.from(column.codes, (code) => (code === 0 ? null : texts[code - 1]!));
}

/** A small export: the essential columns and a few more. */
export const header = 'BilledCost,BillingCurrency,ChargePeriodStart,ServiceName,Tags';
export const line = (cost: string, service = 'Compute', tags = '') => `${cost},USD,2024-09-18T22:00:00Z,${service},${tags}`;
