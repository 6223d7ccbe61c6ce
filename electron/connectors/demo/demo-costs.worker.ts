import { parentPort } from 'node:worker_threads';
import { batchBuffers, exposeGroups, moved } from '../sdk.ts';
import { type CostPage, type CostPagesOptions, costPages } from './costs/cost-pages.ts';

/** Makes pages of cost rows off the main thread: a page of a large organisation takes longer than a frame. */
const readers = new Map<number, Generator<CostPage>>();
let lastId = 0;

const reader = {
  /** Starts a read; returns its id. */
  open(options: CostPagesOptions): number {
    readers.set(++lastId, costPages(options));
    return lastId;
  },
  /** The next page; null after the last one. */
  next({ id }: { id: number }): CostPage | null {
    const page = readers.get(id)?.next();
    if (!page || page.done) return null;
    return moved(page.value, batchBuffers(page.value.batch));
  },
  close({ id }: { id: number }): void {
    readers.delete(id);
  },
};

export interface CostThreadApi {
  reader: typeof reader;
}

exposeGroups({ reader } satisfies CostThreadApi, parentPort!, (cause) => {
  throw cause;
});
