import { describe, expect, it } from 'vitest';
import type { ExchangeRate } from '#shared/model/cost.ts';
import { ask, askRows, load, openStore, outcome, page } from './store-fixture.ts';

const rate = (from: string, to: string, rate: number, date: string, source = 'test'): ExchangeRate => ({ from, to, rate, date, source });

describe('currencies', () => {
  const rows = [
    { BilledCost: 100, BillingCurrency: 'USD', ServiceName: 'S' },
    { BilledCost: 10, BillingCurrency: 'EUR', ServiceName: 'S' },
    { BilledCost: 1000, BillingCurrency: 'JPY', ServiceName: 'S' },
  ];
  const query = { groupBy: ['ServiceName' as const], granularity: 'total' as const };
  const sums = (result: ReturnType<typeof ask>) => result.rows.map(({ currency, value }) => [currency, value]);

  it('are apart unless asked', () => {
    const { store } = openStore();
    load(store, rows);
    expect(sums(ask(store, query))).toEqual([
      ['EUR', 10],
      ['JPY', 1000],
      ['USD', 100],
    ]);
  });

  it('are converted at the newest rate, also the inverse one; those without a rate stay apart and are named', () => {
    const { store } = openStore();
    load(store, rows);
    const rates = [rate('USD', 'EUR', 0.5, '2024-01-01'), rate('EUR', 'USD', 4, '2024-06-01')];
    const result = ask(store, { ...query, currency: { convertTo: 'EUR' } }, rates);
    expect(sums(result)).toEqual([
      ['EUR', 35],
      ['JPY', 1000],
    ]);
    expect(result.ratesUsed).toEqual([rates[1]]);
    expect(result.currenciesWithoutRate).toEqual(['JPY']);
  });

  it("prefer the person's rate to one that came with the data, even an older one", () => {
    const { store } = openStore();
    load(store, rows, { rates: [rate('USD', 'EUR', 0.8, '2024-09-01', 'invoice'), rate('JPY', 'EUR', 0.01, '2024-09-01', 'invoice')] });
    const own = [rate('USD', 'EUR', 0.9, '2020-01-01', 'settings')];
    const result = ask(store, { ...query, currency: { convertTo: 'EUR' } }, own);
    expect(sums(result)).toEqual([['EUR', 110]]);
    expect(result.ratesUsed.map(({ source }) => source).toSorted()).toEqual(['invoice', 'settings']);
  });
});

describe('top', () => {
  it('keeps the largest groups by size, credits too, and sums the rest', () => {
    const { store } = openStore();
    load(store, [
      ...[
        ['A', 5],
        ['B', -90],
        ['C', 70],
        ['D', 2],
      ].map(([ServiceName, BilledCost]) => ({ ServiceName: ServiceName as string, BilledCost: BilledCost as number })),
      { ServiceName: 'D', BilledCost: 1, BillingCurrency: 'EUR' },
    ]);
    expect(
      ask(store, { groupBy: ['ServiceName'], top: 2 }).rows.map(({ groups, other, currency, value }) => [
        groups[0],
        other,
        currency,
        value,
      ]),
    ).toEqual([
      ['D', false, 'EUR', 1],
      ['B', false, 'USD', -90],
      ['C', false, 'USD', 70],
      [null, true, 'USD', 7],
    ]);
  });
});

describe('charge rows', () => {
  const charges = Array.from({ length: 50 }, (_, k) => ({
    BilledCost: k % 7 === 3 ? null : (k * 37) % 50,
    ServiceName: k % 3 === 0 ? null : `S${(k * 11) % 20}`,
    ChargePeriodStart: `2024-0${1 + (k % 2)}-10T00:00:00Z`,
    ResourceId: `r${k}`,
    Extra: k === 4 ? 'own column' : null,
  })).map(({ BilledCost, ...row }) => ({ ...row, BilledCost: BilledCost ?? 0, ListCost: BilledCost }));

  function fill() {
    const fixture = openStore();
    load(fixture.store, charges, { size: 16 });
    return fixture;
  }

  it('come in file order within a month, page by page, with FOCUS columns first', () => {
    const { store } = fill();
    const all = askRows(store, { limit: 1000 });
    expect(all.total).toBe(50);
    expect(all.columns.slice(0, 3)).toEqual(['BilledCost', 'BillingCurrency', 'ChargePeriodStart']);
    expect(all.columns.at(-1)).toBe('Extra');
    const paged = [0, 20, 40].flatMap((offset) => askRows(store, { offset, limit: 20 }).rows);
    expect(paged).toEqual(all.rows);
    const id = all.columns.indexOf('ResourceId');
    const january = askRows(store, { range: { start: '2024-01-01', end: '2024-02-01' }, limit: 1000 }).rows.map((row) => row[id]);
    expect(january).toEqual(charges.filter((_, k) => k % 2 === 0).map(({ ResourceId }) => ResourceId));
  });

  it.each([
    ['ListCost', false],
    ['ListCost', true],
    ['ServiceName', false],
    ['ServiceName', true],
    ['Missing', true],
  ])('are sorted by %s, descending %s, without a value last', (column, descending) => {
    const { store } = fill();
    const result = askRows(store, { sort: { column, descending }, limit: 1000 });
    const values = result.rows.map((row) => row[result.columns.indexOf(column)] ?? null);
    const present = values.filter((value) => value !== null);
    const expected = present.toSorted((a, b) => (a === b ? 0 : a < b ? -1 : 1) * (descending ? -1 : 1));
    expect(values).toEqual([...expected, ...values.filter((value) => value === null)]);
    const paged = [0, 7, 33].map((offset) => askRows(store, { sort: { column, descending }, offset, limit: 5 }).rows);
    expect(paged).toEqual([0, 7, 33].map((offset) => result.rows.slice(offset, offset + 5)));
  });

  it('keep columns with equal numbers once', () => {
    const { store, db } = openStore();
    const costs = [
      { BilledCost: 1.5, ListCost: 1.5, ConsumedQuantity: null },
      { BilledCost: 2, ListCost: 2, ConsumedQuantity: 7 },
      { BilledCost: 0, ListCost: null },
    ];
    load(store, costs.slice(0, 2));
    const result = askRows(store, {});
    const cells = (name: string) => result.rows.map((row) => row[result.columns.indexOf(name)]);
    expect([cells('BilledCost'), cells('EffectiveCost'), cells('ListCost'), cells('ConsumedQuantity')]).toEqual([
      [1.5, 2],
      [1.5, 2],
      [1.5, 2],
      [null, 7],
    ]);
    expect(ask(store, { metric: 'ListCost', groupBy: ['SkuId'] }).rows[0]!.value).toBe(3.5);
    const aliases = db
      .prepare("SELECT count(*) FROM cost_blobs JOIN cost_segments s ON s.id = key >> 16 WHERE kind = 2 AND cube = ''")
      .pluck();
    expect(aliases.get()).toBe(2);
    load(store, costs);
    expect(aliases.get()).toBe(3);
  });

  it('are filtered like the figure they stand behind', () => {
    const { store } = fill();
    const filters = [{ dimension: 'ServiceName', op: 'notIn', values: ['S1', null] }];
    const result = askRows(store, { filters, limit: 1000 });
    expect(result.total).toBe(charges.filter(({ ServiceName }) => ServiceName !== null && ServiceName !== 'S1').length);
    expect(result.rows).toHaveLength(result.total);
  });

  it('are none for a filter that nothing passes', () => {
    const { store } = fill();
    expect(askRows(store, { filters: [{ dimension: 'RegionId', op: 'in', values: ['x'] }] })).toMatchObject({ rows: [], total: 0 });
  });
});

describe('pickers and totals', () => {
  it('list values by charge rows, searched in any case', () => {
    const { store } = openStore();
    load(
      store,
      ['Alpha', 'beta', 'beta', 'ALPHABET', null].map((ServiceName) => ({ ServiceName, Tags: ServiceName ? { app: ServiceName } : null })),
    );
    const range = { start: null, end: null };
    expect(store.values({ dimension: 'ServiceName', search: '', range, limit: 2 })).toEqual([
      { value: 'beta', total: 2 },
      { value: null, total: 1 },
    ]);
    expect(store.values({ dimension: 'tag:app', search: 'alp', range, limit: 10 }).map(({ value }) => value)).toEqual([
      'Alpha',
      'ALPHABET',
    ]);
  });

  it('sum the charges of one resource per currency', () => {
    const { store } = openStore();
    load(store, [
      { ResourceId: 'vm', BilledCost: 2 },
      { ResourceId: 'vm', BilledCost: 3, BillingCurrency: 'EUR' },
      { ResourceId: 'other', BilledCost: 50 },
    ]);
    const filters = [{ dimension: 'ResourceId' as const, op: 'in' as const, values: ['vm'] }];
    expect(store.total({ filters, range: { start: '2024-09-01', end: '2024-10-01' }, metric: 'BilledCost' })).toEqual([
      { currency: 'USD', value: 2 },
      { currency: 'EUR', value: 3 },
    ]);
    expect(store.total({ filters, range: { start: '2024-10-01', end: null }, metric: 'BilledCost' })).toEqual([]);
  });

  it('name only the freshness of connections that the query can see', () => {
    const { store } = openStore();
    load(store, [{}], { connectionId: 'a' });
    load(store, [{ BilledCost: 5 }], { connectionId: 'b' });
    const result = ask(store, { groupBy: ['ConnectionId'], filters: [{ dimension: 'ConnectionId', op: 'in', values: ['b'] }] });
    expect(result.rows.map(({ groups, value }) => [groups[0], value])).toEqual([['b', 5]]);
    expect(result.sets.map(({ connectionId }) => connectionId)).toEqual(['b']);
  });

  it('say what is there, empty or not', () => {
    const { store } = openStore();
    expect(store.inventory()).toEqual({ firstDay: null, lastDay: null, rows: 0, currencies: [], dimensions: [], sets: [] });
    expect(store.overview({ currency: null, rates: [] })).toEqual({ cost: [], topServices: [], ratesUsed: [], sets: [] });
    load(store, [
      { ServiceName: 'S', ChargePeriodStart: '2024-02-28T00:00:00Z' },
      { BillingCurrency: 'EUR', ChargePeriodStart: '2024-03-02T00:00:00Z', Tags: { 'b key': '1', a: '2' } },
    ]);
    expect(store.inventory()).toMatchObject({
      firstDay: '2024-02-28',
      lastDay: '2024-03-02',
      rows: 2,
      currencies: ['EUR', 'USD'],
      dimensions: ['ServiceName', 'BillingCurrency', 'ConnectionId', 'tag:a', 'tag:b key'],
    });
  });
});

describe('the overview', () => {
  it('compares the newest month with the same days of the month before', () => {
    const { store } = openStore();
    const day = (text: string, BilledCost: number, ServiceName = 'S') => ({
      ChargePeriodStart: `${text}T05:00:00Z`,
      BilledCost,
      ServiceName,
    });
    load(store, [
      day('2024-02-01', 1),
      day('2024-02-03', 2),
      day('2024-02-29', 40),
      day('2024-03-01', 10),
      day('2024-03-03', 20, 'T'),
      day('2023-12-01', 999),
    ]);
    const { cost, topServices } = store.overview({ currency: null, rates: [] });
    expect(cost).toHaveLength(1);
    expect(cost[0]).toMatchObject({
      currency: 'USD',
      month: '2024-03',
      through: '2024-03-04',
      value: 30,
      previousSamePeriod: 3,
      previousFull: 43,
      daily: [10, 0, 20],
    });
    expect(cost[0]!.previousDaily).toHaveLength(29);
    expect(topServices).toEqual([
      { service: 'T', currency: 'USD', value: 20, previous: 0 },
      { service: 'S', currency: 'USD', value: 10, previous: 3 },
    ]);
  });
});

describe('reports', () => {
  it('are kept per scope with the first 1,000 bad rows, and replaced with the rows', () => {
    const { store } = openStore();
    const bad = (line: number) => ({ line, column: null, value: '', reason: 'r', raw: '' });
    const report = {
      file: 'f',
      format: 'csv' as const,
      focusVersion: '1.0',
      rowsRead: 2,
      rowsKept: 1,
      rowsBad: 1200,
      missingMandatory: [],
      renamed: [],
      extraColumns: [],
      warnings: [],
      badRows: Array.from({ length: 1200 }, (_, k) => bad(k)),
    };
    const read = (run: string, found: typeof report | null) => {
      store.begin({ connectionId: 'c1', scope: '', run, resume: false });
      store.append({ run, batch: page([{}]), cursor: null });
      store.commit({ run, report: found, rates: [], ...outcome });
    };
    expect(store.report({ connectionId: 'c1' })).toBeNull();
    read('a', report);
    expect(store.report({ connectionId: 'c1' })).toEqual({ ...report, badRows: report.badRows.slice(0, 1000) });
    expect(store.badRows({ connectionId: 'c1', offset: 998, limit: 10 })).toEqual({ rows: [bad(998), bad(999)], total: 1000 });
    read('b', null);
    expect(store.report({ connectionId: 'c1' })).toBeNull();
    expect(store.badRows({ connectionId: 'c1', offset: 0, limit: 10 })).toEqual({ rows: [], total: 0 });
  });
});
