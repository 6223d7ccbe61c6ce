import { Worker } from 'node:worker_threads';
import { type AppFailure, type ConformanceReport, type CostBatch, failure, type Page, workerUrl } from '../sdk.ts';
import { type ParseMessage, type ParseTask, pageTaken } from './parse-messages.ts';
import type { Refusal } from './refusal.ts';

/** Pages made but not taken yet. Two keep the parsing thread busy; more only take memory. */
const pagesInFlight = 2;

/**
 * The values of a Parquet column are short-lived objects: left alone, V8 lets them pile up to over 100 MB before it
 * collects them. Measured on 1 million rows: 150 MB less, at the same speed.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 24 };

/**
 * Reads a file in a thread of its own, page by page. Ends the thread when the caller stops or the signal fires, even in
 * the middle of a page. Throws `AppFailure`.
 *
 * @param onReport gets the report behind the last page
 */
export async function* parsePages(
  task: Pick<ParseTask, 'path'> & Partial<ParseTask>,
  signal: AbortSignal,
  onReport: (report: ConformanceReport) => void,
): AsyncGenerator<Page<CostBatch>> {
  signal.throwIfAborted();
  const complete: ParseTask = { pagesInFlight, firstPageOnly: false, badRowsTo: null, ...task };
  const worker = new Worker(workerUrl(import.meta.url, 'focus-parse.worker'), { workerData: complete, resourceLimits });
  const inbox = new Inbox(worker, signal);
  try {
    for (;;) {
      const message = await inbox.next();
      if (message.kind === 'failed') throw failureOf(message.error, complete.path);
      if (message.kind === 'bug') throw message.cause;
      if (message.kind === 'done') return onReport(message.report);
      worker.postMessage(pageTaken);
      yield { items: message.batch, cursor: null, progress: message.progress };
    }
  } finally {
    inbox.close();
    await worker.terminate();
  }
}

/** The failure that a refusal of the parsing thread stands for. */
export function failureOf({ code, message, hint }: Refusal['error'], path: string): AppFailure {
  return failure(code, message, { hint, source: { scope: path } });
}

/** Messages of a thread in order, and how it ended. */
class Inbox {
  private readonly queue: ParseMessage[] = [];
  private failure: unknown = null;
  private wake: (() => void) | null = null;
  private readonly signal: AbortSignal;
  private readonly onAbort = () => this.fail(this.signal.reason);

  constructor(worker: Worker, signal: AbortSignal) {
    this.signal = signal;
    signal.addEventListener('abort', this.onAbort);
    worker.on('message', (message: ParseMessage) => {
      this.queue.push(message);
      this.wake?.();
    });
    worker.on('error', (cause) => this.fail(cause));
    worker.on('exit', () => this.fail(failure('internal', 'The parsing thread ended unexpectedly')));
  }

  async next(): Promise<ParseMessage> {
    for (;;) {
      this.signal.throwIfAborted();
      const message = this.queue.shift();
      if (message) return message;
      if (this.failure !== null) throw this.failure;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  close(): void {
    this.signal.removeEventListener('abort', this.onAbort);
  }

  private fail(cause: unknown): void {
    this.failure ??= cause;
    this.wake?.();
  }
}
