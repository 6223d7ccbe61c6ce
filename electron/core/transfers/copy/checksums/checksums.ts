import { createHash } from 'node:crypto';
import { crc32, crc32c } from '@node-rs/crc32';
import type { ChecksumAlgorithm } from '#shared/model/storage.ts';
import { type Crc, crcCombiner } from './crc-combine.ts';
import { crc64Nvme } from './crc64-nvme.ts';

/** Checksums of a whole that follow from those of its pieces. */
export type Combinable = 'CRC32' | 'CRC32C' | 'CRC64NVME';

/** Fastest first: the native module reckons CRC32 several times as fast as `node:zlib` does. */
export const combinable: readonly Combinable[] = ['CRC32', 'CRC32C', 'CRC64NVME'];

const crcs: Record<Combinable, Crc> = {
  CRC32: { bits: 32, polynomial: 0xedb88320n },
  CRC32C: { bits: 32, polynomial: 0x82f63b78n },
  CRC64NVME: { bits: 64, polynomial: 0x9a6c9329ac4bc9b5n },
};

const hashes = { MD5: 'md5', SHA1: 'sha1', SHA256: 'sha256' } as const;

export function isCombinable(algorithm: ChecksumAlgorithm): algorithm is Combinable {
  return algorithm in crcs;
}

/** The same memory as a `Buffer`, which the native module takes. */
const view = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

function longWord(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}

/** Checksum of some bytes, base64. */
export async function checksumOf(algorithm: ChecksumAlgorithm, bytes: Uint8Array): Promise<string> {
  switch (algorithm) {
    case 'CRC32':
      return word(crc32(view(bytes))).toString('base64');
    case 'CRC32C':
      return word(crc32c(view(bytes))).toString('base64');
    case 'CRC64NVME':
      return longWord(crc64Nvme(bytes, 0n)).toString('base64');
    default:
      return createHash(hashes[algorithm]).update(bytes).digest('base64');
  }
}

/** A checksum of bytes that come one piece after the other. */
export function runningChecksum(algorithm: ChecksumAlgorithm): { update(bytes: Uint8Array): void; digest(): Promise<string> } {
  if (algorithm === 'CRC64NVME') {
    let value = 0n;
    return { update: (bytes) => void (value = crc64Nvme(bytes, value)), digest: async () => longWord(value).toString('base64') };
  }
  if (algorithm === 'CRC32' || algorithm === 'CRC32C') {
    const next = algorithm === 'CRC32' ? crc32 : crc32c;
    let value = 0;
    return { update: (bytes) => void (value = next(view(bytes), value)), digest: async () => word(value).toString('base64') };
  }
  const hash = createHash(hashes[algorithm]);
  return { update: (bytes) => void hash.update(bytes), digest: async () => hash.digest('base64') };
}

const toNumber = (base64: string): bigint => BigInt(`0x${Buffer.from(base64, 'base64').toString('hex') || '0'}`);

/** Checksum of the whole from the checksums of its pieces in order, base64. */
export function combineChecksums(algorithm: Combinable, pieces: readonly { checksum: string; size: number }[]): string {
  const crc = crcs[algorithm];
  const combine = crcCombiner(crc);
  const whole = pieces.reduce((sum, { checksum, size }) => combine(sum, toNumber(checksum), size), 0n);
  return Buffer.from(whole.toString(16).padStart(crc.bits / 4, '0'), 'hex').toString('base64');
}
