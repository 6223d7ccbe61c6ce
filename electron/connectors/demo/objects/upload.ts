import { createHash, randomUUID } from 'node:crypto';
import { failure, type NewObject, type ObjectStat, type OpenUpload, type PartReceipt, type UploadTarget } from '../../sdk.ts';
import type { OpenDemo } from '../open-demo.ts';
import { etagOf, objectIn, openBucket } from './estate.ts';
import { addState, statesOf } from './states.ts';

/** What is uploaded stays in memory. */
const maxBytes = 64 * 1024 ** 2;
const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('base64');

function assertSum(object: NewObject, body: Uint8Array, checksum: string | null): void {
  if (checksum !== null && object.checksum === 'MD5' && md5(body) !== checksum)
    throw failure('provider_unavailable', `What arrived of ${object.key} has another checksum.`, { hint: 'It is sent again.' });
}

/** Stores a whole object over what is there. */
function write(demo: OpenDemo, object: NewObject, bytes: Buffer): ObjectStat {
  const { bucket, key, properties, tags = {}, storageClass = 'STANDARD', ifAbsent } = object;
  const open = openBucket(demo, bucket);
  if (ifAbsent && objectIn(open, key)) throw failure('conflict', `${bucket}/${key} exists already.`, { hint: 'Refresh and look again.' });
  const [size, modified] = [bytes.length, demo.clock.now()];
  addState(open, key, { modified, object: { key, size, modified, storageClass, properties, tags, body: { bytes } } });
  return {
    size,
    modified,
    etag: etagOf(modified % 0xffffffff, size),
    versionId: open.bucket.versioned ? statesOf(open, key).at(-1)!.versionId : null,
    checksums: [{ algorithm: 'MD5', value: md5(bytes) }],
  };
}

const uploadsOf = (demo: OpenDemo, { bucket }: NewObject) => openBucket(demo, bucket).changes.uploads;

function partsOf(demo: OpenDemo, upload: OpenUpload): Map<number, Buffer> {
  const begun = uploadsOf(demo, upload).get(upload.uploadId);
  if (!begun) throw failure('not_found', `The upload of ${upload.key} is not there any more.`);
  return begun.parts;
}

function assertSmall({ key, size }: NewObject): void {
  if (size > maxBytes)
    throw failure('unsupported', `${key} is too large for the demo organisation.`, { hint: 'It keeps 64 MiB at most, in memory.' });
}

/** Uploads into the memory of this process. */
export function uploadTarget(demo: OpenDemo): UploadTarget {
  return {
    limits: { minPart: 1, maxPart: maxBytes, partMultiple: 1, maxParts: 10_000, maxPut: maxBytes, parallel: true },
    checksums: ['MD5'],
    async put(object, body, checksum) {
      assertSmall(object);
      assertSum(object, body, checksum);
      return write(demo, object, Buffer.from(body));
    },
    async begin(object) {
      assertSmall(object);
      const uploadId = randomUUID();
      uploadsOf(demo, object).set(uploadId, { object, initiated: demo.clock.now(), parts: new Map() });
      return { ...object, uploadId };
    },
    async part(upload, { number, body, checksum }) {
      assertSum(upload, body, checksum);
      partsOf(demo, upload).set(number, Buffer.from(body));
      return { number, size: body.length, receipt: String(number), checksum };
    },
    async parts(upload) {
      const sent = [...partsOf(demo, upload)].map(
        ([number, { length }]): PartReceipt => ({ number, size: length, receipt: String(number), checksum: null }),
      );
      return sent.toSorted((a, b) => a.number - b.number);
    },
    async complete(upload, parts, checksum) {
      const sent = partsOf(demo, upload);
      const bytes = Buffer.concat(parts.toSorted((a, b) => a.number - b.number).map(({ number }) => sent.get(number) ?? Buffer.alloc(0)));
      assertSum(upload, bytes, checksum);
      const stat = write(demo, upload, bytes);
      uploadsOf(demo, upload).delete(upload.uploadId);
      return stat;
    },
    abort: async (upload) => void uploadsOf(demo, upload).delete(upload.uploadId),
  };
}
