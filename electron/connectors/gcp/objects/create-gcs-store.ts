import type { ObjectStore } from '../../sdk.ts';
import type { GcpAccount } from '../account.ts';
import type { KnownProjects } from '../projects.ts';
import { bucketFacts } from './bucket-facts.ts';
import { bucketSource } from './buckets.ts';
import { setAccess, setProperties } from './change-object.ts';
import { bucketLifecycle } from './lifecycle.ts';
import { listObjects } from './list-objects.ts';
import { headObject, statObject } from './object-facts.ts';
import { presignObject } from './presign.ts';
import { putObject } from './put-object.ts';
import { readObject } from './read-object.ts';
import { removeObjects } from './remove-objects.ts';
import { copyObject, setStorageClass } from './rewrite.ts';
import { uploadTarget } from './upload.ts';
import { listVersions, restoreVersion } from './versions.ts';

/** Cloud Storage by its JSON API; links are signed by Google's SDK. Upload sessions cannot be listed there, so none are shown. */
export function createGcsStore(account: GcpAccount, known: KnownProjects): ObjectStore {
  return {
    buckets: bucketSource(account, known),
    list: (request) => listObjects(account, request),
    head: (address, signal) => headObject(account, address, signal),
    stat: (address, signal) => statObject(account, address, signal),
    read: (request, receive) => readObject(account, request, receive),
    upload: uploadTarget(account),
    remove: (bucket, objects, signal) => removeObjects(account, { bucket, objects, signal }),
    removeBatch: 1000,
    conditionalRemove: true,
    async createFolder(bucket, prefix, signal) {
      const object = { bucket, key: prefix, size: 0, properties: {}, checksum: null };
      await putObject(account, { object, body: new Uint8Array(), checksum: null }, signal);
    },
    copy: (copy) => copyObject(account, copy),
    copyFrom: { service: `Google Cloud Storage at ${account.settings.endpoints.storage}` },
    versions: (request) => listVersions(account, request),
    restoreVersion: (address, signal) => restoreVersion(account, address, signal),
    setProperties: (address, properties, signal) => setProperties(account, address, properties, signal),
    setStorageClass: (object, storageClass, signal) => setStorageClass(account, object, storageClass, signal),
    setAccess: (address, access, signal) => setAccess(account, address, access, signal),
    presign: (address, options, signal) => presignObject(account, address, { ...options, signal }),
    lifecycle: bucketLifecycle(account),
    bucketFacts: (bucket, signal) => bucketFacts(account, bucket, signal),
  };
}
