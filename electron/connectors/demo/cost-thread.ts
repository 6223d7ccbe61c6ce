import { Worker } from 'node:worker_threads';
import { connectGroups, failure, type Groups, workerUrl } from '../sdk.ts';
import type { CostPage, CostPagesOptions } from './costs/cost-pages.ts';
import type { CostThreadApi } from './demo-costs.worker.ts';

/** Client of the worker that makes cost pages; the worker starts with the first read and serves several at once. */
export class CostThread {
  private worker: Worker | null = null;
  private api: Groups<CostThreadApi> | null = null;
  private lost: Promise<never> | null = null;

  private connect(): Groups<CostThreadApi> {
    if (this.api) return this.api;
    const worker = new Worker(workerUrl(import.meta.url, 'demo-costs.worker'));
    this.lost = new Promise<never>((_, reject) => {
      const end = (cause?: unknown) =>
        reject(failure('provider_unavailable', 'The demo organisation stopped while it was read.', { cause }));
      worker.once('error', end).once('exit', () => end());
    });
    // Nobody may be waiting when the worker ends.
    this.lost.catch(() => undefined);
    this.worker = worker;
    this.api = connectGroups<CostThreadApi>(worker);
    return this.api;
  }

  private alive<T>(answer: Promise<T>): Promise<T> {
    return Promise.race([answer, this.lost!]);
  }

  async *pages(options: CostPagesOptions, signal: AbortSignal): AsyncGenerator<CostPage> {
    const { reader } = this.connect();
    const id = await this.alive(reader.open(options));
    try {
      for (;;) {
        signal.throwIfAborted();
        const page = await this.alive(reader.next({ id }));
        if (!page) return;
        yield page;
      }
    } finally {
      if (this.worker) void reader.close({ id }).catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    const { worker } = this;
    this.worker = null;
    this.api = null;
    await worker?.terminate();
  }
}
