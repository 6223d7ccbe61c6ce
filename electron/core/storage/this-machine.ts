import type { StorageFeatures } from '#shared/model/storage.ts';
import type { ObjectStore } from '../capabilities/objects.ts';
import { createFolderStore } from '../local-files/create-folder-store.ts';

/** Files that a person named by their paths: a bucket is the absolute path of a folder. */
export function thisMachine(): { store: ObjectStore; features: StorageFeatures } {
  return {
    store: createFolderStore({ rootOf: (path) => path }),
    features: {
      bucketWord: 'Folder',
      scheme: 'file',
      verbs: ['server_copy'],
      classes: [],
      checksums: [],
      maxObjectBytes: Number.MAX_SAFE_INTEGER,
      maxKeyBytes: 4096,
      maxPresignSeconds: 0,
      restoreTiers: [],
    },
  };
}
