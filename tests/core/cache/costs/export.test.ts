import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { costQuerySchema, costRowsQuerySchema } from '#shared/model/cost.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';
import { load, openStore } from './store-fixture.ts';

const charges = [
  { BilledCost: 0.0000008, ServiceName: 'He said "no", twice', RegionId: null, Tags: { a: 'x,y' } },
  { BilledCost: -1.5, ServiceName: '=1+1\nline', RegionId: 'eu', ListCost: 12.34567890123 },
  { BilledCost: 3, ServiceName: 'plain', RegionId: 'us', ChargePeriodStart: '2024-10-01T00:00:00Z' },
];

/** Fields of RFC 4180 text, read without the library that wrote it. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  for (const [, quoted, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n)/g)) {
    if (rows.length === 0 || rows.at(-1)!.at(-1) === 'END') {
      rows.at(-1)?.pop();
      rows.push([]);
    }
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === '\n') rows.at(-1)!.push('END');
  }
  rows.at(-1)?.pop();
  return rows;
}

function fill() {
  const { store } = openStore();
  load(store, charges);
  return { store, path: join(tempFolder(), 'out') };
}

const rows = { rows: costRowsQuerySchema.parse({}) };
const query = { query: costQuerySchema.parse({ groupBy: ['ServiceName'], metric: 'BilledCost', top: 1, granularity: 'total' }), rates: [] };

describe('an export', () => {
  it('writes charge rows as CSV that quotes what must be and leaves no value empty', async () => {
    const { store, path } = fill();
    const result = await store.export({ path, format: 'csv', what: rows });
    const text = readFileSync(path, 'utf8');
    expect(result).toEqual({ rows: 3, bytes: Buffer.byteLength(text) });
    const [header, ...lines] = parseCsv(text);
    const objects = lines.map((line) => Object.fromEntries(line.map((field, k) => [header![k]!, field])));
    expect(objects.map(({ BilledCost, ServiceName, RegionId, ListCost }) => [Number(BilledCost), ServiceName, RegionId, ListCost])).toEqual(
      [
        [0.0000008, 'He said "no", twice', '', ''],
        [-1.5, '=1+1\nline', 'eu', '12.34567890123'],
        [3, 'plain', 'us', ''],
      ],
    );
    expect(objects[0]!.Tags).toBe('{"a":"x,y"}');
    expect(readdirSync(dirname(path))).toEqual(['out']);
  });

  it('writes the same rows as Parquet', async () => {
    const { store, path } = fill();
    await store.export({ path, format: 'parquet', what: rows });
    const objects = await parquetReadObjects({ file: await asyncBufferFromFile(path) });
    expect(objects.map(({ BilledCost, ServiceName, RegionId, ListCost }) => [BilledCost, ServiceName, RegionId, ListCost])).toEqual([
      [0.0000008, 'He said "no", twice', null, null],
      [-1.5, '=1+1\nline', 'eu', 12.34567890123],
      [3, 'plain', 'us', null],
    ]);
  });

  it('writes a grouped result in either format', async () => {
    const { store, path } = fill();
    await store.export({ path, format: 'csv', what: query });
    expect(parseCsv(readFileSync(path, 'utf8'))).toEqual([
      ['ServiceName', 'Other', 'BillingCurrency', 'BilledCost'],
      ['plain', 'false', 'USD', '3'],
      ['', 'true', 'USD', '-1.4999992'],
    ]);
    await store.export({ path, format: 'parquet', what: query });
    expect(await parquetReadObjects({ file: await asyncBufferFromFile(path) })).toEqual([
      { ServiceName: 'plain', Other: false, BillingCurrency: 'USD', BilledCost: 3 },
      { ServiceName: null, Other: true, BillingCurrency: 'USD', BilledCost: -1.4999992 },
    ]);
  });

  it.each(['csv', 'parquet'] as const)('of nothing is a %s file with columns and no rows', async (format) => {
    const { store, path } = fill();
    const none = {
      query: { ...query.query, filters: [{ dimension: 'RegionId' as const, op: 'in' as const, values: ['nowhere'] }] },
      rates: [],
    };
    expect(await store.export({ path, format, what: none })).toMatchObject({ rows: 0 });
    if (format === 'csv') expect(readFileSync(path, 'utf8')).toBe('ServiceName,Other,BillingCurrency,BilledCost\n');
    else expect(await parquetReadObjects({ file: await asyncBufferFromFile(path) })).toEqual([]);
  });

  it('fails without leaving a file when its rows are removed meanwhile', async () => {
    const { store, path } = fill();
    const running = store.export({ path, format: 'csv', what: rows });
    store.forget('c1');
    await expect(running).rejects.toThrow('replaced while they were exported');
    expect(existsSync(path)).toBe(false);
    expect(readdirSync(dirname(path))).toEqual([]);
  });
});
