import type { Logger } from '../../ports.ts';
import type { TransfersAccess } from '../store/transfers-access.ts';
import { createStores } from './stores.ts';
import type { QueueParts } from './transfer-queue.ts';

interface Parts {
  transfers: TransfersAccess;
  openStore: QueueParts['openStore'];
  logger: Logger;
}

/**
 * Removes uploads and part files that a transfer began and will not finish. What cannot be removed is logged and forgotten:
 * the search for orphans finds it.
 */
export async function removeUnfinished({ transfers, openStore, logger }: Parts, transferId: string): Promise<void> {
  const { parts } = await transfers.api();
  const open = (await parts.open()).filter((one) => one.transferId === transferId);
  const stores = createStores({ openStore });
  try {
    for (const { index, resume } of open) {
      try {
        const store = await stores.open(resume.connectionId);
        await store.upload.abort(resume.upload, new AbortController().signal);
      } catch (cause) {
        logger.warn('an unfinished upload could not be removed', { transferId, key: resume.upload.key, cause });
      }
      await parts.end({ transferId, index });
    }
  } finally {
    stores.release();
  }
}
