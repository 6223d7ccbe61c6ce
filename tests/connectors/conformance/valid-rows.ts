import { expect } from 'vitest';
import { type Bucket, type CostBatch, type Machine, readBatch, textEntries } from '#connectors/sdk.ts';
import { numberColumns, requiredColumns, timeColumns } from '#shared/focus/columns.ts';
import { machineSchema, providers } from '#shared/model/machine.ts';
import { bucketKeySchema } from '#shared/model/storage.ts';

const numbers: ReadonlySet<string> = new Set(numberColumns);
const times: ReadonlySet<string> = new Set(timeColumns);

/** Checks what the cache relies on: lengths, codes in range, distinct entries, required columns, forms of times and tags. */
export function expectValidBatch(batch: CostBatch): void {
  if (batch.rows === 0) return;
  for (const name of requiredColumns) expect(Object.keys(batch.columns), 'required columns').toContain(name);
  for (const [name, column] of Object.entries(batch.columns)) {
    if (column.kind === 'number') {
      expect(column.values.length, name).toBe(batch.rows);
      expect(
        column.values.every((value) => Number.isNaN(value) || Number.isFinite(value)),
        `${name} finite`,
      ).toBe(true);
      continue;
    }
    expect(numbers.has(name), `${name} is a number column`).toBe(false);
    expect(column.codes.length, name).toBe(batch.rows);
    const entries = textEntries(column);
    expect(column.offsets.length, `${name} offsets`).toBe(entries.length);
    expect(column.offsets.at(-1), `${name} bytes`).toBe(column.bytes.length);
    expect(
      column.codes.every((code) => code < entries.length),
      `${name} codes in range`,
    ).toBe(true);
    expect(new Set(entries).size, `${name} entries distinct`).toBe(entries.length);
    expect(entries.slice(1).includes(''), `${name} empty text is no value`).toBe(false);
    if (times.has(name))
      expect(
        entries.slice(1).filter((entry) => !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(entry!)),
        name,
      ).toEqual([]);
    if (name === 'Tags') for (const entry of entries.slice(1)) expect(typeof JSON.parse(entry!)).toBe('object');
  }
  expectRequiredValues(batch);
}

function expectRequiredValues(batch: CostBatch): void {
  const rows = readBatch(batch);
  for (const name of requiredColumns) expect(rows.filter((row) => row[name] === null).length, `${name} without value`).toBe(0);
  expect(rows.filter((row) => !/^[A-Z]{3}$/.test(String(row['BillingCurrency']))).length, 'currencies').toBe(0);
}

export function expectValidMachines(machines: Machine[]): void {
  for (const machine of machines) machineSchema.parse(machine);
  expect(new Set(machines.map((machine) => machine.id)).size, 'ids distinct').toBe(machines.length);
}

/** Checks what the cache of buckets relies on. */
export function expectValidBuckets(buckets: Bucket[]): void {
  for (const { bucket, provider, bytes, objects, created } of buckets) {
    bucketKeySchema.parse({ connectionId: 'c', bucket });
    expect(providers).toContain(provider);
    for (const count of [bytes, objects, created]) if (count !== null) expect(count >= 0 && Number.isFinite(count), bucket).toBe(true);
  }
  expect(new Set(buckets.map(({ bucket }) => bucket)).size, 'buckets distinct').toBe(buckets.length);
}
