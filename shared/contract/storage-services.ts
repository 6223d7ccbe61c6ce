import { z } from 'zod';
import type { CostDelta } from '../model/action.ts';
import type { Job } from '../model/job.ts';
import { type Lifecycle, type LifecycleSimulation, lifecycleRuleSchema } from '../model/lifecycle.ts';
import {
  type BrowseResult,
  type BucketFacts,
  type BucketsResult,
  browseQuerySchema,
  bucketKeySchema,
  type FindResult,
  findQuerySchema,
  type ObjectDetail,
  type ObjectVersion,
  objectRefSchema,
  type PendingUpload,
  type PresignedUrl,
  type PreviewBytes,
  prefixSchema,
  type StorageFeatures,
  type TablePreview,
} from '../model/storage.ts';
import type { Classification, StorageInsight, UsageSummary } from '../model/storage-insight.ts';
import {
  itemStates,
  planParts,
  priorities,
  type StoragePlan,
  storageRequestSchema,
  type Transfer,
  type TransferItem,
} from '../model/transfer.ts';
import { method } from './method.ts';

const nothing = z.strictObject({});
const minute = 60_000;
const bucketKey = bucketKeySchema.strict();
const objectRef = objectRefSchema.strict();
const folder = z.strictObject({ ...bucketKeySchema.shape, prefix: prefixSchema.default('') });
const transferId = z.strictObject({ transferId: z.string().min(1).max(100) });
const fileToken = z.string().min(8).max(100);
const page = { offset: z.number().int().nonnegative().default(0), limit: z.number().int().positive().max(2000).default(100) };

/** Buckets and objects: reads. Every change is planned by `transfers.plan`. */
export const storageContract = {
  /** What each connection with storage can do, by connection id. */
  features: method<{ connectionId: string; name: string; kind: string; features: StorageFeatures }[]>()(nothing),
  buckets: method<BucketsResult>()(nothing),
  /** One bucket's security facts, read from the provider now. */
  bucketFacts: method<BucketFacts>()(bucketKey, minute),
  /**
   * One folder. Answers at once from the cache; asks the provider unless `cached`, and `changed` with table `objects` tells
   * of each page that arrived. `refresh` asks again although the listing is fresh.
   */
  browse: method<BrowseResult>()(
    browseQuerySchema.extend({ cached: z.boolean().default(false), refresh: z.boolean().default(false) }),
    minute,
  ),
  /** Reads all names of a bucket (or of a folder) into the index: a job. */
  index: method<Job>()(folder),
  find: method<FindResult>()(findQuerySchema, minute),
  head: method<ObjectDetail>()(objectRef, minute),
  versions: method<{ versions: ObjectVersion[]; more: boolean }>()(
    z.strictObject({ ...folder.shape, limit: z.number().int().positive().max(5000).default(1000) }),
    minute,
  ),
  presign: method<PresignedUrl>()(
    z.strictObject({
      ...objectRefSchema.shape,
      method: z.enum(['GET', 'PUT']).default('GET'),
      expiresInSeconds: z.number().int().min(1).max(604_800),
      download: z.boolean().default(false),
    }),
    minute,
  ),
  /** At most 8 MiB from `offset`. */
  preview: method<PreviewBytes>()(
    z.strictObject({
      ...objectRefSchema.shape,
      offset: z.number().int().nonnegative().default(0),
      length: z.number().int().positive().max(8_388_608).default(262_144),
    }),
    minute,
  ),
  /** First rows of a CSV or Parquet object, by ranged reads. */
  table: method<TablePreview>()(
    z.strictObject({ ...objectRefSchema.shape, rows: z.number().int().positive().max(1000).default(100) }),
    minute,
  ),
  usage: method<UsageSummary>()(folder, minute),
  pendingUploads: method<{ uploads: PendingUpload[]; monthly: CostDelta | null; more: boolean }>()(folder, minute),
  lifecycle: method<Lifecycle>()(bucketKey, minute),
  /** What rules would do to the objects in the index. */
  simulateLifecycle: method<LifecycleSimulation>()(
    z.strictObject({
      ...bucketKeySchema.shape,
      rules: z.array(lifecycleRuleSchema).max(1000),
      horizonDays: z.number().int().min(0).max(3650).default(30),
    }),
    minute,
  ),
  insight: method<StorageInsight>()(z.strictObject({ buckets: z.array(bucketKeySchema).max(200).optional() }), minute),
  /** Reads the head of some objects and looks for what must not lie open: asked for by a person, because reading costs. */
  sampleContent: method<{ classifications: Classification[]; read: { objects: number; bytes: number }; skipped: string[] }>()(
    z.strictObject({ ...folder.shape, maxObjects: z.number().int().min(1).max(1000).default(50) }),
    10 * minute,
  ),
};

/** Changes to objects: plan, apply, and the queue that carries them out. */
export const transfersContract = {
  /** Says what would be done; changes nothing. */
  plan: method<StoragePlan>()(z.strictObject({ request: storageRequestSchema }), 30 * minute),
  /** A page of its items: all or a part of them, or those with a text in a key. */
  getPlan: method<StoragePlan>()(
    z.strictObject({ planId: z.string().max(100), ...page, show: z.enum(planParts).default('all'), text: z.string().max(200).optional() }),
  ),
  /** Puts a plan into the queue. `confirm`: the words that the plan asks for, `''` for a click. */
  apply: method<Transfer>()(z.strictObject({ planId: z.string().max(100), confirm: z.string().max(200).default('') }), minute),
  /** Running ones first, then newest first. `unfinished`: only those that have not ended; cheap when there are none. */
  list: method<{ transfers: Transfer[]; total: number }>()(z.strictObject({ ...page, unfinished: z.boolean().default(false) })),
  /** With a page of its items: those of one state, or with a text in an address; `total` counts what is asked for. */
  get: method<{ transfer: Transfer; items: TransferItem[]; total: number }>()(
    z.strictObject({ ...transferId.shape, ...page, state: z.enum(itemStates).optional(), text: z.string().max(200).optional() }),
  ),
  pause: method<Transfer>()(transferId),
  resume: method<Transfer>()(transferId),
  /** What has not begun is not begun; what is under way is ended and what it left is removed. */
  cancel: method<Transfer>()(transferId),
  /** Failed items go back into the queue. */
  retry: method<Transfer>()(transferId),
  prioritize: method<Transfer>()(z.strictObject({ ...transferId.shape, priority: z.enum(priorities) })),
  /** Removes ended transfers from the list. */
  clear: method<{ removed: number }>()(nothing),
  /** Writes the plan or the outcome of every item as CSV. */
  export: method<{ rows: number }>()(z.strictObject({ ...transferId.shape, target: fileToken }), minute),
};
