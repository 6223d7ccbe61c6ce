import { expect, test } from 'vitest';
import { BatchBuilder, type CostBatch, type TextColumn } from '#connectors/sdk.ts';
import { expectValidBatch, expectValidMachines } from './valid-rows.ts';

function batch(row: Record<string, string | number> = {}): CostBatch {
  const builder = new BatchBuilder();
  builder.add({ BillingCurrency: 'USD', BilledCost: 1, ChargePeriodStart: '2026-01-01T00:00:00Z', ServiceName: 'A', ...row });
  return builder.take();
}
const text = (of: CostBatch, name: string) => of.columns[name] as TextColumn;

test('a valid batch passes', () => expectValidBatch(batch({ Tags: '{"team":"data"}' })));

/** Each fault on its own: the suite would be of no use if it let one through. */
const faults: [string, () => CostBatch][] = [
  ['a code out of range', () => ((made) => (text(made, 'ServiceName').codes.fill(7), made))(batch())],
  ['a required column missing', () => ((made) => (delete made.columns['BilledCost'], made))(batch())],
  ['a required value missing', () => ((made) => (text(made, 'BillingCurrency').codes.fill(0), made))(batch())],
  ['a column of another length', () => ((made) => ({ ...made, rows: 2 }))(batch())],
  ['a time without zone', () => batch({ ChargePeriodStart: '2026-01-01' })],
  ['a currency that is none', () => batch({ BillingCurrency: 'dollar' })],
  ['tags that are not JSON', () => batch({ Tags: 'team=data' })],
  ['the same entry twice', twice],
];

function twice(): CostBatch {
  const made = batch();
  made.columns['ServiceName'] = {
    kind: 'text',
    codes: new Uint32Array([1]),
    bytes: new TextEncoder().encode('AA'),
    offsets: new Uint32Array([0, 1, 2]),
  };
  return made;
}

test.each(faults)('%s is found', (_, make) => {
  expect(() => expectValidBatch(make())).toThrow();
});

test('machines without a required value or with equal ids are found', () => {
  expect(() => expectValidMachines([{ id: 'm-1' } as never])).toThrow();
});
