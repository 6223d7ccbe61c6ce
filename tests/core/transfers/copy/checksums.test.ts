import { randomFillSync } from 'node:crypto';
import { Crc64Nvme } from '@aws-sdk/crc64-nvme';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checksumOf, combinable, combineChecksums, runningChecksum } from '#core/transfers/copy/checksums/checksums.ts';
import { checksumAlgorithms } from '#shared/model/storage.ts';

const digits = Buffer.from('123456789');

/** Published check values of "123456789". */
test.each([
  ['CRC32', 'cbf43926'],
  ['CRC32C', 'e3069283'],
  ['CRC64NVME', 'ae8b14860a799888'],
  ['MD5', '25f9e794323b453885f5181f1b624d0b'],
] as const)('%s of the digits', async (algorithm, hex) => {
  expect(Buffer.from(await checksumOf(algorithm, digits), 'base64').toString('hex')).toBe(hex);
});

test.each(combinable)('%s of pieces of any sizes is that of the whole', async (algorithm) => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(pieces, async (parts) => {
      const sums = await Promise.all(parts.map(async (part) => ({ checksum: await checksumOf(algorithm, part), size: part.length })));
      expect(combineChecksums(algorithm, sums)).toBe(await checksumOf(algorithm, Buffer.concat(parts)));
    }),
  );
});

test.each(combinable)('%s of large equal parts and a rest', async (algorithm) => {
  const whole = Buffer.alloc(5 * 65_536 + 17, 'some text that repeats ');
  const parts = Array.from({ length: 6 }, (_, at) => whole.subarray(at * 65_536, (at + 1) * 65_536));
  const sums = await Promise.all(parts.map(async (part) => ({ checksum: await checksumOf(algorithm, part), size: part.length })));
  expect(combineChecksums(algorithm, sums)).toBe(await checksumOf(algorithm, whole));
});

test.each(checksumAlgorithms)('%s of a stream is that of the whole', async (algorithm) => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 50 })), async (parts) => {
      const sum = runningChecksum(algorithm);
      for (const part of parts) sum.update(part);
      expect(await sum.digest()).toBe(await checksumOf(algorithm, Buffer.concat(parts)));
    }),
    { numRuns: 30 },
  );
});

test.each([0, 1, 7, 8, 9, 65_535, 65_536, 65_537, 1_000_003])(
  'CRC64NVME of %i bytes is that of the vendor’s own reckoning',
  async (size) => {
    const bytes = randomFillSync(Buffer.alloc(size + 3)).subarray(3);
    const vendor = new Crc64Nvme();
    vendor.update(bytes);
    expect(await checksumOf('CRC64NVME', bytes)).toBe(Buffer.from(await vendor.digest()).toString('base64'));
  },
);
