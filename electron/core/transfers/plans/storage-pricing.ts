import type { CostDelta } from '#shared/model/action.ts';
import type { CachedBucket } from '#shared/model/storage.ts';

/** Objects of one bucket and class that a plan is about. */
export interface PricedObjects {
  bucket: CachedBucket;
  storageClass: string;
  objects: number;
  bytes: number;
  /** Bytes times days that are missing to the class's minimum duration. */
  earlyByteDays: number;
}

/** List prices of storage. Null: no price is known for this. */
export interface StoragePricing {
  /** Moves objects into another class: change of the bill per month, and what is charged once. */
  classChange(objects: PricedObjects, to: string): { monthly: CostDelta; once: CostDelta } | null;
  /** Objects are removed. */
  removal(objects: PricedObjects): { monthly: CostDelta; once: CostDelta } | null;
  /** Archived objects are made readable. `tier` null: the provider's only one. */
  restore(objects: PricedObjects, options: { days: number; tier: string | null }): CostDelta | null;
}
