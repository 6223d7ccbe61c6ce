import { createHash } from 'node:crypto';
import { type ChecksumAlgorithm, type OpenUpload, type PartReceipt, type UploadTarget } from '../../sdk.ts';
import type { Call } from './call.ts';
import { unquoted } from './get.ts';

function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return algorithm === 'MD5' ? 'content-md5' : `x-amz-checksum-${algorithm.toLowerCase()}`;
}

/**
 * `UploadTarget.part` over one PUT. The body is sent as it lies in memory. Over https its checksum header guards it, and
 * the signature leaves it out; over an open line to another machine it is signed, as the SDK does.
 */
export function createPart(call: Call, signBody: boolean): UploadTarget['part'] {
  return async (upload: OpenUpload, part, signal): Promise<PartReceipt> => {
    const { bucket, key, uploadId, checksum: algorithm } = upload;
    const query = { partNumber: String(part.number), uploadId };
    const headers = algorithm && part.checksum ? { [checksumHeader(algorithm)]: part.checksum } : {};
    const sha256 = signBody ? { sha256: createHash('sha256').update(part.body).digest('hex') } : {};
    const head = await call(
      { method: 'PUT', bucket, key, query, headers, body: part.body, ...sha256, operation: 's3:PutObject', signal },
      { data: () => {} },
    );
    return { number: part.number, size: part.body.length, receipt: unquoted(head.headers['etag']), checksum: part.checksum };
  };
}
