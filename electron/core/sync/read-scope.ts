import { toAppError } from '#shared/errors/app-error.ts';
import type { Page, Scope, Source } from '../capabilities/source.ts';
import type { Clock } from '../ports.ts';
import { abortablePages } from './abortable.ts';
import { shutdown } from './job-tracker.ts';
import type { Sink } from './sinks.ts';

export interface ScopeRead<T> {
  source: Source<T>;
  scope: Scope;
  sink: Sink<T>;
  clock: Clock;
  signal: AbortSignal;
  /** Wraps each attempt with retry and circuit breaker. */
  guarded(work: () => Promise<void>): Promise<void>;
  /** After each stored page: rows stored by this read so far. */
  onPage(page: Page<T>, rows: number): void;
}

interface Progress {
  cursor: string | null;
  rows: number;
}

async function readPages<T>(read: ScopeRead<T>, progress: Progress): Promise<void> {
  const { source, scope, signal, sink } = read;
  for await (const page of abortablePages(signal, source.read({ scope, signal, cursor: progress.cursor }))) {
    progress.rows += await sink.append(page);
    progress.cursor = page.cursor;
    read.onPage(page, progress.rows);
  }
  signal.throwIfAborted();
}

/** A cursor of a former run that the provider no longer takes must not block the data set for ever. */
function isWornCursor(cause: unknown): boolean {
  return ['invalid_input', 'not_found', 'conflict'].includes(toAppError(cause).code);
}

async function readAll<T>(read: ScopeRead<T>, progress: Progress): Promise<void> {
  let first = true;
  const startOver = async () => {
    await read.sink.restart();
    Object.assign(progress, { cursor: null, rows: 0 });
  };
  await read.guarded(async () => {
    if (!first && progress.cursor === null && progress.rows > 0) await startOver();
    const resumed = first && progress.cursor !== null;
    first = false;
    try {
      await readPages(read, progress);
    } catch (cause) {
      if (!resumed || !isWornCursor(cause)) throw cause;
      await startOver();
      await readPages(read, progress);
    }
  });
}

/**
 * Reads one scope page by page into the cache; returns the rows read. After a failure the next attempt goes on behind
 * the last stored page where the source can, else from the start. When it gives up, what the scope showed before stays;
 * pages already stored are kept only when a later run can go on from them.
 */
export async function readScope<T>(read: ScopeRead<T>): Promise<number> {
  const startedAt = read.clock.now();
  const progress: Progress = { cursor: await read.sink.begin(), rows: 0 };
  try {
    await readAll(read, progress);
    // The age counts from the start of the read: a change made during it may be missing.
    const staleAfter = Math.min(startedAt + read.source.maxAgeMs, Number.MAX_SAFE_INTEGER);
    await read.sink.finish({ at: startedAt, staleAfter, nextRefresh: staleAfter });
    return progress.rows;
  } catch (cause) {
    const cancelled = read.signal.aborted && read.signal.reason !== shutdown;
    if (cancelled || progress.cursor === null) await read.sink.abort();
    throw cause;
  }
}
