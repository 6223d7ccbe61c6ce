import { readFile as readText } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readFile } from '#connectors/focus-file/read-file.ts';
import type { CostBatch } from '#connectors/sdk.ts';
import { header, line, openFile, readHere, scratchFolder } from './support.ts';

const folder = scratchFolder();

async function importLines(...lines: string[]) {
  return readHere(await folder.write('rows.csv', `${[header, ...lines].join('\n')}\n`));
}

describe('bad rows', () => {
  const cases: [what: string, row: string, column: string | null, value: string, reason: RegExp][] = [
    ['NaN', line('NaN'), 'BilledCost', 'NaN', /finite/],
    ['1e400', line('1e400'), 'BilledCost', '1e400', /finite/],
    ['Infinity', line('"Infinity"'), 'BilledCost', 'Infinity', /finite/],
    ['words', line('"a ""b"""'), 'BilledCost', 'a "b"', /finite/],
    ['a decimal comma', line('"1,5"'), 'BilledCost', '1,5', /finite/],
    ['no amount', line(''), 'BilledCost', '', /No value/],
    ['a NULL amount', line('NULL'), 'BilledCost', '', /No value/],
    ['no currency', '1,,2024-09-18,a,', 'BillingCurrency', '', /No value/],
    ['a currency in words', '1,Euros,2024-09-18,a,', 'BillingCurrency', 'Euros', /ISO 4217/],
    ['no start', '1,USD,NULL,a,', 'ChargePeriodStart', '', /No value/],
    ['a start in words', '1,USD,yesterday,a,', 'ChargePeriodStart', 'yesterday', /date/],
    ['a day that does not exist', '1,USD,2024-02-30,a,', 'ChargePeriodStart', '2024-02-30', /date/],
    ['a quoted bad start', '1,USD,"18/09/2024",a,', 'ChargePeriodStart', '18/09/2024', /date/],
    ['too few fields', '1,USD,2024-09-18', null, '', /3 fields instead of 5/],
    ['too many fields', `${line('1')},more,"and ""more"""`, null, '', /7 fields instead of 5/],
    ['text after a quote', '1,USD,2024-09-18,"a"b,', null, '', /closing quote/],
  ];

  it.each(cases)('%s: listed with line and reason, the rows around it kept', async (_what, row, column, value, reason) => {
    const { rows, report } = await importLines(line('1'), row, line('3'));
    expect(rows.map((each) => each.BilledCost)).toEqual([1, 3]);
    expect(report).toMatchObject({ rowsRead: 3, rowsKept: 2, rowsBad: 1 });
    expect(report.badRows).toEqual([{ line: 3, column, value, reason: expect.stringMatching(reason), raw: row }]);
  });

  it('counts physical lines: breaks inside quotes, CRLF, blank lines', async () => {
    const text = [
      header,
      line('1', '"two\r\nlines"'),
      '',
      line('2', '"two\r\nlines"'),
      line('x'),
      line('3', '"a\n\n\nb"'),
      line('y', '"p\nq"'),
      line('z'),
    ].join('\r\n');
    const { rows, report } = await readHere(await folder.write('lines.csv', text));
    expect(rows.map((row) => row.BilledCost)).toEqual([1, 2, 3]);
    expect(report.badRows.map((row) => [row.line, row.value])).toEqual([
      [7, 'x'],
      [12, 'y'],
      [14, 'z'],
    ]);
    expect(report.badRows[1]!.raw).toBe(line('y', '"p\nq"'));
  });

  it('names the column as the file does', async () => {
    const { report } = await readHere(
      await folder.write('names.csv', ' billedcost ,BILLINGCURRENCY,ChargePeriodStart\nx,USD,2024-01-01\n1,USD,2024-01-01\n'),
    );
    expect(report.badRows[0]).toMatchObject({ line: 2, column: 'billedcost', value: 'x' });
  });

  it('a bad value in any number or time column makes the row bad, rather than lose it', async () => {
    const text =
      'BilledCost,BillingCurrency,ChargePeriodStart,EffectiveCost,BillingPeriodEnd\n1,USD,2024-01-01,abc,\n2,USD,2024-01-01,,soon\n3,USD,2024-01-01,,\n';
    const { rows, report } = await readHere(await folder.write('other.csv', text));
    expect(rows).toHaveLength(1);
    expect(report.badRows.map((row) => row.column)).toEqual(['EffectiveCost', 'BillingPeriodEnd']);
  });

  it('lists 1,000, counts and exports all', async () => {
    const path = await folder.write(
      'many.csv',
      `${[header, ...Array.from({ length: 2500 }, (_, n) => (n % 5 === 0 ? line('1') : line(`bad ${n}`, `"say ""hi"""`)))].join('\n')}\n`,
    );
    const { report, rows } = await readHere(path);
    expect(report).toMatchObject({ rowsRead: 2500, rowsKept: 500, rowsBad: 2000 });
    expect(rows).toHaveLength(500);
    expect(report.badRows).toHaveLength(1000);
    expect(report.warnings).toContainEqual({
      message: 'Bad rows beyond the first 1000 are counted but not listed',
      rows: 1000,
      firstLine: null,
    });
    const session = await openFile(path);
    const target = folder.path('bad.csv');
    expect(await session.costs!.exportBadRows!({ target, signal: new AbortController().signal })).toEqual({ rows: 2000 });
    const exported = (await readText(target, 'utf8')).trimEnd().split('\r\n');
    expect(exported).toHaveLength(2001);
    expect(exported[0]).toBe('line,column,value,reason,raw');
    expect(exported.at(-1)).toBe(
      '2501,"BilledCost","bad 2499","Not a finite decimal number","bad 2499,USD,2024-09-18T22:00:00Z,""say """"hi"""""","',
    );
  });

  it('leaves no text of a bad row in the dictionaries', async () => {
    const pages: CostBatch[] = [];
    const emit = async (batch: CostBatch) => pages.push(batch) > 0;
    const path = await folder.write(
      'texts.csv',
      [header, line('1', 'a'), line('x', 'lost'), line('2', 'b'), line('y', 'b'), line('3', 'a')].join('\n'),
    );
    await readFile({ path, badRowsTo: null, emit });
    expect(pages[0]!.columns.ServiceName).toEqual({
      kind: 'text',
      codes: Uint32Array.of(1, 2, 1),
      bytes: new TextEncoder().encode('ab'),
      offsets: Uint32Array.of(0, 1, 2),
    });
  });

  it('caps what the report keeps of a long row', async () => {
    const { report } = await importLines(line(`"${'9'.repeat(5000)}x"`), line('1'));
    expect(report.badRows[0]!.value).toHaveLength(200);
    expect(report.badRows[0]!.raw).toHaveLength(2000);
  });

  it('a file of bad rows only is read, with nothing kept', async () => {
    const { rows, report } = await importLines(line('x'), line('y'));
    expect(rows).toEqual([]);
    expect(report).toMatchObject({ rowsRead: 2, rowsKept: 0, rowsBad: 2 });
  });
});
