import { z } from 'zod';
import { appErrorSchema } from '../errors/app-error.ts';

/** The kinds of data a connector can bring into the cache. */
export const dataSets = ['costs', 'machines', 'metrics', 'buckets', 'people', 'devices', 'places'] as const;
export type DataSet = (typeof dataSets)[number];

/** How fresh one cached data set of one connection and scope (region, account or file) is. Times are epoch ms, UTC. */
export const freshnessSchema = z.object({
  connectionId: z.string(),
  dataSet: z.enum(dataSets),
  /** Region, account or file; `''` when the data set has one scope only. */
  scope: z.string(),
  /** Time of the last complete read; null when there was none. */
  asOf: z.number().nullable(),
  /** False while the rows shown are from an unfinished read. */
  complete: z.boolean(),
  rows: z.number().int(),
  /** After this time the data set counts as stale. */
  staleAfter: z.number().nullable(),
  lastError: appErrorSchema.nullable(),
  lastErrorAt: z.number().nullable(),
  nextRefresh: z.number().nullable(),
});
export type Freshness = z.infer<typeof freshnessSchema>;

/** Something wrong that stands beside the rows: never instead of them. */
export const problemSchema = z.object({
  connectionId: z.string().nullable(),
  connectionName: z.string().nullable(),
  dataSet: z.enum(dataSets).nullable(),
  scope: z.string(),
  error: appErrorSchema,
  /** Epoch ms, UTC. */
  at: z.number(),
});
export type Problem = z.infer<typeof problemSchema>;

/** The envelope of every read from the cache. */
export interface Dated {
  /** Oldest complete read among the data sets involved, epoch ms UTC; null when there is none. */
  asOf: number | null;
  /** True when any data set involved is past its age limit, incomplete or failed its last refresh. */
  stale: boolean;
  problems: Problem[];
}
