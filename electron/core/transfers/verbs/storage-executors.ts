import type { QueueParts } from '../queue/transfer-queue.ts';
import { bringBack } from './bring-back.ts';
import { abortUpload, createFolder, saveLifecycle } from './change-bucket.ts';
import { changeAccess, changeProperties, changeStorageClass, changeTags, restoreFromArchive } from './change-objects.ts';
import { deleteObjects } from './delete-objects.ts';

/** Everything that the queue does besides copies and moves. */
export const storageExecutors: Pick<QueueParts, 'executors' | 'bulk'> = {
  executors: {
    folder: createFolder,
    properties: changeProperties,
    tags: changeTags,
    storage_class: changeStorageClass,
    restore: restoreFromArchive,
    access: changeAccess,
    restore_version: bringBack,
    undelete: bringBack,
    abort_upload: abortUpload,
    lifecycle: saveLifecycle,
  },
  bulk: { delete: { run: deleteObjects, most: ({ removeBatch }) => removeBatch } },
};
