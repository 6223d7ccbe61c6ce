import { type AppError, toAppError } from '#shared/errors/app-error.ts';
import type { Executor, ItemContext, ItemOutcome } from '../executor.ts';
import type { WorkItem } from '../transfers-api.ts';
import type { Bulk, Does, QueueParts } from './transfer-queue.ts';

export type Result = ItemOutcome | AppError;

export const isFault = (result: Result): result is AppError => 'code' in result;

interface Work {
  items: readonly WorkItem[];
  executors: Partial<Record<Does, Executor>>;
  bulk: Bulk | undefined;
  logger: QueueParts['logger'];
}

/** A bug must not stop the queue; its item says where to look. */
function faultOf(cause: unknown, logger: QueueParts['logger'], item: WorkItem): AppError {
  const id = crypto.randomUUID();
  const error = toAppError(cause, id);
  if (error.code === 'internal') logger.error('an item of a transfer failed by a bug', { id, cause, does: item.does, index: item.index });
  return error;
}

/** Carries out items once; a result for each, in order. `open`: brings the stores, which may fail too. */
export async function attempt({ items, executors, bulk, logger }: Work, open: () => Promise<ItemContext>): Promise<Result[]> {
  try {
    const context = await open();
    if (bulk) return await bulk.run(items, context);
    const [item] = items;
    const executor = executors[item!.does];
    if (!executor) throw new Error(`Nobody carries out ${item!.does}`);
    return [await executor(item!, context)];
  } catch (cause) {
    const error = faultOf(cause, logger, items[0]!);
    return items.map(() => error);
  }
}
