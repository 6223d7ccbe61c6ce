import type { ObjectStore } from '../../sdk.ts';
import type { AwsAccount } from '../account.ts';
import { bucketFacts } from './bucket-facts.ts';
import { bucketSource } from './buckets.ts';
import { createFolder, restoreObject, setAccess, setProperties, setStorageClass, setTags } from './change.ts';
import { copyObject } from './copy.ts';
import { createFastCalls } from './fast.ts';
import { headObject } from './head.ts';
import { getLifecycle, putLifecycle } from './lifecycle.ts';
import { checkLifecycle } from './lifecycle-check.ts';
import { abortUpload } from './multipart.ts';
import { partChecksums } from './part-checksums.ts';
import { listPending } from './pending.ts';
import { presignObject } from './presign.ts';
import { removeBatch, removeObjects } from './remove.ts';
import { createS3 } from './s3.ts';
import { statObject } from './stat.ts';
import { uploadTarget } from './upload.ts';
import { listVersions, restoreVersion } from './versions.ts';

/** Accounts of one partition of AWS copy from each other; elsewhere those of one endpoint. */
function serviceOf({ s3, homeRegion }: AwsAccount['settings']): string {
  if (s3.isCompatible) return `S3 at ${s3.endpoint ?? ''}`;
  return `S3 of AWS ${/^(cn|us-gov|us-iso|eusc)/.exec(homeRegion)?.[0] ?? ''}`;
}

/** S3, and stores that speak it. */
export function objectStore(account: AwsAccount): ObjectStore {
  const s3 = createS3(account);
  const fast = createFastCalls(s3);
  return {
    buckets: bucketSource(s3),
    list: (request) => fast.list(request),
    head: (address, signal) => headObject(s3, address, signal),
    stat: (address, signal) => statObject(s3, address, signal),
    partChecksums: (address, algorithm, signal) => partChecksums(s3, { address, algorithm, signal }),
    read: (request, receive) => fast.read(request, receive),
    upload: uploadTarget(s3, fast.part),
    remove: (bucket, objects, signal) => removeObjects(s3, { bucket, objects, signal }),
    removeBatch,
    // Stores that speak S3 drop the condition in silence, or take ETags of their own for others.
    ...(!account.settings.s3.isCompatible && { conditionalRemove: true as const }),
    createFolder: (bucket, prefix, signal) => createFolder(s3, { bucket, prefix, signal }),
    copy: (copy) => copyObject(s3, copy),
    copyFrom: { service: serviceOf(account.settings) },
    versions: (request) => listVersions(s3, request),
    restoreVersion: (address, signal) => restoreVersion(s3, address, signal),
    setProperties: (address, properties, signal) => setProperties(s3, address, { properties, signal }),
    setTags: (address, tags, signal) => setTags(s3, address, { tags, signal }),
    setStorageClass: (object, storageClass, signal) => setStorageClass(s3, object, { storageClass, signal }),
    restore: (address, options, signal) => restoreObject(s3, address, { ...options, signal }),
    setAccess: (address, access, signal) => setAccess(s3, address, { access, signal }),
    presign: (address, options, signal) => presignObject(s3, address, { ...options, signal }),
    lifecycle: {
      get: (bucket, signal) => getLifecycle(s3, bucket, signal),
      put: (bucket, rules, before, signal) => putLifecycle(s3, bucket, { rules, before, signal }),
      check: checkLifecycle,
    },
    pendingUploads: (request) => listPending(s3, request),
    abortPendingUpload: (bucket, upload, signal) => abortUpload(s3, { bucket, ...upload }, signal),
    bucketFacts: (bucket, signal) => bucketFacts(s3, bucket, signal),
  };
}
