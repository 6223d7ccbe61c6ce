import { z } from 'zod';
import type { Bucket } from '#shared/model/storage.ts';
import aws from '../../../../../resources/storage-prices/aws.json' with { type: 'json' };
import azure from '../../../../../resources/storage-prices/azure.json' with { type: 'json' };
import gcp from '../../../../../resources/storage-prices/gcp.json' with { type: 'json' };

/** USD by region. */
const pricesSchema = z.record(z.string(), z.number().positive());

const classSchema = z.strictObject({
  /** In the provider's words. */
  id: z.string(),
  minimumDays: z.number().int().nonnegative(),
  /** Smaller objects are charged as if they had this size. */
  minimumBytes: z.number().nonnegative(),
  /** Bytes that the provider adds to each object: of this class, and of the hottest one. */
  ownOverheadBytes: z.number().nonnegative(),
  hotOverheadBytes: z.number().nonnegative(),
  gbMonth: pricesSchema,
  /** A change into this class, for 1,000 objects. */
  transitionPer1000: pricesSchema,
  /** For each GB that is read. */
  retrievalGb: pricesSchema,
  /** How objects are made readable, by the provider's word for the speed. */
  restore: z.record(z.string(), z.strictObject({ gb: pricesSchema, per1000: pricesSchema })),
});
export type PricedClass = z.infer<typeof classSchema>;

const fileSchema = z.strictObject({
  provider: z.enum(['aws', 'azure', 'gcp']),
  /** The day the prices were valid on, `YYYY-MM-DD`: the oldest of the sources. */
  date: z.iso.date(),
  currency: z.literal('USD'),
  /** The vendor's public price page, where a person can check a figure. */
  source: z.url(),
  /** Where the figures were taken from, and of which day each is. */
  notes: z.array(z.string()),
  /** Bytes of what the provider calls a GB. */
  gigabyte: z.number(),
  /** The prices hold for this redundancy only; null: there is no choice. */
  redundancy: z.string().nullable(),
  /** From hot to cold. */
  classes: z.array(classSchema),
});

/** List prices of the storage of one provider, as shipped in `resources/storage-prices`. */
type StoragePriceTable = z.infer<typeof fileSchema>;

const files: Record<string, unknown> = { aws, azure, gcp };
const loaded = new Map<string, StoragePriceTable>();

/** The table of a provider; read and checked on first use, then kept. Null: there is none. */
export function storagePriceTable(provider: string): StoragePriceTable | null {
  if (!Object.hasOwn(files, provider)) return null;
  const table = loaded.get(provider) ?? fileSchema.parse(files[provider]);
  loaded.set(provider, table);
  return table;
}

/** What is priced: a bucket's provider, place and redundancy. */
type PricedPlace = Pick<Bucket, 'provider' | 'region' | 'details'>;

/** Prices of a bucket's region. */
export interface RegionPrices {
  table: StoragePriceTable;
  region: string;
  /** In words, for a cost. */
  basis: string;
  /** Null for a class without a price of its storage here. */
  class(id: string): PricedClass | null;
}

/** Null: no price is known for this place. */
export function regionPrices({ provider, region, details }: PricedPlace): RegionPrices | null {
  const table = storagePriceTable(provider);
  const place = region.toLowerCase();
  if (!table || (table.redundancy !== null && details['Redundancy'] !== table.redundancy)) return null;
  const known = table.classes.filter(({ gbMonth }) => gbMonth[place] !== undefined);
  if (known.length === 0) return null;
  return {
    table,
    region: place,
    basis: `List prices of ${table.date} (${provider}, ${place}, first step); discounts and taxes are not counted`,
    class: (id) => known.find((one) => one.id === id) ?? null,
  };
}
