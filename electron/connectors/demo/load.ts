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

/** Most that CPU use jumps about within an hour, in percent. */
const jump = { idle: 1.2, busy: 8 };

/** CPU use without what it jumps about. */
function calmCpu(seed: number, key: number, at: number): number {
  if (isIdle(seed, key)) return 0.6;
  const swing = 1 + 0.35 * Math.sin((((at / hourMs) % 24) - 8) * (Math.PI / 12));
  return (6 + 45 * uniform(seed, streams.load, key) ** 2) * swing;
}

const jumpOf = (seed: number, key: number) => (isIdle(seed, key) ? jump.idle : jump.busy);

/** CPU use in percent at a time (epoch ms UTC): busy by day, quiet by night; each machine has a level of its own. */
export function cpuAt(seed: number, key: number, at: number): number {
  const noise = uniform(seed, streams.load, key, Math.floor(at / 300_000));
  return Math.min(99, calmCpu(seed, key, at) + jumpOf(seed, key) * noise);
}

/** The highest that `cpuAt` can be around a time. */
export function cpuPeakAt(seed: number, key: number, at: number): number {
  return Math.min(99, calmCpu(seed, key, at) + jumpOf(seed, key));
}

/** Memory use in percent: it moves little. */
export function memoryAt(seed: number, key: number, at: number): number {
  return Math.min(97, 28 + (hash(seed, streams.load, key, 1) % 55) + 4 * uniform(seed, streams.load, key, Math.floor(at / hourMs)));
}
