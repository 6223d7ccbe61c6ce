const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How far apart values are kept, and for how long. Values of one chunk lie in one blob. */
export interface Resolution {
  code: 0 | 1 | 2;
  stepMs: number;
  /** Values per chunk. */
  slots: number;
  keepMs: number;
  /** Finest slots in one of these: the most that a count can be. */
  weight: number;
}

export const fine: Resolution = { code: 0, stepMs: 5 * minute, slots: 72, keepMs: 3 * day, weight: 1 };
export const hourly: Resolution = { code: 1, stepMs: hour, slots: 24, keepMs: 35 * day, weight: 12 };
/** Kept for 13 months. */
export const daily: Resolution = { code: 2, stepMs: day, slots: 64, keepMs: 396 * day, weight: 288 };
export const resolutions = [fine, hourly, daily] as const;

export function coarser({ code }: Resolution): Resolution | undefined {
  return resolutions[code + 1];
}

/** The coarsest resolution that loses nothing of values this far apart. */
export function nativeResolution(stepMs: number): Resolution {
  return resolutions.findLast((one) => one.stepMs <= stepMs) ?? fine;
}

/** Number of the first slot that is still kept. Only whole chunks go. */
export function firstKept(resolution: Resolution, now: number): number {
  return chunkOf(resolution, Math.floor((now - resolution.keepMs) / resolution.stepMs)) * resolution.slots;
}

export function chunkOf({ slots }: Resolution, slot: number): number {
  return Math.floor(slot / slots);
}

/** Chunks of one time lie together: a page of many series writes neighbours, and ageing removes a range. */
const keySpan = 2 ** 33;
/** Enough for six hours each until the year 2149. */
export const chunkSpan = 2 ** 18;

/** Key of a chunk: 20 bits of resolution and chunk, 33 of series: together the 53 that a number holds exactly. */
export function chunkKey(resolution: Resolution, chunk: number, series = 0): number {
  return (resolution.code * chunkSpan + chunk) * keySpan + series;
}

export function partsOfKey(key: number): { chunk: number; series: number } {
  return { chunk: Math.floor(key / keySpan) % chunkSpan, series: key % keySpan };
}
