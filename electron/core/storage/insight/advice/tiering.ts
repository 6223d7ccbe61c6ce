import type { CachedBucket, ObjectRow } from '#shared/model/storage.ts';
import type { TieringAdvice } from '#shared/model/storage-insight.ts';
import { retrievalCharge } from '../prices/charges.ts';
import { type PricedClass, type RegionPrices, regionPrices } from '../prices/price-table.ts';
import { classChange, costOf, type MeasuredObjects, smallestCharged } from '../prices/storage-pricing.ts';

const dayMs = 86_400_000;
/** Objects are looked at by the days since their last change. */
const ages = [90, 180, 365] as const;
/** What saves less each month is not worth a person's time. */
const leastSaving = 1;
const longestPayBack = 12;

/** Smallest age at which a class is advised: three times its minimum duration for the short ones, a year for archives. */
function ageFor({ minimumDays }: PricedClass): number {
  if (minimumDays <= 30) return ages[0];
  return minimumDays <= 90 ? ages[1] : ages[2];
}

interface Group {
  folder: string;
  /** By the places in `ages`: objects of this age and older. */
  byAge: MeasuredObjects[];
}

function folderOf(key: string): string {
  return key.slice(0, key.indexOf('/') + 1);
}

function monthsToPay(once: number, saving: number): number {
  return once <= 0 ? 0 : once / saving;
}

function adviceFor(prices: RegionPrices, { folder, byAge }: Group, to: PricedClass): TieringAdvice | null {
  const minAgeDays = ageFor(to);
  const objects = byAge[ages.indexOf(minAgeDays as (typeof ages)[number])]!;
  const change = objects.objects > 0 ? classChange(objects, to.id) : null;
  if (!change) return null;
  const saving = -change.monthly.amount;
  const paysBackMonths = monthsToPay(change.once.amount, saving);
  if (saving < leastSaving || paysBackMonths > longestPayBack) return null;
  const retrieval = retrievalCharge(prices, to, objects);
  const { connectionId, bucket } = objects.bucket;
  return {
    id: JSON.stringify([connectionId, bucket, folder, objects.storageClass, to.id]),
    connectionId,
    bucket,
    from: objects.storageClass,
    to: to.id,
    which: `${folder || 'the bucket’s top level'}: objects of 128 KB and more, not changed for ${minAgeDays} days`,
    prefix: folder,
    minAgeDays,
    objects: objects.objects,
    bytes: objects.bytes,
    monthly: change.monthly,
    once: change.once,
    retrieval: costOf(prices, retrieval ?? 0, retrieval === null ? [`no price is known for reading from ${to.id}`] : []),
    paysBackMonths,
    reasons: reasonsFor(prices, objects, to),
  };
}

function reasonsFor({ region }: RegionPrices, { objects, bytes, storageClass }: MeasuredObjects, to: PricedClass): string[] {
  return [
    `${objects.toLocaleString('en')} objects with ${bytes.toLocaleString('en')} bytes cost ${to.gbMonth[region]} USD per GB and month in ${to.id}`,
    ...(to.minimumDays > 0 ? [`${to.id} charges ${to.minimumDays} days at least`] : []),
    ...(to.ownOverheadBytes > 0 ? [`${to.id} adds ${(to.ownOverheadBytes + to.hotOverheadBytes) / 1024} KB to each object: counted`] : []),
    ...(Object.keys(to.restore).length > 0 ? [`Objects in ${to.id} must be restored before they can be read`] : []),
    `How often they are read is not known: the age of their last change stands for it. They are in ${storageClass} now`,
  ];
}

/** Saving in a year, less moving and reading everything back once. */
function worth({ monthly, once, retrieval }: TieringAdvice): number {
  return -monthly.amount * 12 - once.amount - retrieval.amount;
}

/** Looks for objects of a bucket that would cost less in a colder class. */
export function tieringFinder(bucket: CachedBucket, now: number) {
  const prices = regionPrices(bucket);
  const groups = new Map<string, Group>();
  return {
    add({ key, size, modified, storageClass }: ObjectRow): void {
      if (!prices || size < smallestCharged) return;
      const days = Math.floor((now - modified) / dayMs);
      if (days < ages[0]) return;
      const folder = folderOf(key);
      const name = storageClass || bucket.defaultClass;
      const id = `${name} ${folder}`;
      const empty = () => ({ bucket, storageClass: name, objects: 0, bytes: 0, flooredBytes: 0, earlyByteDays: 0 });
      const group = groups.get(id) ?? { folder, byAge: ages.map(empty) };
      groups.set(id, group);
      const early = size * Math.max(0, (prices.class(name)?.minimumDays ?? 0) - days);
      group.byAge.forEach((sum, i) => {
        if (days < ages[i]!) return;
        sum.objects += 1;
        sum.bytes += size;
        sum.flooredBytes! += size;
        sum.earlyByteDays += early;
      });
    },
    /** The best class for each folder and class, most saving first. */
    list(): TieringAdvice[] {
      if (!prices) return [];
      const { classes } = prices.table;
      const best = [...groups.values()].flatMap((group) => {
        const from = classes.findIndex(({ id }) => id === group.byAge[0]!.storageClass);
        const colder = from < 0 ? [] : classes.slice(from + 1).filter(({ id }) => id !== 'INTELLIGENT_TIERING' && prices.class(id));
        const all = colder.flatMap((to) => adviceFor(prices, group, to) ?? []);
        return all
          .sort((a, b) => worth(b) - worth(a))
          .filter((advice) => worth(advice) > 0)
          .slice(0, 1);
      });
      return best.sort((a, b) => a.monthly.amount - b.monthly.amount);
    },
  };
}
