import type { CostDelta } from '#shared/model/action.ts';
import type { CachedBucket, PendingUpload } from '#shared/model/storage.ts';
import { monthlyCharge } from './prices/charges.ts';
import { regionPrices } from './prices/price-table.ts';
import { costOf } from './prices/storage-pricing.ts';

/** What unfinished uploads cost per month; null: no price is known, or their bytes were not counted. */
export function pendingCost(bucket: CachedBucket, uploads: readonly PendingUpload[]): CostDelta | null {
  const prices = regionPrices(bucket);
  const counted = uploads.filter(({ bytes }) => bytes !== null);
  if (!prices || counted.length === 0) return null;
  let amount = 0;
  for (const { bytes, storageClass } of counted) {
    const priced = prices.class(storageClass || bucket.defaultClass);
    if (!priced) return null;
    amount += monthlyCharge(prices, priced, { objects: 1, bytes: bytes! });
  }
  return costOf(prices, amount, counted.length < uploads.length ? [`${uploads.length - counted.length} uploads were not counted`] : []);
}
