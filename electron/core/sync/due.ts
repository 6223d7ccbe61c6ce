import type { ErrorCode } from '#shared/errors/codes.ts';
import type { Freshness } from '#shared/model/freshness.ts';

export interface DueOptions {
  now: number;
  /** Failures whose cause is gone, e.g. `offline` when the network is back: what failed so is tried at once. */
  mended: readonly ErrorCode[];
}

/** Whether a scope wants a refresh: past its time, interrupted in its first read, or failed by what is mended. */
export function isDue(set: Freshness, { now, mended }: DueOptions): boolean {
  if (set.lastError && mended.includes(set.lastError.code)) return true;
  if (set.nextRefresh !== null) return set.nextRefresh <= now;
  return set.lastError === null && !set.complete;
}

/** Time of the next refresh among sets; infinite when none is planned. */
export function nextDue(sets: Freshness[]): number {
  return sets.reduce((first, set) => Math.min(first, set.nextRefresh ?? Number.POSITIVE_INFINITY), Number.POSITIVE_INFINITY);
}
