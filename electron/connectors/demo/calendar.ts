/** Calendar arithmetic on UTC day numbers (days since 1970-01-01) and month numbers (year × 12 + month). */
export const dayMs = 86_400_000;

export function dayOf(epochMs: number): number {
  return Math.floor(epochMs / dayMs);
}

/** `2026-03-01` */
export function isoDay(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

/** `2026-03-01T00:00:00Z`, the form of FOCUS time columns. */
export function isoTime(day: number): string {
  return `${isoDay(day)}T00:00:00Z`;
}

export function monthOf(day: number): number {
  const date = new Date(day * dayMs);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** First day of a month. */
export function firstDay(month: number): number {
  return Date.UTC(Math.floor(month / 12), month % 12, 1) / dayMs;
}

/** Days from Monday: 0 is Monday, 5 and 6 are the weekend. 1970-01-01 was a Thursday. */
export function weekday(day: number): number {
  return (day + 3) % 7;
}

/** The days a cost read covers: both ends included. */
export interface Period {
  start: number;
  end: number;
}

/** The month of `endDay` and the twelve before it. */
export function thirteenMonths(endDay: number): Period {
  return { start: firstDay(monthOf(endDay) - 12), end: endDay };
}
