import type { PricedClass, RegionPrices } from './price-table.ts';

/** Objects of one class, by their sizes. */
export interface ChargedObjects {
  objects: number;
  bytes: number;
  /** Bytes as charged where small objects count as larger; absent: the objects are taken as equally large. */
  chargedBytes?: number;
}

function storedBytes({ objects, bytes, chargedBytes }: ChargedObjects, { minimumBytes }: PricedClass): number {
  return chargedBytes ?? Math.max(bytes, objects * minimumBytes);
}

/** What the objects cost per month in a class. */
export function monthlyCharge(prices: RegionPrices, priced: PricedClass, objects: ChargedObjects): number {
  const { table, region } = prices;
  const hot = table.classes[0]!.gbMonth[region] ?? 0;
  const own = storedBytes(objects, priced) + objects.objects * priced.ownOverheadBytes;
  const added = objects.objects * priced.hotOverheadBytes;
  return (own * priced.gbMonth[region]! + added * hot) / table.gigabyte;
}

/** A change of so many objects into a class; null: no price is known. */
export function transitionCharge({ region }: RegionPrices, to: PricedClass, objects: number): number | null {
  const price = to.transitionPer1000[region];
  return price === undefined ? null : (objects * price) / 1000;
}

const daysOfMonth = 30;

/** What is charged for days that are missing to the minimum duration. */
export function earlyCharge({ table, region }: RegionPrices, from: PricedClass, byteDays: number): number {
  return ((byteDays / daysOfMonth) * from.gbMonth[region]!) / table.gigabyte;
}

/** Reading so much once. Null: no price is known; archives are restored at their slowest priced speed. */
export function retrievalCharge({ table, region }: RegionPrices, from: PricedClass, { objects, bytes }: ChargedObjects): number | null {
  const tiers = Object.values(from.restore);
  if (tiers.length === 0) {
    const price = from.retrievalGb[region];
    return price === undefined ? (from.minimumDays === 0 ? 0 : null) : (bytes * price) / table.gigabyte;
  }
  const charges = tiers.flatMap(({ gb, per1000 }) => {
    const [perGb, perThousand] = [gb[region], per1000[region]];
    return perGb === undefined || perThousand === undefined ? [] : [(bytes * perGb) / table.gigabyte + (objects * perThousand) / 1000];
  });
  return charges.length > 0 ? Math.min(...charges) : null;
}
