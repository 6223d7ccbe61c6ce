import { describe, expect, it } from 'vitest';
import { pendingCost } from '#core/storage/insight/pending-cost.ts';
import { regionPrices, storagePriceTable } from '#core/storage/insight/prices/price-table.ts';
import { storagePricing } from '#core/storage/insight/prices/storage-pricing.ts';
import { testCachedBucket } from '#tests/helpers/storage-bucket.ts';

const gb = 2 ** 30;
const bucket = testCachedBucket();
const objects = (storageClass: string, bytes: number, changes = {}) => ({
  bucket,
  storageClass,
  objects: 1000,
  bytes,
  earlyByteDays: 0,
  ...changes,
});

describe('the price tables', () => {
  it.each(['aws', 'azure', 'gcp'])('of %s say of when they are and where from, hot before cold', (provider) => {
    const table = storagePriceTable(provider)!;
    expect(table.date).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect(new URL(table.source).protocol).toBe('https:');
    expect(table.notes.length).toBeGreaterThan(2);
    for (const region of Object.keys(table.classes[0]!.gbMonth)) {
      const prices = table.classes.flatMap(({ gbMonth }) => gbMonth[region] ?? []);
      expect(prices).toEqual(prices.toSorted((a, b) => b - a));
    }
  });

  it('know nothing of other providers, regions and redundancies', () => {
    expect(storagePriceTable('local')).toBeNull();
    expect(storagePriceTable('constructor')).toBeNull();
    expect(regionPrices(testCachedBucket({ region: 'mars-1' }))).toBeNull();
    const azure = testCachedBucket({ provider: 'azure', region: 'westus' });
    expect(regionPrices(azure)).toBeNull();
    expect(regionPrices({ ...azure, details: { Redundancy: 'Standard_LRS' } })?.class('Cool')).toMatchObject({ minimumDays: 30 });
    expect(regionPrices(testCachedBucket({ provider: 'gcp', region: 'US-CENTRAL1' }))?.class('COLDLINE')?.gbMonth['us-central1']).toBe(
      0.004,
    );
  });
});

describe('what plans ask', () => {
  it('a change of class: storage before and after, requests, what Glacier adds to each object', () => {
    const { monthly, once } = storagePricing.classChange(objects('STANDARD', 100 * gb), 'GLACIER')!;
    const added = (1000 * (32_768 * 0.0036 + 8192 * 0.023)) / gb;
    expect(monthly.amount).toBeCloseTo(100 * 0.0036 + added - 100 * 0.023, 10);
    expect(once.amount).toBeCloseTo(0.03, 10);
    expect(monthly).toMatchObject({ currency: 'USD', basis: expect.stringContaining('2021-12-01') as string });
  });

  it('small objects count as 128 KB in the infrequent classes', () => {
    const { monthly } = storagePricing.classChange(objects('STANDARD', 1000 * 1024), 'STANDARD_IA')!;
    expect(monthly.amount).toBeCloseTo((1000 * 131_072 * 0.0125 - 1000 * 1024 * 0.023) / gb, 10);
    expect(monthly.amount).toBeGreaterThan(0);
  });

  it('days that are missing to the minimum, and reading what becomes warmer', () => {
    const early = storagePricing.removal(objects('STANDARD_IA', 30 * gb, { earlyByteDays: 30 * gb * 10 }))!;
    expect(early.monthly.amount).toBeCloseTo(-30 * 0.0125, 10);
    expect(early.once.amount).toBeCloseTo(30 * 0.0125 * (10 / 30), 10);
    const warmer = storagePricing.classChange(objects('STANDARD_IA', 30 * gb), 'STANDARD')!;
    expect(warmer.once.amount).toBeCloseTo(30 * 0.01, 10);
    expect(warmer.once.basis).toContain('no price is known for changes into STANDARD');
  });

  it('a restore: bytes, requests and the readable copy meanwhile', () => {
    const cost = storagePricing.restore(objects('GLACIER', 10 * gb), { days: 6, tier: 'Standard' })!;
    expect(cost.amount).toBeCloseTo(10 * 0.01 + 0.03 + 10 * 0.023 * (6 / 30), 10);
    expect(storagePricing.restore(objects('GLACIER', gb), { days: 6, tier: 'Bulk' })).toBeNull();
    expect(storagePricing.restore(objects('GLACIER', gb), { days: 6, tier: null })).toBeNull();
  });

  it('unknown is null, never a guess', () => {
    expect(storagePricing.classChange(objects('STANDARD', gb), 'OUTPOSTS')).toBeNull();
    const { monthly, once } = storagePricing.classChange(objects('STANDARD', gb), 'GLACIER_IR')!;
    expect(monthly.amount).toBeCloseTo(0.004 - 0.023, 10);
    expect(once.basis).toContain('no price is known for changes into GLACIER_IR');
    expect(storagePricing.removal(objects('X', gb))).toBeNull();
  });

  it('unfinished uploads by what was counted', () => {
    const upload = { key: 'k', uploadId: 'u', initiated: 0, bytes: 50 * gb, storageClass: 'STANDARD' };
    const cost = pendingCost(bucket, [upload, { ...upload, bytes: null }])!;
    expect(cost.amount).toBeCloseTo(50 * 0.023, 10);
    expect(cost.basis).toContain('1 uploads were not counted');
    expect(pendingCost(bucket, [{ ...upload, bytes: null }])).toBeNull();
  });
});
