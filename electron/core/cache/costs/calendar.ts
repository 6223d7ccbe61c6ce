/** Days are counted from 1970-01-01, UTC. */
export const dayMs = 86_400_000;

const dayPattern = /^(\d{4})-(\d{2})-(\d{2})(?:[T ]|$)/;

/** Epoch day of an ISO 8601 time or day in UTC; null when the text is neither. */
export function epochDay(text: string): number | null {
  const match = dayPattern.exec(text);
  if (!match) return null;
  const [month, day] = [Number(match[2]), Number(match[3])];
  const date = new Date(Date.UTC(Number(match[1]), month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() / dayMs : null;
}

/** `2024-09-18` of an epoch day. */
export function dayText(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

/** `2024-09` of an epoch day. */
export function monthText(day: number): string {
  return dayText(day).slice(0, 7);
}

/** Epoch day on which a month `2024-09` starts. */
export function monthStart(month: string): number {
  return epochDay(`${month}-01`)!;
}

/** The month `by` months after `month`. */
export function shiftMonth(month: string, by: number): string {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7);
}
