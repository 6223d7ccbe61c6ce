import type { Checksum, ChecksumAlgorithm } from '../../sdk.ts';
import { bareEtag } from './encoding.ts';

/** Algorithms that S3 keeps as checksums of their own; MD5 is a header of one request. */
type Kept = Exclude<ChecksumAlgorithm, 'MD5'>;
const kept: readonly Kept[] = ['CRC64NVME', 'CRC32', 'CRC32C', 'SHA1', 'SHA256'];
const lengths: Record<Kept, number> = { CRC64NVME: 8, CRC32: 4, CRC32C: 4, SHA1: 20, SHA256: 32 };

export type ChecksumFields = { [A in Kept as `Checksum${A}`]?: string | undefined };

/** Algorithms whose checksums of parts add up to that of the whole. Source: S3 User Guide, "Checking object integrity". */
export const wholeOnly: readonly ChecksumAlgorithm[] = ['CRC64NVME', 'CRC32', 'CRC32C'];

/** Stores that speak S3 have known CRC32 for longest. */
export const wholeElsewhere: readonly ChecksumAlgorithm[] = ['CRC32', 'CRC64NVME', 'CRC32C'];

export function isKept(algorithm: ChecksumAlgorithm | null): algorithm is Kept {
  return algorithm !== null && algorithm !== 'MD5';
}

/** Field of a request or an answer with the checksum. */
export function checksumField(algorithm: ChecksumAlgorithm | null, value: string | null | undefined): ChecksumFields {
  return isKept(algorithm) && value ? { [`Checksum${algorithm}`]: value } : {};
}

/** The checksum by one algorithm that an answer has. */
export function checksumOfField(fields: ChecksumFields, algorithm: ChecksumAlgorithm): string | null {
  return isKept(algorithm) ? (fields[`Checksum${algorithm}`] ?? null) : null;
}

/** With a body: MD5 goes into a header of its own, others are named beside their value, as the SDK does. */
export function bodyChecksum(algorithm: ChecksumAlgorithm | null, value: string | null) {
  if (!value || algorithm === null) return {};
  return algorithm === 'MD5' ? { ContentMD5: value } : { ...checksumField(algorithm, value), ChecksumAlgorithm: algorithm };
}

export interface StatedChecksums extends ChecksumFields {
  ETag?: string | undefined;
  ServerSideEncryption?: string | undefined;
  SSECustomerAlgorithm?: string | undefined;
}

/** The ETag is the MD5 of what was put in one piece, unless a key of KMS or of the customer encrypts it. Source: S3 API reference, "Object". */
function etagMd5({ ETag, ServerSideEncryption = 'AES256', SSECustomerAlgorithm }: StatedChecksums): Checksum[] {
  const etag = bareEtag(ETag);
  if (!/^[0-9a-f]{32}$/.test(etag) || ServerSideEncryption !== 'AES256' || SSECustomerAlgorithm) return [];
  return [{ algorithm: 'MD5', value: Buffer.from(etag, 'hex').toString('base64') }];
}

/** What S3 states of an object. A composite checksum says of how many parts: `abc=-4`. */
export function statedChecksums(stated: StatedChecksums): Checksum[] {
  const own = kept.flatMap((algorithm): Checksum[] => {
    const [, value, parts] = /^(.*?)(?:-(\d+))?$/.exec(stated[`Checksum${algorithm}`] ?? '') ?? [];
    // Some stores put another kind under the name: better none than one that never fits.
    const isWhole = value && Buffer.from(value, 'base64').length === lengths[algorithm];
    return isWhole ? [{ algorithm, value, ...(parts ? { parts: Number(parts) } : {}) }] : [];
  });
  return [...own, ...etagMd5(stated)];
}
