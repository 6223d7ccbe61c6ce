import type { UploadTarget } from '../../sdk.ts';
import { wholeElsewhere, wholeOnly } from './checksums.ts';
import { abortUpload, beginUpload, completeUpload, listParts } from './multipart.ts';
import { putObject } from './put.ts';
import type { S3 } from './s3.ts';

const MiB = 1024 ** 2;
const GiB = 1024 ** 3;

/** Source: S3 User Guide, "Multipart upload limits". */
const uploadLimits = { minPart: 5 * MiB, maxPart: 5 * GiB, partMultiple: 1, maxParts: 10_000, maxPut: 5 * GiB, parallel: true };

export function uploadTarget(s3: S3, part: UploadTarget['part']): UploadTarget {
  return {
    limits: uploadLimits,
    checksums: s3.account.settings.s3.isCompatible ? wholeElsewhere : wholeOnly,
    put: (object, body, checksum, signal) => putObject(s3, object, { body, checksum, signal }),
    begin: (object, signal) => beginUpload(s3, object, signal),
    part,
    parts: (upload, signal) => listParts(s3, upload, signal),
    complete: (upload, parts, checksum, signal) => completeUpload(s3, upload, { parts, checksum, signal }),
    abort: (upload, signal) => abortUpload(s3, upload, signal),
  };
}
