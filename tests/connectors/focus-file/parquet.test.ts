import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { hasSample, readHere, samplePath, scratchFolder } from './support.ts';

const folder = scratchFolder();

/** Writes a query's result as Parquet, by a writer that is not ours. */
async function parquet(name: string, select: string, options = ''): Promise<string> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const path = folder.path(name);
  await connection.run(`copy (${select}) to '${path}' (format parquet${options})`);
  connection.closeSync();
  instance.closeSync();
  return path;
}

const essential = `1.5 as BilledCost, 'USD' as BillingCurrency, timestamptz '2024-09-18 22:00:00+00' as ChargePeriodStart`;

describe('Parquet', () => {
  it.skipIf(!hasSample)('holds what the CSV holds', async () => {
    const path = await parquet(
      'sample.parquet',
      `select * from read_csv('${samplePath}', nullstr = 'NULL', types = {'AvailabilityZone': 'varchar'})`,
      ', row_group_size 300',
    );
    const [csv, packed] = [await readHere(samplePath), await readHere(path)];
    const strings = (rows: typeof csv.rows) =>
      rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value === null ? null : String(value)])));
    expect(strings(packed.rows)).toEqual(strings(csv.rows));
    expect(packed.report).toMatchObject({
      format: 'parquet',
      focusVersion: '1.0',
      rowsKept: 1000,
      renamed: csv.report.renamed,
      extraColumns: ['Id'],
    });
    expect(packed.report.warnings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ message: 'No value in ContractedCost, which FOCUS requires', rows: 7 }),
        expect.objectContaining({ message: 'Dates without a time zone were taken as UTC', rows: 1000 }),
      ]),
    );
  });

  it.each(['snappy', 'zstd', 'gzip', 'brotli', 'lz4_raw', 'uncompressed'])('packed with %s', async (compression) => {
    const path = await parquet(
      `${compression}.parquet`,
      `select ${essential}, repeat('x', 100) as ServiceName from range(200)`,
      `, compression ${compression}`,
    );
    const { rows } = await readHere(path);
    expect(rows).toHaveLength(200);
    expect(rows[199]).toEqual({
      BilledCost: 1.5,
      BillingCurrency: 'USD',
      ChargePeriodStart: '2024-09-18T22:00:00Z',
      ServiceName: 'x'.repeat(100),
    });
  });

  it.each([
    ['decimal(38,11)', '0.00000080000', 8e-7],
    ['decimal(18,11)', '-1234567.12345678901', Number('-1234567.12345678901')],
    ['decimal(9,4)', '99999.9999', 99999.9999],
    ['decimal(4,2)', '-12.34', -12.34],
    ['decimal(38,0)', '12345678901234567890', Number('12345678901234567890')],
    ['double', '0.1', 0.1],
    ['bigint', '9007199254740993', 9007199254740992],
    ['integer', '-5', -5],
    ['varchar', '0.30', 0.3],
  ])('reads a %s amount of %s as the nearest double', async (type, text, value) => {
    const path = await parquet(
      'amount.parquet',
      `select '${text}'::${type} as BilledCost, 'USD' as BillingCurrency, timestamp '2024-01-01' as ChargePeriodStart`,
    );
    const { rows } = await readHere(path);
    expect(rows).toEqual([{ BilledCost: value, BillingCurrency: 'USD', ChargePeriodStart: '2024-01-01T00:00:00Z' }]);
  });

  it('tags as map, structure or JSON become JSON text', async () => {
    const map = `map {'team': 'a', 'né "x"': 'b'}`;
    for (const [tags, expected] of [
      [map, { team: 'a', 'né "x"': 'b' }],
      [`'{"team": "a", "n": 12345678901234567890}'::json`, '{"team": "a", "n": 12345678901234567890}'],
      [`{'team': 'a', 'count': 3::bigint}`, { team: 'a', count: 3 }],
    ] as const) {
      const { rows } = await readHere(await parquet('tags.parquet', `select ${essential}, ${tags} as Tags`));
      expect(typeof expected === 'string' ? rows[0]!.Tags : JSON.parse(String(rows[0]!.Tags))).toEqual(expected);
    }
  });

  it('dates, times with and without zone, seconds and days', async () => {
    const { rows, report } = await readHere(
      await parquet(
        'times.parquet',
        `select 1.0 as BilledCost, 'usd' as BillingCurrency, date '2024-09-18' as ChargePeriodStart, timestamp_ns '2024-09-19 01:02:03.5' as ChargePeriodEnd, '2024-09-01T02:00:00+02:00' as BillingPeriodStart`,
      ),
    );
    expect(rows).toEqual([
      {
        BilledCost: 1,
        BillingCurrency: 'USD',
        ChargePeriodStart: '2024-09-18T00:00:00Z',
        ChargePeriodEnd: '2024-09-19T01:02:03Z',
        BillingPeriodStart: '2024-09-01T00:00:00Z',
      },
    ]);
    expect(report.warnings).toContainEqual({ message: 'Dates without a time zone were taken as UTC', rows: 1, firstLine: 1 });
  });

  it('lists bad rows with their number and keeps the others', async () => {
    const path = await parquet(
      'bad.parquet',
      `select case n when 3 then 'NaN'::double when 5 then null else n end as BilledCost, case n when 4 then 'Euro' else 'USD' end as BillingCurrency,
       case n when 2 then 'soon' else '2024-01-01' end as ChargePeriodStart from range(1, 7) t(n)`,
    );
    const { rows, report } = await readHere(path);
    expect(rows.map((row) => row.BilledCost)).toEqual([1, 6]);
    expect(report.badRows.map(({ line, column, value }) => [line, column, value])).toEqual([
      [2, 'ChargePeriodStart', 'soon'],
      [3, 'BilledCost', 'NaN'],
      [4, 'BillingCurrency', 'Euro'],
      [5, 'BilledCost', ''],
    ]);
    expect(JSON.parse(report.badRows[0]!.raw)).toEqual({ BilledCost: 2, BillingCurrency: 'USD', ChargePeriodStart: 'soon' });
  });

  it('renamed, missing and repeated columns follow the rules of CSV', async () => {
    const renamed = await readHere(await parquet('old.parquet', `select ${essential}, 'AWS' as providername, 'x' as x_Own`));
    expect(renamed.rows[0]).toMatchObject({ ServiceProviderName: 'AWS', x_Own: 'x' });
    expect(renamed.report).toMatchObject({ renamed: [{ from: 'providername', to: 'ServiceProviderName' }], extraColumns: ['x_Own'] });
    const without = readHere(await parquet('none.parquet', `select 1.0 as Cost, 'USD' as BillingCurrency`));
    await expect(without).rejects.toMatchObject({
      error: { code: 'invalid_input', message: expect.stringContaining('BilledCost, ChargePeriodStart missing') },
    });
    await expect(readHere(await parquet('empty.parquet', `select ${essential} where false`))).rejects.toMatchObject({
      error: { message: 'The file has no rows' },
    });
  });

  it('crosses row groups and pages', async () => {
    const path = await parquet(
      'big.parquet',
      `select n::double as BilledCost, 'USD' as BillingCurrency, '2024-01-01' as ChargePeriodStart, 's' || (n % 1000) as ServiceName from range(150000) t(n)`,
      ', row_group_size 70000',
    );
    const { rows, pages } = await readHere(path);
    expect(pages).toBeGreaterThan(2);
    expect(rows).toHaveLength(150_000);
    expect(rows.every((row, n) => row.BilledCost === n && row.ServiceName === `s${n % 1000}`)).toBe(true);
  });
});
