import { z } from 'zod';
import type { CostDelta } from './action.ts';

const days = z.number().int().min(0).max(36_500);
const storageClass = z.string().min(1).max(40);

/** A day, UTC: `2026-11-28`. */
const day = z.iso.date();

/**
 * What a lifecycle rule does. Days count from the object's creation (S3, GCS), or from what `basis` names (Azure).
 * Sources: S3 "Lifecycle configuration elements", Azure "Lifecycle management policies that tier", GCS "Object Lifecycle
 * Management".
 */
export const lifecycleActionSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('transition'),
    days,
    storageClass,
    basis: z.enum(['created', 'modified', 'accessed']).default('created'),
    /** From this day on whatever the age (S3): `days` is not looked at. */
    date: day.optional(),
  }),
  z.object({
    kind: z.literal('expire'),
    days,
    basis: z.enum(['created', 'modified', 'accessed']).default('created'),
    date: day.optional(),
  }),
  z.object({
    kind: z.literal('noncurrent_transition'),
    days,
    storageClass,
    /** Newest old versions that stay as they are. */
    keepNewest: z.number().int().min(0).max(100).default(0),
  }),
  z.object({ kind: z.literal('noncurrent_expire'), days, keepNewest: z.number().int().min(0).max(100).default(0) }),
  z.object({ kind: z.literal('abort_uploads'), days }),
  /** Delete markers without older versions. */
  z.object({ kind: z.literal('remove_delete_markers') }),
]);
export type LifecycleAction = z.infer<typeof lifecycleActionSchema>;

export const lifecycleRuleSchema = z.object({
  /** Unique in the bucket. GCS has no names: the console numbers its rules. */
  id: z.string().min(1).max(255),
  enabled: z.boolean(),
  filter: z.object({
    /** Any of them; empty: every key. S3 takes one. */
    prefixes: z.array(z.string().max(1024)).max(50).default([]),
    /** Any of them (GCS). */
    suffixes: z.array(z.string().max(1024)).max(50).default([]),
    /** All of them (S3, Azure index tags). */
    tags: z.record(z.string(), z.string()).default({}),
    minBytes: z.number().nonnegative().nullable().default(null),
    maxBytes: z.number().nonnegative().nullable().default(null),
    /** Only objects of these classes (GCS). */
    classes: z.array(storageClass).default([]),
    /** Only objects that were created before this day (GCS). */
    createdBefore: day.optional(),
  }),
  actions: z.array(lifecycleActionSchema).min(1).max(20),
  /** What the provider's rule says besides: such a rule is shown, kept as it is when others are saved, and not edited. */
  unsupported: z.array(z.string()).default([]),
});
export type LifecycleRule = z.infer<typeof lifecycleRuleSchema>;

/** Scope of the error that says what of a rule a provider refuses: it is shown beside the rule. */
export function ruleScope(id: string): string {
  return `rule ${id}`;
}

const lifecycleFilters = ['prefixes', 'suffixes', 'tags', 'size', 'classes', 'createdBefore'] as const;

/** What rules of a kind of store can say: declared with its other features, so that an editor offers nothing else. */
export const lifecycleFeaturesSchema = z.object({
  actions: z.array(
    z.enum(['transition', 'expire', 'noncurrent_transition', 'noncurrent_expire', 'abort_uploads', 'remove_delete_markers']),
  ),
  filters: z.array(z.enum(lifecycleFilters)),
  /** Prefixes of one rule. */
  maxPrefixes: z.number().int().min(1),
  /** What days can count from, the usual first. */
  bases: z.array(z.enum(['created', 'modified', 'accessed'])).min(1),
  /** Whether a day can stand instead of an age; absent: no. */
  dates: z.boolean().optional(),
  /** Whether a number of the newest old versions can be kept. */
  keepNewest: z.boolean(),
  /** Whether a rule can be switched off and stay. */
  canDisable: z.boolean(),
  /** Whether a person names rules. */
  named: z.boolean(),
});
export type LifecycleFeatures = z.infer<typeof lifecycleFeaturesSchema>;

/** The lifecycle rules of a bucket (S3, GCS) or of its storage account (Azure: `appliesTo` says so). */
export interface Lifecycle {
  rules: LifecycleRule[];
  appliesTo: string;
  /** The provider's own document, to compare before saving and to show. Plain JSON; null: none. */
  raw: unknown;
}

/** What one rule would do to the objects in the index of names. */
export interface LifecycleEffect {
  ruleId: string;
  action: LifecycleAction;
  /** Objects that it would take now, and those that it would take within `horizonDays`. */
  now: { objects: number; bytes: number };
  later: { objects: number; bytes: number };
  /** Change of the bill per month once done with `now`; negative saves. Null: no price known. */
  monthly: CostDelta | null;
  /** Charged once: transitions, early deletion. */
  once: CostDelta | null;
  /** Biggest keys that it would take. */
  sample: { key: string; size: number; modified: number }[];
  /** What cannot be told from the index: tags, older versions. */
  notes: string[];
}

export interface LifecycleSimulation {
  effects: LifecycleEffect[];
  /** Rules that take the same objects: the provider's order of precedence decides. */
  overlaps: string[];
  horizonDays: number;
  /** Age of the index; null: the bucket's names were never read. */
  asOf: number | null;
  complete: boolean;
}
