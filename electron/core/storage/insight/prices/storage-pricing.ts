import type { CostDelta } from '#shared/model/action.ts';
import type { PricedObjects, StoragePricing } from '../../../transfers/plans/storage-pricing.ts';
import { type ChargedObjects, earlyCharge, monthlyCharge, retrievalCharge, transitionCharge } from './charges.ts';
import { type PricedClass, type RegionPrices, regionPrices } from './price-table.ts';

const monthDays = 30;

/** An amount with the prices behind it. */
export function costOf({ table, basis }: RegionPrices, amount: number, without: readonly string[] = []): CostDelta {
  return { amount, currency: table.currency, basis: [basis, ...without].join('; ') };
}

interface Known {
  prices: RegionPrices;
  from: PricedClass;
}

function known({ bucket, storageClass }: PricedObjects): Known | null {
  const prices = regionPrices(bucket);
  const from = prices?.class(storageClass || bucket.defaultClass);
  return prices && from ? { prices, from } : null;
}

/** Objects whose small ones were summed up at the smallest size that is charged. */
export interface MeasuredObjects extends PricedObjects {
  /** Bytes with each object as large as `smallestCharged` at least; absent: not known. */
  flooredBytes?: number;
}

/** The smallest charged size where there is one. */
export const smallestCharged = 131_072;

function charged({ objects, bytes, flooredBytes }: MeasuredObjects, { minimumBytes }: PricedClass): ChargedObjects {
  const isKnown = minimumBytes === smallestCharged && flooredBytes !== undefined;
  return { objects, bytes, ...(isKnown ? { chargedBytes: flooredBytes } : {}) };
}

/** Once and per month of a change of class; null: a price is not known. */
export function classChange(objects: MeasuredObjects, to: string): { monthly: CostDelta; once: CostDelta } | null {
  const found = known(objects);
  const target = found?.prices.class(to);
  if (!found || !target) return null;
  const { prices, from } = found;
  const transition = transitionCharge(prices, target, objects.objects);
  const out = retrievalCharge(prices, from, objects);
  const warmer = prices.table.classes.indexOf(target) < prices.table.classes.indexOf(from);
  // Only a change to a warmer class reads what is stored.
  const read = warmer ? out : 0;
  const without = [
    ...(transition === null ? [`no price is known for changes into ${to}`] : []),
    ...(read === null ? [`no price is known for reading from ${from.id}`] : []),
  ];
  const once = (transition ?? 0) + (read ?? 0) + earlyCharge(prices, from, objects.earlyByteDays);
  const monthly = monthlyCharge(prices, target, charged(objects, target)) - monthlyCharge(prices, from, charged(objects, from));
  return { monthly: costOf(prices, monthly), once: costOf(prices, once, without) };
}

/** Once and per month of a removal; null: a price is not known. */
export function removal(objects: MeasuredObjects): { monthly: CostDelta; once: CostDelta } | null {
  const found = known(objects);
  if (!found) return null;
  const { prices, from } = found;
  return {
    monthly: costOf(prices, -monthlyCharge(prices, from, charged(objects, from))),
    once: costOf(prices, earlyCharge(prices, from, objects.earlyByteDays)),
  };
}

function restore(objects: PricedObjects, { days, tier }: { days: number; tier: string | null }): CostDelta | null {
  const found = known(objects);
  if (!found) return null;
  const { prices, from } = found;
  const { region, table } = prices;
  const speed = tier === null ? null : from.restore[tier];
  const [gb, per1000] = [speed?.gb[region], speed?.per1000[region]];
  if (gb === undefined || per1000 === undefined) return null;
  // Meanwhile a readable copy is charged in the hottest class.
  const copy = ((table.classes[0]!.gbMonth[region] ?? 0) * days) / monthDays;
  return costOf(prices, (objects.bytes * (gb + copy)) / table.gigabyte + (objects.objects * per1000) / 1000);
}

/** List prices of storage as plans ask for them. */
export const storagePricing: StoragePricing = { classChange, removal, restore };
