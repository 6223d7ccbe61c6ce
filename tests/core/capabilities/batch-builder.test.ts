import { describe, expect, it } from 'vitest';
import { BatchBuilder } from '#core/capabilities/batch-builder.ts';
import { batchBuffers, readBatch } from '#core/capabilities/read-batch.ts';

const required = { BillingCurrency: 'USD', ChargePeriodStart: '2024-09-18T00:00:00Z', BilledCost: 1 };

describe('BatchBuilder', () => {
  it('gives back the rows that were added, "no value" as null', () => {
    const builder = new BatchBuilder(['Extra']);
    builder.add({ ...required, ServiceName: 'S', Tags: { env: 'prod' } });
    builder.add({ ...required, BilledCost: '0.00000080000', ServiceName: '', Extra: 5, SubAccountId: 42 });
    expect(builder.rows).toBe(2);
    expect(readBatch(builder.take())).toEqual([
      { ...required, ServiceName: 'S', Tags: '{"env":"prod"}', Extra: null, SubAccountId: null },
      { ...required, BilledCost: 8e-7, ServiceName: null, Tags: null, Extra: 5, SubAccountId: '42' },
    ]);
  });

  it('starts anew after each batch', () => {
    const builder = new BatchBuilder();
    builder.add({ ...required, ServiceName: 'S' });
    builder.take();
    expect(builder.rows).toBe(0);
    builder.add(required);
    expect(readBatch(builder.take())).toEqual([required]);
    expect(builder.take()).toEqual({ rows: 0, columns: {} });
  });

  it('holds each text once', () => {
    const builder = new BatchBuilder();
    for (let k = 0; k < 1000; k += 1) builder.add({ ...required, ServiceName: `S${k % 3}` });
    const column = builder.take().columns.ServiceName!;
    expect(column.kind === 'text' && [column.offsets.length, column.bytes.length, column.codes.length]).toEqual([4, 6, 1000]);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 'n/a'])('refuses the amount %s', (amount) => {
    expect(() => new BatchBuilder().add({ ...required, BilledCost: amount })).toThrow('BilledCost is not a finite number');
  });

  it('refuses rows without amount, currency or day', () => {
    const builder = new BatchBuilder();
    builder.add({ ServiceName: 'S', BilledCost: 1 });
    expect(() => builder.take()).toThrow('Cost rows without BillingCurrency, ChargePeriodStart');
  });

  it('names the buffers to move', () => {
    const builder = new BatchBuilder();
    builder.add(required);
    const batch = builder.take();
    expect(batchBuffers(batch)).toHaveLength(7);
    const moved = structuredClone(batch, { transfer: batchBuffers(batch) });
    expect(readBatch(moved)).toEqual([required]);
    expect(batchBuffers(batch).every(({ byteLength }) => byteLength === 0)).toBe(true);
  });
});
