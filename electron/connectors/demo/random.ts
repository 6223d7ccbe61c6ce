/**
 * Deterministic pseudo-random numbers. Values are addressed, not drawn: the same seed and keys give the same number
 * whatever was asked before, so a page, a machine or a day can be made without making what comes ahead of it.
 * Algorithm: the 32-bit finaliser of MurmurHash3 (public domain, Austin Appleby), chained over the keys.
 */
function finalise(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** What a number is used for; keeps uses with equal keys independent. Append only: a changed number changes every organisation. */
export const streams = {
  fleet: 1,
  slot: 2,
  hours: 3,
  line: 4,
  noise: 5,
  anomaly: 6,
  refund: 7,
  rate: 8,
  load: 9,
  bucket: 10,
  person: 11,
  device: 12,
  place: 13,
  identity: 14,
  object: 15,
  upload: 16,
} as const;

/** 32 unsigned bits from a seed and up to three keys. */
export function hash(seed: number, stream: number, a: number, b = 0): number {
  const first = finalise(Math.imul(finalise(seed + 0x9e3779b9), 0x01000193) ^ stream);
  return finalise(Math.imul(finalise(first ^ a), 0x27d4eb2f) ^ b);
}

/** Uniform number in [0, 1). */
export function uniform(seed: number, stream: number, a: number, b = 0): number {
  return hash(seed, stream, a, b) / 4_294_967_296;
}

/** One entry of `list`, each equally likely. */
export function pick<T>(list: readonly T[], random: number): T {
  return list[Math.floor(random * list.length)] as T;
}

/** One entry of `list`, likely in proportion to its weight. */
export function pickWeighted<T extends { weight: number }>(list: readonly T[], random: number): T {
  let left = random * list.reduce((sum, entry) => sum + entry.weight, 0);
  for (const entry of list) {
    left -= entry.weight;
    if (left < 0) return entry;
  }
  return list.at(-1) as T;
}

/** `length` lower-case hexadecimal digits. */
export function hexDigits(seed: number, key: number, length: number): string {
  let digits = '';
  for (let part = 0; digits.length < length; part++) digits += hash(seed, streams.identity, key, part).toString(16).padStart(8, '0');
  return digits.slice(0, length);
}
