import type { ObjectStore } from '../capabilities/objects.ts';
import { makeFolder, removeFiles } from './change-files.ts';
import { copyWithin } from './copy-file.ts';
import { folderBuckets, type NamedFolder } from './folder-buckets.ts';
import type { FolderContext } from './folder-context.ts';
import { nameRulesOf } from './key-path.ts';
import { listFiles } from './list-files.ts';
import { pendingFiles } from './pending-files.ts';
import { headFile, readFile, statFile } from './read-file.ts';
import { abortUpload, uploadTarget } from './upload.ts';

export interface FolderStoreOptions {
  /** Absolute path of the folder that a bucket names. Throws `not_found` for another bucket. */
  rootOf: (bucket: string) => string;
  /** What `buckets` lists. */
  folders?: readonly NamedFolder[];
  /** Whose rules for names and paths apply; absent: this machine's. */
  platform?: NodeJS.Platform;
}

/**
 * Folders of this machine as a store. A key is the path below the folder, with `/`; nothing is read or written outside of
 * it, whatever the key and whatever links stand there. The path that the person chose may itself be a link.
 */
export function createFolderStore({ rootOf, folders = [], platform = process.platform }: FolderStoreOptions): ObjectStore {
  const context: FolderContext = { rootOf, platform, rules: nameRulesOf(platform) };
  return {
    buckets: folderBuckets(folders),
    list: (request) => listFiles(context, request),
    head: (address, signal) => headFile(context, address, signal),
    stat: (address, signal) => statFile(context, address, signal),
    onDisk: true,
    read: (request, receive) => readFile(context, request, receive),
    upload: uploadTarget(context),
    remove: (bucket, objects, signal) => removeFiles(context, { bucket, objects, signal }),
    removeBatch: 1000,
    async createFolder(bucket, prefix, signal) {
      signal.throwIfAborted();
      await makeFolder(context, bucket, prefix);
    },
    copy: (copy) => copyWithin(context, copy),
    pendingUploads: (request) => pendingFiles(context, request),
    async abortPendingUpload(bucket, upload, signal) {
      signal.throwIfAborted();
      await abortUpload(context, { bucket, ...upload });
    },
  };
}
