import type { ObjectStore } from '../../sdk.ts';
import type { BlobAccess } from './blob-access.ts';
import { bucketSource } from './buckets.ts';
import { createFolder, rehydrate, setProperties, setTags, setTier } from './change.ts';
import { copyBlob } from './copy.ts';
import { bucketFacts } from './facts.ts';
import { headBlob, statBlob } from './head.ts';
import { lifecycleVerb } from './lifecycle/lifecycle.ts';
import { listBlobs } from './list.ts';
import { abortPendingUpload, pendingUploads } from './pending-uploads.ts';
import { presignBlob } from './presign.ts';
import { readBlob } from './read.ts';
import { removeBatch, removeBlobs } from './remove.ts';
import { uploadTarget } from './upload.ts';
import { listVersions, restoreVersion } from './versions.ts';

/** Containers and blobs. A bucket's name is `account/container`. */
export function blobStore(access: BlobAccess): ObjectStore {
  return {
    buckets: bucketSource(access),
    list: (request) => listBlobs(access, request),
    head: (address, signal) => headBlob(access, address, signal),
    stat: (address, signal) => statBlob(access, address, signal),
    read: (request, receive) => readBlob(access, request, receive),
    upload: uploadTarget(access),
    remove: (bucket, objects, signal) => removeBlobs(access, { bucket, objects, signal }),
    removeBatch,
    conditionalRemove: true,
    createFolder: (bucket, prefix, signal) => createFolder(access, bucket, prefix, signal),
    copy: (copy) => copyBlob(access, copy),
    copyFrom: { service: 'Azure Blob Storage', link: true },
    versions: (request) => listVersions(access, request),
    restoreVersion: (version, signal) => restoreVersion(access, version, signal),
    setProperties: (address, properties, signal) => setProperties(access, { address, properties, signal }),
    setTags: (address, tags, signal) => setTags(access, address, tags, signal),
    setStorageClass: (object, storageClass, signal) => setTier(access, object, storageClass, signal),
    restore: (address, { tier }, signal) => rehydrate(access, address, tier, signal),
    presign: (address, options, signal) => presignBlob(access, { address, ...options, signal }),
    lifecycle: lifecycleVerb(access),
    pendingUploads: (request) => pendingUploads(access, request),
    abortPendingUpload: (bucket, { key }, signal) => abortPendingUpload(access, bucket, key, signal),
    bucketFacts: (bucket, signal) => bucketFacts(access, bucket, signal),
  };
}
