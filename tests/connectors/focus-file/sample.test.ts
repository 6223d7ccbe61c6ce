import { readFileSync } from 'node:fs';
import { Decimal } from 'decimal.js';
import { describe, expect, it } from 'vitest';
import { hasSample, importFile, type Row, samplePath } from './support.ts';

/** The file read with string functions only: an independent witness. */
function witness(): Record<string, string>[] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of readFileSync(samplePath, 'utf8').matchAll(/(?:"((?:[^"]|"")*)"|([^,\n]*))(,|\n|$)/g)) {
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain!);
    if (end === '\n') rows.push([]);
  }
  const [names, ...data] = rows.filter((row) => row.length > 1);
  return data.map((row) => Object.fromEntries(names!.map((name, index) => [name, row[index]!])));
}

function sums(rows: { provider: string; month: string; amount: string | number }[]): Map<string, Decimal> {
  const totals = new Map<string, Decimal>();
  for (const { provider, month, amount } of rows) {
    const key = `${provider} ${month}`;
    totals.set(key, (totals.get(key) ?? new Decimal(0)).plus(amount));
  }
  return totals;
}

describe.skipIf(!hasSample)('the real export of FOCUS 1.0', () => {
  it('keeps all rows and says what it found', async () => {
    const { rows, report } = await importFile(samplePath);
    expect(rows).toHaveLength(1000);
    expect(report).toMatchObject({
      format: 'csv',
      focusVersion: '1.0',
      rowsRead: 1000,
      rowsKept: 1000,
      rowsBad: 0,
      missingMandatory: [],
      extraColumns: ['Id'],
      renamed: [
        { from: 'ProviderName', to: 'ServiceProviderName' },
        { from: 'PublisherName', to: 'HostProviderName' },
      ],
    });
    expect(report.warnings).toEqual(
      expect.arrayContaining([
        { message: 'Dates without a time zone were taken as UTC', rows: 1000, firstLine: 2 },
        expect.objectContaining({ message: 'No value in ContractedCost, which FOCUS requires', rows: 7 }),
      ]),
    );
  });

  it.each(['BilledCost', 'EffectiveCost'])('sums %s per provider and month like exact decimals', async (metric) => {
    const { rows } = await importFile(samplePath);
    const exact = sums(
      witness().map((row) => ({ provider: row.ProviderName!, month: row.ChargePeriodStart!.slice(0, 7), amount: row[metric]! })),
    );
    const ours = sums(
      rows.map((row) => ({
        provider: String(row.ServiceProviderName),
        month: String(row.ChargePeriodStart).slice(0, 7),
        amount: row[metric] as number,
      })),
    );
    expect([...ours.keys()].sort()).toEqual([...exact.keys()].sort());
    for (const [key, sum] of exact) {
      const error = ours.get(key)!.minus(sum).abs();
      expect(error.lte(sum.abs().times(1e-9)), `${key}: ${ours.get(key)!.toString()} for ${sum.toString()}`).toBe(true);
    }
  });

  it('keeps every cell as it stands in the file', async () => {
    const { rows } = await importFile(samplePath);
    const expected = witness().map(({ ProviderName, PublisherName, ...row }) => ({
      ...row,
      ServiceProviderName: ProviderName!,
      HostProviderName: PublisherName!,
    }));
    expect(rows.map(comparable)).toEqual(expected.map(comparable));
    expect(rows.filter((row) => row.AvailabilityZone === '0.02')).toHaveLength(10);
    expect(JSON.parse(rows.find((row) => String(row.Tags).includes('ViennaAI'))!.Tags as string)).toMatchObject({
      business_unit: 'ViennaAI',
    });
  });
});

/** Numbers as numbers, times in one form, no value as null. */
function comparable(row: Row | Record<string, string>): Row {
  const numbers = /Cost$|Quantity$|UnitPrice$/;
  const cell = (name: string, value: string | number | null) => {
    if (value === null || value === '' || value === 'NULL') return null;
    if (numbers.test(name)) return Number(value);
    return /Period(Start|End)$/.test(name) ? String(value).replace(' ', 'T').replace(/Z?$/, 'Z') : value;
  };
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, cell(name, value)]));
}
