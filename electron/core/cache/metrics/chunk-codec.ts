import { fine, type Resolution } from './resolutions.ts';
import type { Slots } from './slots.ts';

/**
 * A chunk as stored: means as 32-bit floats, then peaks, then counts (8 bits for hours, 16 for days). The finest values need
 * no counts, and no peaks where the provider gives none: 288 bytes for six hours.
 */
export function encodeChunk(resolution: Resolution, slots: Slots): Uint8Array {
  const bytes = (array: Float32Array | Uint8Array | Uint16Array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  const parts = [bytes(slots.mean)];
  if (resolution !== fine || hasPeaks(slots)) parts.push(bytes(slots.peak));
  if (resolution !== fine) parts.push(bytes(resolution.weight < 256 ? new Uint8Array(slots.count) : slots.count));
  return Buffer.concat(parts);
}

function hasPeaks({ mean, peak, count }: Slots): boolean {
  return count.some((one, at) => one > 0 && peak[at] !== mean[at]);
}

export function decodeChunk(resolution: Resolution, chunk: number, data: Uint8Array): Slots {
  // Copied, because floats must lie on a multiple of four bytes; from there on only looked at.
  const { buffer } = new Uint8Array(data);
  const { slots } = resolution;
  const size = slots * Float32Array.BYTES_PER_ELEMENT;
  const mean = new Float32Array(buffer, 0, slots);
  const peak = data.byteLength > size ? new Float32Array(buffer, size, slots) : mean.slice();
  return { first: chunk * slots, mean, peak, count: countsOf(resolution, mean, buffer) };
}

function countsOf(resolution: Resolution, mean: Float32Array, buffer: ArrayBuffer): Uint16Array {
  const stored = resolution.slots * 2 * Float32Array.BYTES_PER_ELEMENT;
  if (resolution !== fine && resolution.weight > 255) return new Uint16Array(buffer, stored, resolution.slots);
  const counts = new Uint16Array(resolution.slots);
  // A plain loop: `from` with a function goes through an iterator, which took four times as long.
  if (resolution === fine) for (let at = 0; at < counts.length; at++) counts[at] = Number.isNaN(mean[at]!) ? 0 : 1;
  else counts.set(new Uint8Array(buffer, stored));
  return counts;
}
