import { hash, streams, uniform } from './random.ts';

/** A number that stands for a machine, whatever its slot: FNV-1a over its id. */
export function keyOf(id: string): number {
  let key = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) key = Math.imul(key ^ id.charCodeAt(at), 0x01000193);
  return key >>> 0;
}

const hourMs = 3_600_000;
/** One machine in about thirty does nothing. */
const idleShare = 0.035;

export function isIdle(seed: number, key: number): boolean {
  return uniform(seed, streams.load, key) < idleShare;
}

/** CPU use in percent at a time (epoch ms UTC): busy by day, quiet by night; each machine has a level of its own. */
export function cpuAt(seed: number, key: number, at: number): number {
  const own = uniform(seed, streams.load, key);
  const noise = uniform(seed, streams.load, key, Math.floor(at / 300_000));
  if (isIdle(seed, key)) return 0.6 + 1.2 * noise;
  const swing = 1 + 0.35 * Math.sin((((at / hourMs) % 24) - 8) * (Math.PI / 12));
  return Math.min(99, (6 + 45 * own ** 2) * swing + 8 * noise);
}

/** Memory use in percent: it moves little. */
export function memoryAt(seed: number, key: number, at: number): number {
  return Math.min(97, 28 + (hash(seed, streams.load, key, 1) % 55) + 4 * uniform(seed, streams.load, key, Math.floor(at / hourMs)));
}
