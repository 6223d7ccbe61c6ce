import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalOf, readNumber } from '#connectors/focus-file/number-text.ts';
import { header, line, readHere, scratchFolder } from './support.ts';

const folder = scratchFolder();

const piece = fc.oneof(
  fc.constantFrom('"', '""', ',', '\n', '\r\n', ' ', 'NULL', 'é', '漢字', '😀', '{"a": "b"}', 'us-east-1'),
  fc.string({ unit: 'grapheme' }),
);
/** Text without a lone CR, which CSV cannot tell from a line end at the end of an unquoted cell. */
const text = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join('').replaceAll('\r', ''));
/** Without -0, which prints as 0. */
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const rowOf = fc.record({ cost: number, a: text, b: text });

const asRead = (value: string) => (value === '' || value === 'NULL' ? null : value);

describe('CSV of any content', () => {
  it('comes back as it was written', async () => {
    const lineEnds = fc.constantFrom('\n', '\r\n');
    await fc.assert(
      fc.asyncProperty(
        fc.array(rowOf, { minLength: 1, maxLength: 30 }),
        fc.boolean(),
        lineEnds,
        fc.integer({ min: 1, max: 200 }),
        async (rows, quoted, end, chunk) => {
          const records = rows.map(({ cost, a, b }) => [String(cost), 'USD', '2024-01-01', a, b]);
          const csv = stringify([['BilledCost', 'BillingCurrency', 'ChargePeriodStart', 'x_A', 'x_B'], ...records], {
            quoted,
            record_delimiter: end,
            quoted_match: /\n/,
          });
          const path = await folder.write('random.csv', csv);
          const { rows: read, report } = await readHere(path, chunk);
          expect(report.badRows).toEqual([]);
          expect(read.map((row) => [row.BilledCost, row.x_A, row.x_B])).toEqual(rows.map(({ cost, a, b }) => [cost, asRead(a), asRead(b)]));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('does not depend on where the chunks of the file end', async () => {
    const csv = [
      `\ufeff${header.replace('ServiceName', '"Service\nName"')}`,
      line('0.1', '"a ""quoted"", text\r\nin two lines"', '"{""k"": ""é漢""}"'),
      line('1e3', 'NULL'),
      line('oops', 'bad'),
      line('"-2.50"', 'plain'),
      line('3', '"a ""quoted"", text\r\nin two lines"'),
      '4,USD',
    ].join('\r\n');
    const path = await folder.write('small.csv', csv);
    const whole = await readHere(path);
    expect(whole.rows).toHaveLength(4);
    for (let chunk = 1; chunk < Buffer.byteLength(csv); chunk++) {
      const { rows, report } = await readHere(path, chunk);
      expect(rows, `chunks of ${chunk} bytes`).toEqual(whole.rows);
      expect(report, `chunks of ${chunk} bytes`).toEqual(whole.report);
    }
  });
});

describe('numbers', () => {
  const bytesOf = (cell: string) => new TextEncoder().encode(`${cell},        `);
  const read = (cell: string) => {
    const values = new Float64Array(1);
    const bytes = bytesOf(cell);
    return readNumber(bytes, new DataView(bytes.buffer), 0, values, 0) >= 0 ? values[0] : decimalOf(cell.replaceAll('"', ''));
  };
  const digits = (max: number) => fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: max }).map((list) => list.join(''));
  const decimalText = fc
    .record({
      sign: fc.constantFrom('', '-', '+'),
      whole: digits(22),
      fraction: digits(30),
      zeros: fc.nat(25),
      exponent: fc.constantFrom('', 'e5', 'E-7', 'e+300', 'e-320'),
    })
    .map(
      ({ sign, whole, fraction, zeros, exponent }) =>
        `${sign}${whole === '' && fraction === '' ? '0' : whole}.${fraction}${'0'.repeat(zeros)}${exponent}`,
    )
    .map((text) => text.replace(/(^|[+-])\.(e|E|$)/, '$10.$2'));

  it('equal Number(text) bit for bit', () => {
    fc.assert(
      fc.property(decimalText, fc.boolean(), (text, quoted) => {
        const expected = Number.isFinite(Number(text)) ? Number(text) : undefined;
        expect(Object.is(read(quoted ? `"${text}"` : text), expected), text).toBe(true);
      }),
      { numRuns: 5000 },
    );
    fc.assert(
      fc.property(number, (value) => Object.is(read(String(value)), value)),
      { numRuns: 2000 },
    );
  });

  it.each([
    '0.00000080000',
    '2.000000000000000',
    '12.002007490000000',
    '9007199254740993',
    '-0',
    '.5',
    '5.',
    '1e-7',
    '0.1',
    '123456789012345678901234567890',
  ])('%s', (text) => {
    expect(Object.is(read(text), Number(text))).toBe(true);
  });

  it.each(['NaN', 'Infinity', '1e400', '-1e400', '0x10', '1,5', '1.234,5', '1 000', '$5', '1.2.3', '-', '.', 'e5', '1e', '--1', 'null'])(
    'refuses %s',
    (text) => {
      expect(read(`"${text}"`)).toBeUndefined();
    },
  );

  it.each(['', 'NULL', '""', '"NULL"', ' ', '" "'])('takes %j as no value', (text) => {
    expect(read(text)).toBeNaN();
  });
});
