import { z } from 'zod';
import { exchangeRateSchema } from './cost.ts';
import { environmentsSchema } from './environment.ts';
import { bucketKeySchema, prefixSchema } from './storage.ts';
import { transferSettingsSchema } from './transfer.ts';

const gridViewSchema = z.object({
  columns: z.array(z.string()),
  widths: z.record(z.string(), z.number()).default({}),
  sort: z.object({ column: z.string(), descending: z.boolean() }).nullable().default(null),
});

/** What a person sets for this console. */
export const settingsModelSchema = z.object({
  theme: z.enum(['light', 'dark', 'system']).default('system'),
  density: z.enum(['normal', 'compact']).default('normal'),
  /** IANA zone for showing times; `system` follows the desktop. Billing periods stay UTC. */
  timeZone: z.string().default('system'),
  /** Show costs in this currency where a rate is known; null shows currencies apart. */
  currency: z.string().length(3).nullable().default(null),
  exchangeRates: z.array(exchangeRateSchema).default([]),
  /** Which machines are production and the like, and what is asked before they are changed. */
  environments: environmentsSchema.prefault({}),
  transfers: transferSettingsSchema.prefault({}),
  storage: z
    .object({
      /** Folders that the Storage screen offers first. */
      bookmarks: z
        .array(z.object({ ...bucketKeySchema.shape, prefix: prefixSchema }))
        .max(200)
        .default([]),
    })
    .prefault({}),
  cache: z
    .object({
      /** Upper limit of the cache database; the oldest cost months go first when it is exceeded. */
      maxMegabytes: z.number().int().min(64).max(1_000_000).default(8192),
      /** Months of cost kept, counted from the newest of each connection; older months are evicted. */
      keepCostMonths: z.number().int().min(1).max(120).default(25),
    })
    .prefault({}),
  /** Saved views of grids by name of the grid. */
  views: z.record(z.string(), gridViewSchema).default({}),
  firstRunDone: z.boolean().default(false),
  /** Single keys such as `r` and `?` act; off leaves only combinations (WCAG 2.1.4). */
  singleKeys: z.boolean().default(true),
  /** Refresh by the scheduler; off means by hand only. */
  autoSync: z.boolean().default(true),
});
export type SettingsModel = z.infer<typeof settingsModelSchema>;

type Shape = typeof settingsModelSchema.shape;

/** The fields without their defaults. */
const bareFields = Object.fromEntries(Object.entries(settingsModelSchema.shape).map(([key, field]) => [key, field.unwrap()])) as {
  [K in keyof Shape]: ReturnType<Shape[K]['unwrap']>;
};

/** What changes settings: keys left out stay as they are, so the defaults of the model must not fill them in. */
export const settingsPatchSchema = z.strictObject(bareFields).partial();
