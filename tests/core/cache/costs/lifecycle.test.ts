import { describe, expect, it } from 'vitest';
import { AppFailure } from '#shared/errors/app-error.ts';
import { ask, load, openStore, outcome, page } from './store-fixture.ts';

const key = { connectionId: 'c1', dataSet: 'costs', scope: '' } as const;
const begin = { connectionId: 'c1', scope: '', resume: false };

describe('a replacing read', () => {
  it('shows nothing before commit and everything after', () => {
    const { store } = openStore();
    store.begin({ ...begin, run: 'a' });
    store.append({ run: 'a', batch: page([{ BilledCost: 2 }, { BilledCost: 3 }]), cursor: '2' });
    expect(ask(store, {}).rows).toEqual([]);
    expect(store.rowCount()).toBe(0);
    expect(store.commit({ run: 'a', report: null, rates: [], ...outcome })).toEqual({ rows: 2 });
    expect(ask(store, {}).rows).toEqual([{ period: '2024-09', groups: [], other: false, currency: 'USD', value: 5 }]);
    expect(store.rowCount()).toBe(2);
  });

  it('replaces what the scope held, and only that', () => {
    const { store, sets } = openStore();
    load(store, [{ BilledCost: 1 }], { scope: 'a' });
    load(store, [{ BilledCost: 10 }], { scope: 'b' });
    load(store, [{ BilledCost: 100 }, { BilledCost: 200 }], { scope: 'a' });
    expect(ask(store, {}).rows[0]!.value).toBe(310);
    expect(sets.list({ dataSet: 'costs' }).map(({ scope, rows, complete }) => ({ scope, rows, complete }))).toEqual([
      { scope: 'a', rows: 2, complete: true },
      { scope: 'b', rows: 1, complete: true },
    ]);
  });

  it('removes replaced rows from the database soon', async () => {
    const { store, db } = openStore();
    load(store, [{ BilledCost: 1 }]);
    load(store, [{ BilledCost: 2 }]);
    const loads = db.prepare('SELECT count(*) FROM cost_loads').pluck();
    expect(loads.get()).toBe(2);
    for (let turn = 0; turn < 20 && loads.get() !== 1; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(loads.get()).toBe(1);
    expect(db.prepare('SELECT count(DISTINCT key >> 16) FROM cost_blobs').pluck().get()).toBe(7);
  });

  it('keeps what was shown when it is aborted', () => {
    const { store } = openStore();
    load(store, [{ BilledCost: 7 }]);
    store.begin({ ...begin, run: 'b' });
    store.append({ run: 'b', batch: page([{ BilledCost: 1 }]), cursor: null });
    store.abort({ run: 'b' });
    expect(ask(store, {}).rows[0]!.value).toBe(7);
    expect(() => store.append({ run: 'b', batch: page([{}]), cursor: null })).toThrow(AppFailure);
    expect(() => store.commit({ run: 'b', report: null, rates: [], ...outcome })).toThrow('was ended');
  });

  it('drops an unfinished read of the scope when another begins', () => {
    const { store } = openStore();
    store.begin({ ...begin, run: 'a' });
    store.append({ run: 'a', batch: page([{}]), cursor: null });
    load(store, [{ BilledCost: 5 }]);
    expect(store.rowCount()).toBe(1);
    expect(() => store.commit({ run: 'a', report: null, rates: [], ...outcome })).toThrow('was ended');
  });

  it('stores nothing of a page that is refused', () => {
    const { store, db } = openStore();
    store.begin({ ...begin, run: 'a' });
    const bad = page([{ ChargePeriodStart: '18.09.2024', NewColumn: 'x' }]);
    expect(() => store.append({ run: 'a', batch: bad, cursor: '1' })).toThrow('ChargePeriodStart is not an ISO 8601 time');
    expect(() => store.append({ run: 'a', batch: page([{ BillingCurrency: null }]), cursor: '1' })).toThrow('no BillingCurrency');
    expect(db.prepare('SELECT count(*) FROM cost_blobs').pluck().get()).toBe(0);
    store.append({ run: 'a', batch: page([{ NewColumn: 'x' }]), cursor: '1' });
    store.commit({ run: 'a', report: null, rates: [], ...outcome });
    expect(store.rowCount()).toBe(1);
  });
});

describe('after a restart', () => {
  it('goes on where the stored cursor says, with complete rollups', () => {
    const first = openStore();
    first.store.begin({ ...begin, run: 'a' });
    first.store.append({ run: 'a', batch: page([{ BilledCost: 1, ServiceName: 'S', Tags: { env: 'prod' } }]), cursor: 'half' });
    first.db.close();
    const { store, sets } = openStore(first.path);
    expect(store.discardUnfinished()).toBe(0);
    expect(sets.cursor(key)).toEqual({ cursor: 'half', run: 'a' });
    store.begin({ ...begin, run: 'a', resume: true });
    store.append({
      run: 'a',
      batch: page([
        { BilledCost: 2, ServiceName: 'S' },
        { BilledCost: 4, ServiceName: 'T' },
      ]),
      cursor: 'end',
    });
    expect(store.commit({ run: 'a', report: null, rates: [], ...outcome })).toEqual({ rows: 3 });
    expect(ask(store, { groupBy: ['ServiceName'] }).rows.map(({ groups, value }) => [groups[0], value])).toEqual([
      ['T', 4],
      ['S', 3],
    ]);
    expect(store.inventory()).toMatchObject({ rows: 3, dimensions: ['ServiceName', 'BillingCurrency', 'ConnectionId', 'tag:env'] });
    expect(sets.cursor(key)).toBeNull();
  });

  it('drops the rows of a read that cannot go on', () => {
    const first = openStore();
    load(first.store, [{ BilledCost: 9 }]);
    first.store.begin({ ...begin, run: 'a' });
    first.store.append({ run: 'a', batch: page([{}, {}]), cursor: null });
    first.db.close();
    const { store, db } = openStore(first.path);
    expect(store.discardUnfinished()).toBe(1);
    expect(db.prepare('SELECT count(*) FROM cost_loads').pluck().get()).toBe(1);
    expect(ask(store, {}).rows[0]!.value).toBe(9);
  });
});

describe('removal', () => {
  const months = ['2024-08-31', '2024-09-01', '2024-09-30', '2024-10-01'];
  const rows = months.map((day, k) => ({ ChargePeriodStart: `${day}T23:00:00Z`, BilledCost: k + 1 }));

  it('drops one month of all loads of a connection', () => {
    const { store } = openStore();
    load(store, rows, { scope: 'a' });
    load(store, rows, { scope: 'b' });
    load(store, [{ ChargePeriodStart: '2024-09-02T00:00:00Z', BilledCost: 100 }], { connectionId: 'c2' });
    expect(store.months().map(({ connectionId, month, rows }) => [connectionId, month, rows])).toEqual([
      ['c1', '2024-08', 2],
      ['c1', '2024-09', 4],
      ['c2', '2024-09', 1],
      ['c1', '2024-10', 2],
    ]);
    expect(store.months().every(({ bytes }) => bytes > 0)).toBe(true);
    expect(store.dropMonth({ connectionId: 'c1', month: '2024-09' })).toBe(4);
    expect(ask(store, {}).rows.map(({ period, value }) => [period, value])).toEqual([
      ['2024-08', 2],
      ['2024-09', 100],
      ['2024-10', 8],
    ]);
    expect(store.inventory()).toMatchObject({ rows: 5, firstDay: '2024-08-31', lastDay: '2024-10-01' });
    expect(store.dropMonth({ connectionId: 'c1', month: '2023-01' })).toBe(0);
  });

  it('forgets a connection or a scope with everything that belongs to it', () => {
    const { store, db } = openStore();
    load(store, rows, { connectionId: 'gone', scope: 'a' });
    load(store, rows, { connectionId: 'gone', scope: 'b' });
    load(store, rows, { connectionId: 'kept' });
    expect(store.dropScope('gone', 'a')).toBe(4);
    expect(store.forget('gone')).toBe(4);
    expect(store.forget('never')).toBe(0);
    expect(store.rowCount()).toBe(4);
    expect(db.prepare('SELECT count(*) FROM cost_loads').pluck().get()).toBe(1);
  });
});
