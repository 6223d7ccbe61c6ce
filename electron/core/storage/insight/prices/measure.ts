import type { CachedBucket } from '#shared/model/storage.ts';
import { regionPrices } from './price-table.ts';
import { type MeasuredObjects, smallestCharged } from './storage-pricing.ts';

const dayMs = 86_400_000;

/** Sums up objects by class, as prices need them. */
export function measure(bucket: CachedBucket, now: number) {
  const prices = regionPrices(bucket);
  const byClass = new Map<string, MeasuredObjects & { flooredBytes: number }>();
  return {
    add({ size, modified, storageClass }: { size: number; modified: number; storageClass: string }): void {
      const sum = byClass.get(storageClass) ?? { bucket, storageClass, objects: 0, bytes: 0, earlyByteDays: 0, flooredBytes: 0 };
      byClass.set(storageClass, sum);
      sum.objects += 1;
      sum.bytes += size;
      sum.flooredBytes += Math.max(size, smallestCharged);
      const minimum = prices?.class(storageClass || bucket.defaultClass)?.minimumDays ?? 0;
      // The index knows the last change only: a class that was set later is charged longer.
      sum.earlyByteDays += size * Math.max(0, minimum - Math.floor((now - modified) / dayMs));
    },
    list: (): MeasuredObjects[] => [...byClass.values()],
  };
}
