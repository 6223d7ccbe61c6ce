import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Decimal } from 'decimal.js';
import { describe, expect, test } from 'vitest';
import { cli, cliHere } from '#tests/helpers/cli.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';

const sample = fileURLToPath(new URL('../../../../shared/data/focus/focus_sample_1.0.csv', import.meta.url));
const hasSample = existsSync(sample);

/** A reader of its own, so that the sums below owe nothing to the code under test. */
function parseCsv(text: string): Record<string, string>[] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1)!.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end !== ',') rows.push([]);
  }
  const [header, ...body] = rows.filter((row) => row.length > 1);
  return body.map((row) => Object.fromEntries(header!.map((name, index) => [name, row[index] ?? ''])));
}

interface Costs {
  rows: { period: string; group: string; currency: string; value: number }[];
  asOf: number;
  stale: boolean;
  problems: unknown[];
}

describe.skipIf(!hasSample)(`the FOCUS sample${hasSample ? '' : ' (skipped: no sample beside the repository)'}`, () => {
  const exact = (metric: string) => {
    const sums = new Map<string, Decimal>();
    for (const row of parseCsv(readFileSync(sample, 'utf8'))) {
      const period = new Date(row['ChargePeriodStart']!.replace(' ', 'T').replace(/(Z|[+-]\d\d:?\d\d)?$/, (zone) => zone || 'Z'))
        .toISOString()
        .slice(0, 7);
      const key = `${period} ${row['ProviderName']} ${row['BillingCurrency']}`;
      sums.set(key, (sums.get(key) ?? new Decimal(0)).plus(row[metric] === 'NULL' || row[metric] === '' ? 0 : row[metric]!));
    }
    return sums;
  };

  test('gives the exact sums of the file per provider and month', async () => {
    const home = tempFolder();
    const imported = await cli(['--home', home, 'import', 'focus', sample, '--json']);
    expect(imported.exit).toBe(0);
    expect(imported.json()).toMatchObject({
      rows: 1000,
      rowsKept: 1000,
      rowsBad: 0,
      report: { format: 'csv' },
      job: { state: 'succeeded' },
    });
    for (const metric of ['BilledCost', 'EffectiveCost']) {
      const asked = ['costs', '--group-by', 'ServiceProviderName', '--metric', metric, '--granularity', 'monthly', '--json'];
      const result = (await cli([...asked, '--home', home])).json<Costs>();
      expect(result).toMatchObject({ stale: false, problems: [], asOf: expect.any(Number) });
      const sums = exact(metric);
      expect(result.rows.map(({ period, group, currency }) => `${period} ${group} ${currency}`).sort()).toEqual([...sums.keys()].sort());
      for (const { period, group, currency, value } of result.rows) {
        const sum = sums.get(`${period} ${group} ${currency}`)!;
        const off = sum.minus(value).abs();
        expect(off.lte(sum.abs().times(1e-9)), `${metric} ${group}: ${value} for ${sum.toString()}`).toBe(true);
      }
    }
  });

  test('replaces what an earlier import of the same file brought', async () => {
    const home = tempFolder();
    const first = (await cliHere(['import', 'focus', sample, '--home', home, '--json'])).json<{ connection: { id: string } }>();
    const second = (await cliHere(['import', 'focus', sample, '--home', home, '--json'])).json<{ connection: { id: string } }>();
    expect(second.connection.id).toBe(first.connection.id);
    const charges = (await cliHere(['costs', 'rows', '--home', home, '--json', '--limit', '5'])).json<{ total: number; rows: object[] }>();
    expect(charges.total).toBe(1000);
    expect(charges.rows).toHaveLength(5);
  });

  test('filters, groups by several dimensions and exports', async () => {
    const home = tempFolder();
    await cliHere(['import', 'focus', sample, '--home', home]);
    const asked = [
      '--filter',
      'ServiceProviderName=AWS',
      '--group-by',
      'ServiceProviderName,ServiceName',
      '--granularity',
      'total',
      '--home',
      home,
    ];
    const { rows } = (await cliHere(['costs', ...asked, '--json'])).json<{ rows: { period: null; group: string[] }[] }>();
    expect(rows.length).toBeGreaterThan(1);
    for (const { period, group } of rows) expect([period, group[0], group.length]).toEqual([null, 'AWS', 2]);
    const file = join(home, 'out.csv');
    const exported = await cliHere(['costs', 'export', file, ...asked, '--json']);
    expect(exported).toMatchObject({ exit: 0 });
    expect(exported.json()).toMatchObject({ rows: rows.length });
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(rows.length + 1);
  });
});

test('a file with bad rows keeps the good ones and ends as partial', async () => {
  const home = tempFolder();
  const columns = 'BillingCurrency,ChargePeriodStart,ChargePeriodEnd,BilledCost,EffectiveCost,ServiceName,ProviderName';
  const line = (cost: string) => `USD,2026-01-01T00:00:00Z,2026-01-02T00:00:00Z,${cost},1,Compute,AWS`;
  const file = join(home, 'bad.csv');
  writeFileSync(file, [columns, line('1.5'), line('NaN'), line('2.5'), ''].join('\n'));
  const imported = await cliHere(['import', 'focus', file, '--home', home, '--json']);
  expect(imported.exit).toBe(3);
  expect(imported.json()).toMatchObject({ rowsKept: 2, rowsBad: 1, report: { badRows: [{ line: 3, column: 'BilledCost' }] } });
});

test('a file that is no cost export fails and leaves nothing half-imported', async () => {
  const home = tempFolder();
  const file = join(home, 'notes.csv');
  writeFileSync(file, 'just a note\n');
  const imported = await cliHere(['import', 'focus', file, '--home', home, '--json']);
  expect(imported.exit).toBe(1);
  expect(imported.json()).toMatchObject({ rows: 0, error: { code: 'invalid_input' }, job: { state: 'failed' } });
  const costs = (await cliHere(['costs', '--home', home, '--json'])).json<Costs>();
  expect(costs).toMatchObject({ rows: [], stale: true, problems: [{ connectionName: 'notes.csv', error: { code: 'invalid_input' } }] });
});

test('a file that is not there is named', async () => {
  const imported = await cliHere(['import', 'focus', 'nowhere.csv', '--home', tempFolder(), '--json']);
  expect(imported).toMatchObject({ exit: 1 });
  expect(imported.json()).toMatchObject({ error: { code: 'not_found', message: expect.stringContaining('nowhere.csv') } });
});
