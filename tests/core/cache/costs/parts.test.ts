import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { epochDay, monthText, shiftMonth } from '#core/cache/costs/calendar.ts';
import type { ColumnData } from '#core/cache/costs/column.ts';
import { ColumnCache } from '#core/cache/costs/column-cache.ts';
import { decodeColumn, encodeColumn } from '#core/cache/costs/column-codec.ts';
import { SumTable } from '#core/cache/costs/compensated-sum.ts';
import { type GroupPart, groupRows } from '#core/cache/costs/group-rows.ts';
import { splitByMonth } from '#core/cache/costs/month-split.ts';
import { cellAt } from '#core/cache/costs/row-query.ts';
import { readBatch } from '#core/capabilities/read-batch.ts';
import { page } from './store-fixture.ts';

const Exact = Decimal.clone({ precision: 80 });

const cells = (column: ColumnData, rows: number) => Array.from({ length: rows }, (_, row) => cellAt(column, row));

function stored(values: (string | number | null)[], name: string, zstd: boolean): ColumnData {
  const batch = page(values.map((value) => ({ [name]: value })));
  const encoded = encodeColumn(batch.columns[name]!, zstd);
  return decodeColumn({ ...encoded, data: new Uint8Array(encoded.data) }, values.length);
}

describe('stored columns', () => {
  it('come back as they were', () => {
    const texts = fc.array(fc.option(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 })), { minLength: 1, maxLength: 400 });
    const numbers = fc.array(fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })), { minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(texts, fc.boolean(), (values, zstd) => {
        expect(cells(stored(values, 'SkuId', zstd), values.length)).toEqual(values);
      }),
    );
    fc.assert(
      fc.property(numbers, fc.boolean(), (values, zstd) => {
        expect(cells(stored(values, 'ListCost', zstd), values.length)).toEqual(values);
      }),
    );
  });

  it.each([1, 255, 256, 65_535, 65_536])('hold %i distinct texts', (count) => {
    const values = Array.from({ length: count }, (_, index) => `text ${index}`);
    expect(cells(stored(values, 'SkuId', true), count)).toEqual(values);
  });

  it('take one value where all rows have the same', () => {
    const same = Array.from({ length: 1000 }, () => 'same');
    expect(stored(same, 'SkuId', true)).toMatchObject({ codes: null, constant: 1 });
    expect(
      stored(
        same.map(() => 5),
        'ListCost',
        true,
      ),
    ).toMatchObject({ values: null, constant: 5 });
  });
});

describe('days', () => {
  it('are read from ISO 8601 only', () => {
    expect(epochDay('1970-01-02T23:59:59Z')).toBe(1);
    expect(epochDay('2024-02-29')).toBe(19_782);
    for (const text of ['2023-02-29', '2024-13-01', '2024-00-10', '18.09.2024', '2024-1-1', '']) expect(epochDay(text)).toBeNull();
    expect(monthText(19_782)).toBe('2024-02');
    expect([shiftMonth('2024-01', -1), shiftMonth('2024-12', 1)]).toEqual(['2023-12', '2025-01']);
  });
});

describe('splitting by month', () => {
  it('keeps every row and every value', () => {
    const row = fc.record({
      ChargePeriodStart: fc.constantFrom('2024-01-31T00:00:00Z', '2024-02-01T00:00:00Z', '2024-02-02T00:00:00Z', '2025-02-01T00:00:00Z'),
      ServiceName: fc.option(fc.constantFrom('a', 'b')),
      BilledCost: fc.integer(),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), (rows) => {
        const batch = page(rows);
        const parts = splitByMonth(batch);
        const names = parts.flatMap(({ month, batch }) => readBatch(batch).map((row) => ({ month, ...row })));
        expect(
          names.every(({ month, ChargePeriodStart }: Record<string, unknown>) => String(ChargePeriodStart).startsWith(String(month))),
        ).toBe(true);
        const sorted = (list: object[]) => list.map((row) => JSON.stringify(row)).toSorted();
        expect(sorted(names.map(({ month: _month, ...row }) => row))).toEqual(sorted(readBatch(batch)));
      }),
    );
  });
});

describe('compensated sums', () => {
  it('are within a rounding of the exact sum in any order', () => {
    // Whole numbers times powers of two, so that the decimal is exactly the double.
    const term = fc.tuple(fc.maxSafeInteger(), fc.integer({ min: -40, max: 10 }));
    fc.assert(
      fc.property(fc.array(term, { maxLength: 200 }), (terms) => {
        const sums = new SumTable();
        for (const [whole, power] of terms) sums.add(3, whole * 2 ** power);
        const exact = terms.map(([whole, power]) => new Exact(whole).times(new Exact(2).pow(power)));
        const sum = exact.reduce((total, value) => total.plus(value), new Exact(0));
        const size = exact.reduce((total, value) => total.plus(value.abs()), new Exact(0));
        expect(sum.minus(sums.get(3)).abs().toNumber()).toBeLessThanOrEqual(sum.abs().toNumber() * 2.3e-16 + size.toNumber() * 1e-27);
      }),
    );
  });
});

describe('grouping rows', () => {
  const codes = (values: number[]) => ({ kind: 'text', codes: Uint32Array.from(values), constant: 0 }) as unknown as GroupPart['column'];

  function check(columns: { values: number[]; size: number }[], rows: number): void {
    const parts = columns.map(
      ({ values, size }): GroupPart => ({
        column: codes(values),
        map: Int32Array.from({ length: size }, (_, k) => (k === 7 ? -1 : k)),
        size,
      }),
    );
    const groups = groupRows(parts, rows);
    const kept = groups.rows ? [...groups.rows] : Array.from({ length: groups.length }, (_, row) => row);
    const at = (row: number) => columns.map(({ values }) => values[row]!);
    expect(kept).toEqual(Array.from({ length: rows }, (_, row) => row).filter((row) => !at(row).includes(7)));
    const seen = new Map<string, number>();
    kept.forEach((row, place) => {
      const id = groups.ids?.[place] ?? 0;
      const name = at(row).join();
      if (!seen.has(name)) seen.set(name, id);
      expect(id).toBe(seen.get(name));
      expect(at(groups.first[id]!).join()).toBe(name);
    });
    const { count } = groups;
    expect(new Set(seen.values()).size).toBe(count);
  }

  it('tells combinations apart, however many there are', () => {
    const column = (rows: number) =>
      fc
        .constantFrom(2, 9, 1000, 40_000, 900_000, 1_100_000)
        .chain((size) => fc.record({ size: fc.constant(size), values: fc.array(fc.nat(size - 1), { minLength: rows, maxLength: rows }) }));
    fc.assert(
      fc.property(fc.array(column(60), { minLength: 1, maxLength: 6 }), (columns) => check(columns, 60)),
      { numRuns: 20 },
    );
  });
});

describe('the column cache', () => {
  afterEach(() => void vi.useRealTimers());
  const column = (bytes: number) => ({ kind: 'number' as const, values: new Float64Array(bytes / 8), constant: Number.NaN });

  it('keeps within its bound and drops what was not used longest', () => {
    const cache = new ColumnCache(2500, 1000);
    cache.put(1, column(1000));
    cache.put(2, column(1000));
    cache.get(1);
    cache.put(3, column(1000));
    expect([cache.get(1), cache.get(2), cache.get(3)].map((found) => found !== undefined)).toEqual([true, false, true]);
    expect(cache.size).toBeLessThanOrEqual(2500);
    cache.clear();
  });

  it('releases everything when it was idle', () => {
    vi.useFakeTimers();
    const cache = new ColumnCache(1e6, 1000);
    cache.put(1, column(800));
    vi.advanceTimersByTime(900);
    cache.get(1);
    vi.advanceTimersByTime(900);
    expect(cache.get(1)).toBeDefined();
    vi.advanceTimersByTime(1100);
    expect(cache.get(1)).toBeUndefined();
    expect(cache.size).toBe(0);
  });
});
