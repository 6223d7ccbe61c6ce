import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { header, line, readHere, scratchFolder } from './support.ts';

const folder = scratchFolder();
const read = async (content: string | Uint8Array) => readHere(await folder.write('odd.csv', content));
const utf16 = (text: string) => Buffer.from(text, 'utf16le');

describe('encodings', () => {
  const text = `${header}\n${line('1', 'Zürich')}\n${line('2', '"A€B – ça"')}\n${line('3', 'plain')}\n`;
  const names = ['Zürich', 'A€B – ça', 'plain'];

  it('UTF-8, with and without byte order mark', async () => {
    for (const mark of ['', '\ufeff']) {
      const { rows, report } = await read(mark + text);
      expect(rows.map((row) => row.ServiceName)).toEqual(names);
      expect(report.warnings).toEqual([]);
    }
  });

  it('Windows-1252: nothing lost, and said', async () => {
    const bytes = Uint8Array.from(text, (character) => ({ '€': 0x80, '–': 0x96 })[character] ?? character.charCodeAt(0));
    for (const content of [bytes, gzipSync(bytes)]) {
      const { rows, report } = await read(content);
      expect(rows.map((row) => row.ServiceName)).toEqual(names);
      expect(report.warnings).toEqual([{ message: 'Lines that are not UTF-8 were read as Windows-1252 (Latin-1)', rows: 2, firstLine: 2 }]);
    }
  });

  it('one Latin-1 line far into a UTF-8 file', async () => {
    const many = Buffer.from(`${header}\n${`${line('1', 'Zürich')}\n`.repeat(100_000)}`);
    const bytes = Buffer.concat([many, Buffer.from(`${line('2', 'Z\u00fcrich')}\n`, 'latin1'), Buffer.from(`${line('3', 'Zürich')}\n`)]);
    const { rows, report } = await read(bytes);
    expect(rows).toHaveLength(100_002);
    expect(new Set(rows.map((row) => row.ServiceName))).toEqual(new Set(['Zürich']));
    expect(report.warnings).toEqual([expect.objectContaining({ rows: 1, firstLine: 100_002 })]);
  });

  it('UTF-16, marked or not, either byte order', async () => {
    for (const content of [
      utf16(`\ufeff${text}`),
      utf16(text),
      Buffer.from(utf16(`\ufeff${text}`)).swap16(),
      Buffer.from(utf16(text)).swap16(),
    ])
      expect((await read(content)).rows.map((row) => row.ServiceName)).toEqual(names);
  });
});

describe('columns', () => {
  it('match in any case, with blanks around, quoted', async () => {
    const { rows, report } = await read('"billedcost", BillingCurrency ,chargeperiodSTART,"service name"\n1,usd,2024-01-01T00:00:00Z,a\n');
    expect(rows).toEqual([{ BilledCost: 1, BillingCurrency: 'USD', ChargePeriodStart: '2024-01-01T00:00:00Z', 'service name': 'a' }]);
    expect(report.extraColumns).toEqual(['service name']);
  });

  it('older names are replaced, unless the newer one is there too', async () => {
    const rest = 'BilledCost,BillingCurrency,ChargePeriodStart';
    const old = await read(`ProviderName,PublisherName,${rest}\nAWS,Amazon,1,USD,2024-01-01\n`);
    expect(old.rows[0]).toMatchObject({ ServiceProviderName: 'AWS', HostProviderName: 'Amazon' });
    expect(old.report.renamed).toHaveLength(2);
    const both = await read(`ProviderName,ServiceProviderName,${rest}\nAWS,Reseller,1,USD,2024-01-01\n`);
    expect(both.rows[0]).toMatchObject({ ProviderName: 'AWS', ServiceProviderName: 'Reseller' });
    expect(both.report).toMatchObject({ renamed: [], focusVersion: '1.3' });
  });

  it('missing mandatory columns are reported, the rows kept', async () => {
    const { rows, report } = await read('BilledCost,BillingCurrency,ChargePeriodStart\n1,USD,2024-01-01\n');
    expect(rows).toHaveLength(1);
    expect(report.missingMandatory).toEqual(expect.arrayContaining(['EffectiveCost', 'ServiceName', 'BillingAccountId']));
    expect(report.missingMandatory).not.toContain('BilledCost');
  });

  it('a column called like a part of every object is a column', async () => {
    const { rows } = await read('BilledCost,BillingCurrency,ChargePeriodStart,__proto__,constructor\n1,USD,2024-01-01,a,b\n');
    expect(Object.entries(rows[0]!)).toEqual(
      expect.arrayContaining([
        ['constructor', 'b'],
        ['__proto__', 'a'],
      ]),
    );
    expect(Object.getPrototypeOf(rows[0])).toBe(Object.prototype);
  });
});

describe('values', () => {
  it('times come as UTC', async () => {
    const times = [
      '2024-09-18 22:00:00',
      '2024-09-18T22:00Z',
      '2024-09-19T00:00:00+02:00',
      '2024-09-18T16:30:00-0530',
      '2024-09-18T22:00:00.000Z',
      '"2024-09-18 22:00:00 UTC"',
    ];
    const { rows, report } = await read(`BilledCost,BillingCurrency,ChargePeriodStart\n${times.map((time) => `1,USD,${time}\n`).join('')}`);
    expect(rows.map((row) => row.ChargePeriodStart)).toEqual(times.map(() => '2024-09-18T22:00:00Z'));
    expect(report.warnings).toEqual([{ message: 'Dates without a time zone were taken as UTC', rows: 1, firstLine: 2 }]);
  });

  it('tags that are no JSON object are kept as one tag', async () => {
    const { rows, report } = await read(
      `${header}\n${line('1', 'a', '"{""k"": ""v""}"')}\n${line('2', 'a', 'team=x')}\n${line('3', 'a', '"say ""hi"""')}\n${line('4', 'a', 'NULL')}\n`,
    );
    expect(rows.map((row) => row.Tags && JSON.parse(String(row.Tags)))).toEqual([
      { k: 'v' },
      { Tags: 'team=x' },
      { Tags: 'say "hi"' },
      null,
    ]);
    expect(report.warnings).toEqual([{ message: 'Tags that are not a JSON object were kept as one tag', rows: 2, firstLine: 3 }]);
  });

  it('quotes inside unquoted values stand for themselves', async () => {
    const { rows } = await read(`${header}\n${line('1', '5" disk')}\n${line('2', '"5"" disk"')}\n${line('3', '5"" disk')}\n`);
    expect(rows.map((row) => row.ServiceName)).toEqual(['5" disk', '5" disk', '5"" disk']);
  });

  it('a page boundary changes nothing', async () => {
    const count = 140_000;
    const { rows, pages, report } = await read(
      `${header}\n${Array.from({ length: count }, (_, n) => line(String(n), `s${n % 70_000}`)).join('\n')}`,
    );
    expect(pages).toBe(3);
    expect(report.rowsKept).toBe(count);
    expect(rows.every((row, n) => row.BilledCost === n && row.ServiceName === `s${n % 70_000}`)).toBe(true);
  });
});
