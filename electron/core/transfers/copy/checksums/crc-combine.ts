/** A checksum by polynomial division whose start value and final mask are all ones, bits reflected. */
export interface Crc {
  bits: 32 | 64;
  /** Reflected polynomial. */
  polynomial: bigint;
}

/** Product of two polynomials modulo the CRC's own, over GF(2). The highest bit stands for x^0. */
function multiply({ bits, polynomial }: Crc, a: bigint, b: bigint): bigint {
  let product = 0n;
  let factor = b;
  for (let bit = BigInt(bits - 1); bit >= 0n; bit -= 1n) {
    if ((a >> bit) & 1n) product ^= factor;
    factor = factor & 1n ? (factor >> 1n) ^ polynomial : factor >> 1n;
  }
  return product;
}

/** x to the power of so many bits of so many bytes, by squaring. */
function shiftOf(crc: Crc, bytes: number): bigint {
  let result = 1n << BigInt(crc.bits - 1);
  let square = 1n << BigInt(crc.bits - 9);
  for (let left = BigInt(bytes); left > 0n; left >>= 1n) {
    if (left & 1n) result = multiply(crc, result, square);
    square = multiply(crc, square, square);
  }
  return result;
}

/** Combines checksums of neighbouring pieces. Pieces are mostly of one size: its shift is computed once. */
export function crcCombiner(crc: Crc): (first: bigint, second: bigint, secondBytes: number) => bigint {
  let known = { bytes: -1, shift: 0n };
  return (first, second, secondBytes) => {
    if (known.bytes !== secondBytes) known = { bytes: secondBytes, shift: shiftOf(crc, secondBytes) };
    return multiply(crc, known.shift, first) ^ second;
  };
}
