import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { batchBuffers, type CostBatch, readBatch } from '#connectors/sdk.ts';
import { mandatoryColumns } from '#shared/focus/columns.ts';
import { type Opened, openDemo, readAll, small } from './open-demo.ts';

type Row = Record<string, string | number | null>;

const settings = { ...small, scale: 0.2 };
let opened: Opened;
let rows: Row[];
beforeAll(async () => {
  opened = await openDemo(settings);
  rows = (await readAll(opened.session.costs!)).flatMap((page) => readBatch(page.items));
});
afterAll(() => opened.session.close());

const sum = (some: Row[], column = 'EffectiveCost') => some.reduce((total, row) => total + Number(row[column] ?? 0), 0);
const where = (match: Row) => rows.filter((row) => Object.entries(match).every(([key, value]) => row[key] === value));
const daysOf = (some: Row[]) => new Set(some.map((row) => String(row['ChargePeriodStart']).slice(0, 10)));

test('covers the current month and the twelve before it, every day, ending today', () => {
  const days = [...daysOf(rows)].sort();
  expect(days[0]).toBe('2025-11-01');
  expect(days.at(-1)).toBe('2026-11-15');
  expect(days).toHaveLength(380);
});

test('has every mandatory FOCUS 1.4 column, and values where the specification wants them', () => {
  for (const column of mandatoryColumns) expect(Object.keys(rows[0]!), column).toContain(column);
  for (const column of ['BilledCost', 'EffectiveCost', 'ListCost', 'ContractedCost', 'BillingCurrency', 'ServiceName', 'ChargeCategory']) {
    expect(
      rows.filter((row) => row[column] === null),
      column,
    ).toEqual([]);
  }
});

test('knows usage, purchases, taxes, credits, adjustments and corrections', () => {
  expect(new Set(rows.map((row) => row['ChargeCategory']))).toEqual(new Set(['Usage', 'Purchase', 'Tax', 'Credit', 'Adjustment']));
  expect(where({ ChargeClass: 'Correction' }).length).toBeGreaterThan(0);
  expect(sum(where({ ChargeClass: 'Correction' }))).toBeLessThan(0);
  expect(sum(where({ ChargeCategory: 'Credit' }))).toBeLessThan(0);
});

test('bills in two currencies and brings dated rates for them', () => {
  expect(new Set(rows.map((row) => row['BillingCurrency']))).toEqual(new Set(['USD', 'EUR']));
  const rates = opened.session.costs!.exchangeRates!();
  expect(rates.filter((rate) => rate.from === 'EUR')).toHaveLength(13);
  expect(rates.at(-1)!.date).toBe('2026-11-01');
  expect(rates.every((rate) => rate.source.includes('fictional'))).toBe(true);
});

test('a commitment of a whole month: used and unused parts cost its fee, covered usage is billed nothing', () => {
  const id = where({ ChargeCategory: 'Purchase' })[0]!['CommitmentDiscountId'];
  const ofMonth = (row: Row) => row['CommitmentDiscountId'] === id && row['BillingPeriodStart'] === '2026-09-01T00:00:00Z';
  const charges = rows.filter((row) => ofMonth(row) && row['ChargeCategory'] === 'Usage');
  const fee = rows.filter((row) => ofMonth(row) && row['ChargeCategory'] === 'Purchase');
  expect(fee).toHaveLength(1);
  expect(fee[0]!['EffectiveCost']).toBe(0);
  expect(new Set(charges.map((row) => row['CommitmentDiscountStatus']))).toEqual(new Set(['Used', 'Unused']));
  expect(sum(charges, 'BilledCost')).toBe(0);
  expect(sum(charges)).toBeCloseTo(sum(fee, 'BilledCost'), 4);
});

test('machines cost more than storage, storage more than the network', () => {
  const byCategory = (category: string) => sum(where({ ServiceCategory: category, BillingCurrency: 'USD' }));
  expect(byCategory('Compute')).toBeGreaterThan(byCategory('Storage'));
  expect(byCategory('Storage')).toBeGreaterThan(byCategory('Networking'));
});

test('use is lower at the weekend, higher when the month closes, and grows', () => {
  const network = where({ ServiceCategory: 'Networking', BillingCurrency: 'USD' });
  const on = (day: string, some: Row[]) => sum(some.filter((row) => row['ChargePeriodStart'] === `${day}T00:00:00Z`));
  const onWeekday = (weekday: number) => sum(network.filter((row) => new Date(String(row['ChargePeriodStart'])).getUTCDay() === weekday));
  const [sunday, wednesday] = [0, 3];
  expect(onWeekday(sunday)).toBeLessThan(0.85 * onWeekday(wednesday));
  const warehouse = where({ ServiceCategory: 'Analytics', BillingCurrency: 'USD' });
  expect(on('2026-06-30', warehouse)).toBeGreaterThan(1.8 * on('2026-06-23', warehouse));
  const storage = where({ ServiceName: 'Amazon Simple Storage Service' });
  expect(on('2026-11-10', storage)).toBeGreaterThan(1.1 * on('2025-11-10', storage));
});

test('some charges are tagged and some are not', () => {
  const untagged = where({ ChargeCategory: 'Usage', Tags: null }).length / rows.length;
  expect(untagged).toBeGreaterThan(0.03);
  expect(untagged).toBeLessThan(0.4);
  const tags = JSON.parse(String(rows.find((row) => row['Tags'])!['Tags'])) as object;
  expect(Object.keys(tags)).toEqual(expect.arrayContaining(['team', 'app']));
});

test('hours of the last days name machines of the compute list, and of all machines that run', async () => {
  const machines = (await readAll(opened.session.compute!)).flatMap((page) => page.items);
  const charged = new Set(
    where({ ResourceType: 'Virtual machine', ChargePeriodStart: '2026-11-13T00:00:00Z' }).map((row) => row['ResourceId']),
  );
  const today = new Set(
    where({ ResourceType: 'Virtual machine', ChargePeriodStart: '2026-11-15T00:00:00Z' }).map((row) => row['ResourceId']),
  );
  expect(charged.size).toBe(machines.filter((machine) => machine.kind === 'machine' && machine.state === 'running').length);
  // 2026-11-15 is a Sunday: developers' machines do not run, all others are the listed ones.
  const ids = new Set(machines.map((machine) => machine.id));
  expect([...today].filter((id) => !ids.has(String(id)))).toEqual([]);
  expect(today.size).toBeGreaterThan(0.7 * charged.size);
});

test('the invoice of the running month is not there yet', () => {
  expect(new Set(where({ BillingPeriodStart: '2026-11-01T00:00:00Z' }).map((row) => row['InvoiceId']))).toEqual(new Set([null]));
  expect(where({ BillingPeriodStart: '2026-10-01T00:00:00Z', InvoiceId: null })).toEqual([]);
});

/** The same text for the same batches. */
function fingerprint(batches: CostBatch[]): string {
  const digest = createHash('sha256');
  for (const batch of batches) for (const buffer of batchBuffers(batch)) digest.update(new Uint8Array(buffer));
  return digest.digest('hex');
}

test('the same seed makes the same rows, another seed others', async () => {
  const [one, again, other] = await Promise.all([{ ...small }, { ...small }, { ...small, seed: 2 }].map((some) => openDemo(some)));
  const read = async (opened: Opened) => fingerprint((await readAll(opened.session.costs!)).map((page) => page.items));
  const texts = [await read(one!), await read(again!), await read(other!)];
  expect(texts[0]).toBe(texts[1]);
  expect(texts[0]).not.toBe(texts[2]);
  for (const { session } of [one!, again!, other!]) await session.close();
});

test('a day costs the same when it is read again a month later, although machines are no longer named', async () => {
  const later = await openDemo(settings);
  await later.clock.advance(31 * 86_400_000);
  const laterRows = (await readAll(later.session.costs!)).flatMap((page) => readBatch(page.items));
  await later.session.close();
  const ofDay = (some: Row[]) => some.filter((row) => row['ChargePeriodStart'] === '2026-11-10T00:00:00Z');
  expect(ofDay(laterRows).length).toBeLessThan(ofDay(rows).length);
  for (const metric of ['EffectiveCost', 'BilledCost', 'ListCost', 'ContractedCost']) {
    expect(sum(ofDay(laterRows), metric)).toBeCloseTo(sum(ofDay(rows), metric), 5);
  }
});
