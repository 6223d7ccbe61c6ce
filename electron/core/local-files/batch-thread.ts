import { Worker } from 'node:worker_threads';
import { workerUrl } from '../worker-url.ts';
import type { Batch, BatchAnswer } from './put-batch.ts';

/** The thread ends when it had nothing to do for so long. */
const idleMs = 5_000;

/** Its own memory is small: the files' is passed back. */
const youngMb = 4;

/** A thread that writes batches of small files, one after the other: started when needed. */
export function createBatchThread() {
  let worker: Worker | null = null;
  let rest: NodeJS.Timeout | null = null;
  const started = (): Worker => {
    if (worker) return worker;
    const fresh = new Worker(workerUrl(import.meta.url, 'put-batch.worker'), { resourceLimits: { maxYoungGenerationSizeMb: youngMb } });
    fresh.once('exit', () => {
      if (worker === fresh) worker = null;
    });
    worker = fresh;
    return fresh;
  };
  const end = () => {
    void worker?.terminate();
    worker = null;
  };
  return {
    /** Rejects when the thread ended before it answered. */
    async write(batch: Batch): Promise<BatchAnswer> {
      if (rest) clearTimeout(rest);
      const thread = started();
      thread.ref();
      try {
        return await new Promise((resolve, reject) => {
          const broken = (cause: unknown) => reject(cause instanceof Error ? cause : new Error('the thread ended'));
          thread.once('exit', broken).once('error', broken);
          thread.once('message', (answer: BatchAnswer) => {
            thread.off('exit', broken).off('error', broken);
            resolve(answer);
          });
          thread.postMessage(batch, [batch.bytes.buffer]);
        });
      } finally {
        thread.unref();
        rest = setTimeout(end, idleMs).unref();
      }
    },
  };
}
