import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Refusal } from '#connectors/focus-file/refusal.ts';
import { AppFailure } from '#connectors/sdk.ts';
import { header, line, openFile, readHere, scratchFolder, wholeFile } from './support.ts';

const folder = scratchFolder();
const good = `${header}\n${line('1')}\n`;
const manyRows = `${header}\n${`${line('1')}\n`.repeat(200_000)}`;

async function refusal(path: string): Promise<Refusal['error']> {
  try {
    await readHere(path);
  } catch (cause) {
    if (cause instanceof Refusal) return cause.error;
    throw cause;
  }
  throw new Error('the file was imported');
}

const pack = (text: string) => gzipSync(text);

describe('a file that is refused as a whole', () => {
  const cases: [name: string, content: string | Uint8Array, says: RegExp][] = [
    ['nothing', '', /empty/],
    ['an empty gzip file', pack(''), /empty/],
    ['blank lines', '\n\r\n\n', /empty|no rows/],
    ['a header alone', `${header}\n`, /no rows/],
    ['a header without line end', header, /no rows/],
    ['a byte order mark alone', '\ufeff', /empty|no rows/],
    ['an Excel workbook', new Uint8Array([0x50, 0x4b, 3, 4, 20, 0, 6, 0]), /Excel/],
    ['a PDF', '%PDF-1.7 …', /PDF/],
    ['JSON', '{"BilledCost": 1}', /JSON/],
    ['a list in JSON', ' [{"BilledCost": 1}]', /JSON/],
    ['HTML', '\n<!doctype html><html></html>', /HTML/],
    ['binary data', new Uint8Array(2000).map((_, index) => (index * 7) % 251), /binary/],
    ['Zstandard', new Uint8Array([0x28, 0xb5, 0x2f, 0xfd, 1, 2, 3]), /Zstandard/],
    ['a Parquet file inside gzip', gzipSync('PAR1 and more'), /Parquet file inside gzip/],
    ['a damaged Parquet file', 'PAR1 and nothing of it PAR1', /Parquet file cannot be read/],
    ['a Parquet file cut off', 'PAR1', /Parquet file cannot be read/],
    ['semicolons', good.replaceAll(',', ';'), /separated by semicolons/],
    [
      'semicolons between quoted names',
      '"BilledCost";"BillingCurrency";"ChargePeriodStart"\n1;USD;2024-09-18\n',
      /separated by semicolons/,
    ],
    ['tabs', good.replaceAll(',', '\t'), /separated by tabs/],
    ['vertical bars', good.replaceAll(',', '|'), /separated by vertical bars/],
    ['a 10 MB single line', 'x'.repeat(10_000_000), /Line 1 is longer than 8 MB/],
    ['a 10 MB line among others', `${good}${'y'.repeat(10_000_000)}\n${line('2')}\n`, /Line 3 is longer than 8 MB/],
    ['a column twice', good.replace('ServiceName', 'billedcost'), /BilledCost occurs twice/],
    ['an extra column twice', good.replace('ServiceName,Tags', 'x_A,x_A'), /x_A occurs twice/],
    ['a column without a name', good.replace('ServiceName', ' '), /Column 4 of 5 has no name/],
    ['another kind of CSV', 'name,age,city\nAnn,3,Rome\n', /BilledCost, BillingCurrency, ChargePeriodStart missing/],
    ['no amount', good.replace('BilledCost', 'Cost'), /BilledCost missing/],
    ['a quote never closed', `${good}2,USD,2024-09-18,"open,x\n${line('3')}\n`, /quote opened in line 3 is never closed/],
    ['a quote never closed, long before the end', `${good}2,USD,2024-09-18,"open,x\n${manyRows}`, /quote opened in line 3 is never closed/],
    ['a quote never closed behind the last column', `${good}2,USD,2024-09-18,a,b,"open\n`, /quote opened in line 3 is never closed/],
    ['a quote never closed behind line breaks', `${good}2,USD,2024-09-18,"a\nb","open\n`, /quote opened in line 4 is never closed/],
    ['a quote never closed in the header', '"BilledCost,x\n1,2\n', /never closed/],
    ['text after a quote in the header', '"BilledCost"x,y\n1,2\n', /closing quote/],
    ['line ends of CR alone', good.replaceAll('\n', '\r'), /line ends/i],
  ];

  it.each(cases)('%s', async (name, content, says) => {
    const error = await refusal(await folder.write(`${name.replaceAll(/\W/g, '-')}.csv`, content));
    expect(error.code).toBe('invalid_input');
    expect(error.message).toMatch(says);
    expect(error.hint.length).toBeGreaterThan(20);
  });

  it('a gzip file cut off', async () => {
    const whole = pack(manyRows);
    const error = await refusal(await folder.write('cut.csv.gz', whole.subarray(0, whole.length - 2000)));
    expect(error).toMatchObject({ code: 'invalid_input', message: 'The gzip file ends too early' });
    const one = await refusal(await folder.write('last-byte.csv.gz', pack(good).subarray(0, -1)));
    expect(one.message).toBe('The gzip file ends too early');
  });

  it('a gzip file with a flipped byte', async () => {
    const whole = Uint8Array.from(pack(manyRows));
    whole[whole.length >> 1]! ^= 0xff;
    expect((await refusal(await folder.write('flipped.csv.gz', whole))).message).toMatch(/damaged/);
  });

  it('a file that is not there, and a folder', async () => {
    expect(await refusal(folder.path('none.csv'))).toMatchObject({ code: 'not_found' });
    expect(await refusal(folder.path('.'))).toMatchObject({ code: 'invalid_input', message: 'This is a folder, not a file' });
  });

  it('gives no report when it failed', async () => {
    const session = await openFile(await folder.write('bad.csv', ''));
    const { signal } = new AbortController();
    const pages = session.costs!.read({ scope: wholeFile, signal, cursor: null });
    await expect(pages[Symbol.asyncIterator]().next()).rejects.toThrow('empty');
    expect(() => session.costs!.report!('')).toThrow(AppFailure);
  });
});

describe('a file under a name that does not fit', () => {
  it('is read by its content', async () => {
    const { report, rows } = await readHere(await folder.write('costs.csv', pack(good)));
    expect(report.format).toBe('csv.gz');
    expect(rows).toHaveLength(1);
    expect((await readHere(await folder.write('costs.parquet', good))).report.format).toBe('csv');
  });
});
