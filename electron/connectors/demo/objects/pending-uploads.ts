import type { ObjectStore, PendingUpload } from '../../sdk.ts';
import { keyOf } from '../load.ts';
import type { OpenDemo } from '../open-demo.ts';
import { hash, streams, uniform } from '../random.ts';
import { openBucket } from './estate.ts';
import { newest } from './sections.ts';

/** Buckets in which somebody's program left uploads behind: those with most objects. */
const bucketsWith = 2;
/** Days before `newest` that they were begun. */
const ages = [410, 187, 33, 2];
const partBytes = 8 * 1024 ** 2;
const dayMs = 86_400_000;

/** Uploads that the organisation never ended, oldest first. */
function left({ organisation, options }: OpenDemo, name: string): PendingUpload[] {
  const largest = organisation.buckets().toSorted((a, b) => b.objects - a.objects || (a.name < b.name ? -1 : 1));
  if (!largest.slice(0, bucketsWith).some((bucket) => bucket.name === name)) return [];
  const bucket = keyOf(name);
  return ages.map((age, n) => ({
    key: `backups/unfinished-${String(n + 1).padStart(2, '0')}.sql`,
    uploadId: hash(options.seed, streams.upload, bucket, n).toString(16).padStart(8, '0'),
    initiated: newest - age * dayMs,
    bytes: partBytes * Math.ceil(4000 * uniform(options.seed, streams.upload, bucket, n)),
    storageClass: 'STANDARD',
  }));
}

/** What was begun in this process comes behind what the organisation left. */
export function pendingUploads(demo: OpenDemo): Required<Pick<ObjectStore, 'pendingUploads' | 'abortPendingUpload'>> {
  return {
    async *pendingUploads({ bucket, prefix }) {
      const { uploads, ended } = openBucket(demo, bucket).changes;
      const begun = [...uploads].map(([uploadId, { object, initiated, parts }]) => ({
        key: object.key,
        uploadId,
        initiated,
        bytes: [...parts.values()].reduce((sum, { length }) => sum + length, 0),
        storageClass: object.storageClass ?? 'STANDARD',
      }));
      const all = [...left(demo, bucket).filter(({ uploadId }) => !ended.has(uploadId)), ...begun];
      yield all.filter(({ key }) => key.startsWith(prefix));
    },
    async abortPendingUpload(bucket, { uploadId }) {
      const { uploads, ended } = openBucket(demo, bucket).changes;
      uploads.delete(uploadId);
      ended.add(uploadId);
    },
  };
}
