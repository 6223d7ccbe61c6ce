import type { AppError } from '../errors/app-error.ts';
import type { CostDelta } from './action.ts';
import type { BucketKey } from './storage.ts';

/** What a rule found, with its evidence. */
export interface Classification {
  /** `secret`, `personal`, `financial`, `backup`, `log`, `data`, `media`, `code`, `temporary`. */
  label: string;
  /** Id of the rule, e.g. `content.iban`. */
  rule: string;
  /** How the rule decides, in words: `IBAN with valid mod 97 check`. */
  method: string;
  /** By what: the name, a tag, the content type, or a sample of the content. */
  by: 'name' | 'tag' | 'type' | 'content';
  objects: number;
  bytes: number;
  /** Keys with what was seen, masked: never the value itself. */
  evidence: { key: string; seen: string }[];
  /** `high` names something that must not lie open. */
  sensitivity: 'high' | 'medium' | 'low';
}

/** Objects that would cost less in another class. */
export interface TieringAdvice extends BucketKey {
  /** Stable while it is about the same. */
  id: string;
  from: string;
  to: string;
  /** Which objects: prefix and age, in words. */
  which: string;
  prefix: string;
  minAgeDays: number;
  objects: number;
  bytes: number;
  /** Negative saves. */
  monthly: CostDelta;
  /** Transition requests and early deletion of what is younger than its minimum duration. */
  once: CostDelta;
  /** What reading it all back once would cost. */
  retrieval: CostDelta;
  /** Months until the saving has paid for `once`. */
  paysBackMonths: number;
  /** Figures behind it, in words. */
  reasons: string[];
}

export interface StorageFinding extends BucketKey {
  id: string;
  /** `public`, `unencrypted`, `no_versioning`, `cross_account`, `stale_policy`, `insecure_transport`, `loose_settings`, `pending_uploads`, `no_lifecycle`, `sensitive_public`, `misplaced`. */
  rule: string;
  severity: 'high' | 'medium' | 'low';
  title: string;
  /** What was seen, statement by statement. */
  evidence: string[];
  /** What to do. */
  advice: string;
}

/** One rectangle of a treemap: a folder with everything in it. */
export interface FolderSum {
  prefix: string;
  bytes: number;
  objects: number;
  /** Newest change in it, epoch ms UTC. */
  modified: number;
}

/** Size of a bucket at a time; from complete reads of its names, and as the provider reported it. */
export interface GrowthPoint {
  /** Epoch ms, UTC. */
  at: number;
  bytes: number;
  objects: number;
  by: 'index' | 'provider';
}

/** What the index of names says of one bucket or folder. */
export interface UsageSummary {
  bytes: number;
  objects: number;
  byClass: { storageClass: string; bytes: number; objects: number }[];
  /** By age of last change in days; upper bounds 7, 30, 90, 180, 365, 730, and the rest. */
  byAge: { maxDays: number | null; bytes: number; objects: number }[];
  /** The twenty with most bytes, the rest as `''`. */
  byExtension: { extension: string; bytes: number; objects: number }[];
  /** The hundred with most bytes, then one of the rest with prefix `''`. */
  folders: FolderSum[];
  /** Bytes last changed in each month, `2025-06`. */
  byMonth: { month: string; bytes: number; objects: number }[];
  growth: GrowthPoint[];
  asOf: number | null;
  complete: boolean;
}

export interface StorageInsight {
  findings: StorageFinding[];
  tiering: TieringAdvice[];
  classifications: (Classification & BucketKey)[];
  /** Price table's date and source, in words, by provider. */
  prices: string[];
  /** Buckets whose names were never read: nothing can be said of their content. */
  unread: BucketKey[];
  problems: AppError[];
}
