import { z } from 'zod';
import type { AppError } from '../errors/app-error.ts';
import { type Confirmation, type CostDelta, type Effect } from './action.ts';
import { lifecycleRuleSchema } from './lifecycle.ts';
import {
  bucketKeySchema,
  type ChecksumAlgorithm,
  objectKeySchema,
  objectPropertiesSchema,
  objectRefSchema,
  prefixSchema,
} from './storage.ts';

/** What to do when the target exists already. */
export const conflictRules = [
  /** Leave it. */
  'skip',
  'overwrite',
  /** Overwrite when the source is newer. */
  'newer',
  /** Overwrite when size, or modification time, differ. */
  'different',
  /** Write beside it under a free name: `report (1).csv`. */
  'rename',
  /** Refuse the item. */
  'fail',
] as const;
export type ConflictRule = (typeof conflictRules)[number];

export const priorities = ['high', 'normal', 'low'] as const;
export type Priority = (typeof priorities)[number];

/** Most files that one request names one by one. */
export const mostFiles = 5000;

/** Whether a name lies below where it is put: names between `/`, of which none is empty, `.` or `..`. */
export function isRelativeName(name: string): boolean {
  return !name.includes('\0') && name.split('/').every((part) => !['', '.', '..'].includes(part));
}

const relativeNameSchema = z.string().max(1024).refine(isRelativeName, 'A name below the target, without . and .. in it');

/** Files that the person chose, dropped or named: the renderer holds tokens, the command line paths. */
const filesSchema = z.object({
  tokens: z.array(z.string().min(8).max(100)).max(mostFiles).default([]),
  paths: z.array(z.string().min(1).max(4096)).max(mostFiles).default([]),
  /** What files are called below the target, by token (or path): `photos/2024/a.jpg`. Without one, a file keeps its name. */
  names: z.record(z.string().max(4096), relativeNameSchema).optional(),
});

/** Where objects come from: single ones, whole folders, or files of this machine. */
export const sourceSchema = z.object({
  objects: z.array(objectRefSchema).max(5000).default([]),
  prefixes: z
    .array(z.object({ ...bucketKeySchema.shape, prefix: prefixSchema }))
    .max(500)
    .default([]),
  files: filesSchema.prefault({}),
});
export type TransferSource = z.infer<typeof sourceSchema>;

/** A folder of a bucket, or a folder (or file name to save as) of this machine. */
export const targetSchema = z.union([
  z.object({
    kind: z.literal('bucket'),
    ...bucketKeySchema.shape,
    prefix: prefixSchema,
    /** The exact key, for one object. */ key: objectKeySchema.optional(),
  }),
  z.object({ kind: z.literal('file'), token: z.string().max(100).optional(), path: z.string().max(4096).optional() }),
]);
export type TransferTarget = z.infer<typeof targetSchema>;

/** Every change to stored objects. All of them are planned, confirmed and written down; copies and deletions run in the queue. */
export const storageRequestSchema = z.discriminatedUnion('verb', [
  z.object({
    verb: z.enum(['copy', 'move']),
    source: sourceSchema,
    target: targetSchema,
    conflict: z.enum(conflictRules).default('different'),
    /** For the new objects; what is left out is taken from the source. */
    properties: objectPropertiesSchema.optional(),
    storageClass: z.string().max(40).optional(),
    priority: z.enum(priorities).default('normal'),
  }),
  z.object({
    verb: z.literal('sync'),
    /** One folder on each side; `to` is made like `from`. */
    from: z.union([
      z.object({ kind: z.literal('bucket'), ...bucketKeySchema.shape, prefix: prefixSchema }),
      z.object({ kind: z.literal('file'), token: z.string().max(100).optional(), path: z.string().max(4096).optional() }),
    ]),
    to: targetSchema,
    /** Delete at `to` what `from` does not have. */
    deleteExtra: z.boolean().default(false),
    /** What counts as the same: size and time, size alone, or checksums where both sides state one. */
    compare: z.enum(['size_time', 'size', 'checksum']).default('size_time'),
    priority: z.enum(priorities).default('normal'),
  }),
  z.object({
    verb: z.literal('delete'),
    source: sourceSchema,
    /** All versions, so that nothing remains. */
    versions: z.boolean().default(false),
  }),
  z.object({ verb: z.literal('create_folder'), ...bucketKeySchema.shape, prefix: prefixSchema.min(1) }),
  z.object({ verb: z.literal('properties'), source: sourceSchema, properties: objectPropertiesSchema }),
  z.object({ verb: z.literal('tags'), source: sourceSchema, tags: z.record(z.string().min(1).max(128), z.string().max(256)) }),
  z.object({ verb: z.literal('storage_class'), source: sourceSchema, storageClass: z.string().min(1).max(40) }),
  z.object({
    verb: z.literal('restore'),
    source: sourceSchema,
    days: z.number().int().min(1).max(365).default(7),
    tier: z.string().max(40).optional(),
  }),
  z.object({ verb: z.literal('access'), source: sourceSchema, access: z.enum(['private', 'public']) }),
  /** Makes an older version the current one. */
  z.object({ verb: z.literal('restore_version'), objects: z.array(objectRefSchema).min(1).max(5000) }),
  /** Brings a folder back to what it held at a time: undeletes and restores versions. Needs versions or soft delete. */
  z.object({ verb: z.literal('undelete'), ...bucketKeySchema.shape, prefix: prefixSchema, at: z.number() }),
  z.object({
    verb: z.literal('abort_uploads'),
    ...bucketKeySchema.shape,
    uploads: z
      .array(z.object({ key: objectKeySchema, uploadId: z.string().max(2000) }))
      .min(1)
      .max(5000),
  }),
  z.object({ verb: z.literal('lifecycle'), ...bucketKeySchema.shape, rules: z.array(lifecycleRuleSchema).max(1000) }),
]);
export type StorageRequest = z.infer<typeof storageRequestSchema>;
export type StorageRequestVerb = StorageRequest['verb'];

/** One thing that a plan would do. */
export interface StoragePlanItem {
  index: number;
  /** What is done to this one: a sync copies and deletes. */
  does:
    | 'copy'
    | 'move'
    | 'delete'
    | 'folder'
    | 'properties'
    | 'tags'
    | 'storage_class'
    | 'restore'
    | 'access'
    | 'restore_version'
    | 'undelete'
    | 'abort_upload'
    | 'lifecycle';
  /** Address or path; null where there is no such side. */
  from: string | null;
  to: string | null;
  size: number;
  /** Last change of the source, epoch ms UTC; null where there is no source or it does not say. */
  modified: number | null;
  /** Why nothing will be done: `the same size and time`; null when something will. */
  skip: string | null;
  /** Why it must not be done: key too long for the target, name that this file system cannot hold, archived; null when it may. */
  refusal: AppError | null;
  /** An existing target is replaced: its size and time. */
  replaces: { size: number; modified: number } | null;
}

/**
 * Items of a plan by what becomes of them. `act`: those that wait to be done; of these `new` have no target yet, `changed`
 * replace one, and `delete` remove one.
 */
export const planParts = ['all', 'act', 'new', 'changed', 'delete', 'skip', 'refuse'] as const;
export type PlanPart = (typeof planParts)[number];

/** How two sides differ: items and their bytes by what becomes of them. */
export type PlanDiff = Record<'new' | 'changed' | 'delete' | 'skip' | 'refuse', { items: number; bytes: number }>;

/** What would be done, before it is done. Times are epoch ms, UTC. */
export interface StoragePlan {
  id: string;
  verb: StorageRequestVerb;
  title: string;
  effect: Effect;
  createdAt: number;
  expiresAt: number;
  state: 'open' | 'applied' | 'expired';
  /** The transfer that carries it out. */
  transferId: string | null;
  counts: { act: number; skip: number; refuse: number };
  /** Items of which something is done, by what is done. */
  does: Partial<Record<StoragePlanItem['does'], number>>;
  bytes: number;
  warnings: string[];
  /** Change of the bill per month, by currency. */
  monthly: CostDelta[];
  /** Charged once: retrieval, early deletion, requests, transfer out. */
  once: CostDelta[];
  /** How long until an archived object can be read; null where nothing is restored. */
  wait: string | null;
  confirm: Confirmation;
  /** Of a copy, a move and a sync; null of what has one side. */
  diff: PlanDiff | null;
  /** A page of the items that were asked for: those refused first, then in order. */
  items: StoragePlanItem[];
  /** How many were asked for. */
  total: number;
}

export const transferStates = ['queued', 'running', 'paused', 'succeeded', 'partial', 'failed', 'cancelled', 'interrupted'] as const;
export type TransferState = (typeof transferStates)[number];
export const itemStates = ['waiting', 'running', 'succeeded', 'failed', 'skipped', 'cancelled'] as const;
export type ItemState = (typeof itemStates)[number];

/** An applied plan: its work in the queue. Survives restarts. Times are epoch ms, UTC. */
export interface Transfer {
  id: string;
  planId: string;
  verb: StorageRequestVerb;
  title: string;
  state: TransferState;
  priority: Priority;
  /** For people: addresses of the two sides. */
  from: string;
  to: string;
  createdAt: number;
  startedAt: number | null;
  endedAt: number | null;
  counts: Record<ItemState, number>;
  /** Copied items whose checksum was stated by the far side and compared. */
  verified: number;
  /** Copied items in all: "N of M verified". */
  copied: number;
  bytes: { done: number; total: number };
  /** Bytes a second now; 0 while nothing runs. */
  rate: number;
  /** First faults, for the list; items have their own. */
  errors: AppError[];
  /** Why it waits: bandwidth schedule, offline, another console works on it; `''`: it does not. */
  waits: string;
}

export interface TransferItem {
  index: number;
  does: StoragePlanItem['does'];
  from: string | null;
  to: string | null;
  size: number;
  state: ItemState;
  bytes: number;
  /** Tries so far. */
  attempts: number;
  error: AppError | null;
  /** How the two sides were compared; null: not yet, or the far side states none. */
  verified: ChecksumAlgorithm | null;
  /** Why it was skipped; `''` otherwise. */
  note: string;
}

/** Limits of all transfers together. Bytes a second; 0: none. */
export const transferSettingsSchema = z.object({
  bytesPerSecond: z.number().int().nonnegative().default(0),
  /** First that matches now decides instead of `bytesPerSecond`. Local time of the machine, `HH:MM`; `to` may be before `from` (over midnight). */
  schedule: z
    .array(
      z.object({
        /** 0: Sunday … 6; empty: every day. */
        days: z.array(z.number().int().min(0).max(6)).max(7),
        from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
        to: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
        bytesPerSecond: z.number().int().nonnegative(),
      }),
    )
    .max(20)
    .default([]),
  /** Objects worked on at a time. */
  concurrency: z.number().int().min(1).max(64).default(8),
});
export type TransferSettings = z.infer<typeof transferSettingsSchema>;
