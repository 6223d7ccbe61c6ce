import type { AppError } from '#shared/errors/app-error.ts';

/** A part of a data set that is read, fails and ages on its own: a region, an account, a file. */
export interface Scope {
  /** `''` when the data set has one scope only. */
  id: string;
  label: string;
}

/** One page of a read. Each is one transaction in the cache. */
export interface Page<T> {
  items: T;
  /** Where to go on after a restart; null when the source cannot resume. */
  cursor: string | null;
  /** 0–1 when the total is known. */
  progress: number | null;
  /** What the page cost at the provider, in the provider's currency. */
  spent?: { amount: number; currency: string };
  /** Faults that did not stop the read. */
  warnings?: AppError[];
}

export interface ReadOptions {
  scope: Scope;
  signal: AbortSignal;
  /** Cursor of the last page stored, when an interrupted read goes on. */
  cursor: string | null;
}

/** What every readable capability declares to the scheduler. */
export interface Source<T> {
  /** Age in ms after which the scheduler refreshes. */
  maxAgeMs: number;
  scopes(signal: AbortSignal): Promise<Scope[]>;
  read(options: ReadOptions): AsyncIterable<Page<T>>;
  /** Price of one full refresh, for sources whose calls are billed. */
  price?(): { calls: number; amount: number; currency: string; note: string };
}
