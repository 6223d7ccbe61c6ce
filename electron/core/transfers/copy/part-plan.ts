import { failure } from '#shared/errors/app-error.ts';
import type { UploadLimits } from '../../capabilities/objects.ts';

const mebi = 1024 * 1024;
/** Large enough to make the calls' latency small, small enough to send some at a time and to lose little by a kill. */
const usualPart = 8 * mebi;
const largestUsual = 32 * mebi;
const usualParts = 1_000;

/** Larger objects are sent in parts. */
export function smallest(limits: UploadLimits): number {
  return Math.min(limits.maxPut, usualPart);
}

/** Part size for an object: grows with it, within what the target allows. Throws `invalid_input` for what is too large for it. */
export function partSizeFor(size: number, limits: UploadLimits): number {
  const { minPart, maxPart, partMultiple, maxParts } = limits;
  const least = Math.max(minPart, Math.ceil(size / maxParts));
  const wanted = Math.max(least, usualPart, Math.min(largestUsual, Math.ceil(size / usualParts)));
  const up = (bytes: number) => Math.ceil(bytes / partMultiple) * partMultiple;
  const chosen = Math.min(up(wanted), Math.floor(maxPart / partMultiple) * partMultiple);
  if (chosen < least) {
    throw failure('invalid_input', `An object of ${size} bytes is larger than the target can hold.`, {
      hint: 'Split it, or choose another target.',
    });
  }
  return chosen;
}

/** A part's place in the whole. */
export interface PartRange {
  number: number;
  offset: number;
  size: number;
}

export function partRange({ size, partSize }: { size: number; partSize: number }, number: number): PartRange {
  const offset = (number - 1) * partSize;
  return { number, offset, size: Math.min(partSize, size - offset) };
}

export function partCount({ size, partSize }: { size: number; partSize: number }): number {
  return Math.ceil(size / partSize);
}
