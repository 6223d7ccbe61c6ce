import type { CostDelta } from '#shared/model/action.ts';
import { sumCosts } from '../../actions/plan-sums.ts';
import type { ClassSum, Tally } from './plan-sink.ts';
import type { Planning } from './planning.ts';
import type { PricedObjects, StoragePricing } from './storage-pricing.ts';

interface Costs {
  monthly: CostDelta[];
  once: CostDelta[];
}

const dayMs = 86_400_000;

/** Objects younger than the class's minimum duration: the days that are missing are charged when they leave it. */
function early({ days, storageClass, place }: ClassSum, planning: Planning): { objects: number; byteDays: number; minimum: number } {
  const { classes } = planning.features(place.connectionId);
  const minimum = classes.find(({ id }) => id === storageClass)?.minimumDays ?? 0;
  const today = Math.floor(planning.parts.clock.now() / dayMs);
  const young = [...days].map(([day, sum]) => ({ ...sum, missing: minimum - (today - day) })).filter(({ missing }) => missing > 0);
  return {
    objects: young.reduce((sum, { objects }) => sum + objects, 0),
    byteDays: young.reduce((sum, { bytes, missing }) => sum + bytes * missing, 0),
    minimum,
  };
}

function priceOf(prices: StoragePricing, sum: ClassSum, objects: PricedObjects, days: number) {
  if (sum.does === 'restore') {
    const once = prices.restore(objects, { days, tier: sum.to });
    return once && { monthly: null, once };
  }
  return sum.does === 'storage_class' ? prices.classChange(objects, sum.to ?? '') : prices.removal(objects);
}

/** What the plan does to the bill, at list prices, with what has no price among the warnings. */
export async function planCosts(planning: Planning, { classes }: Tally, days: number): Promise<Costs> {
  const { prices } = planning.parts;
  const monthly: CostDelta[] = [];
  const once: CostDelta[] = [];
  for (const sum of classes.values()) {
    const { objects, byteDays, minimum } = early(sum, planning);
    if (objects > 0 && sum.does !== 'restore')
      planning.warn(`${objects} objects are younger than the ${minimum} days that ${sum.storageClass} is charged for at least.`);
    const bucket = await planning.bucketOf(sum.place);
    if (!bucket) continue;
    const { storageClass, bytes } = sum;
    const priced = prices && priceOf(prices, sum, { bucket, storageClass, objects: sum.objects, bytes, earlyByteDays: byteDays }, days);
    if (!priced) {
      if (sum.does !== 'delete') planning.warn(`No price is known for ${storageClass || 'the class'} of ${sum.place.bucket}.`);
      continue;
    }
    if (priced.monthly) monthly.push(priced.monthly);
    once.push(priced.once);
  }
  return { monthly: sumCosts(monthly), once: sumCosts(once.filter(({ amount }) => amount !== 0)) };
}
