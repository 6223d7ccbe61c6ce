/** A time of day on some weekdays: what the picker can write. Days count from 0 for Sunday. */
export interface WeeklyTime {
  days: number[];
  /** `08:00` */
  time: string;
}

/** Monday first, as calendars here are read. */
export const weekdays = [
  { day: 1, name: 'Mon' },
  { day: 2, name: 'Tue' },
  { day: 3, name: 'Wed' },
  { day: 4, name: 'Thu' },
  { day: 5, name: 'Fri' },
  { day: 6, name: 'Sat' },
  { day: 0, name: 'Sun' },
] as const;

const everyDay = [0, 1, 2, 3, 4, 5, 6];

/** `1-3,5` → 1, 2, 3, 5; null for what the picker does not show. */
function daysOf(field: string): number[] | null {
  if (field === '*') return everyDay;
  const days = field.split(',').flatMap((part) => {
    const match = /^([0-7])(?:-([0-7]))?$/.exec(part);
    if (!match) return [Number.NaN];
    const [from, to] = [Number(match[1]), Number(match[2] ?? match[1])];
    return Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => (from + at) % 7);
  });
  return days.length === 0 || days.some(Number.isNaN) ? null : [...new Set(days)].sort((a, b) => a - b);
}

/** The picker's value of a cron pattern; null when the pattern says more than it can show. */
export function weeklyOf(cron: string): WeeklyTime | null {
  const match = /^(\d{1,2}) (\d{1,2}) \* \* (\S+)$/.exec(cron.trim());
  const days = match && daysOf(match[3]!);
  if (!match || !days) return null;
  const [minute, hour] = [Number(match[1]), Number(match[2])];
  if (minute > 59 || hour > 23) return null;
  return { days, time: `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}` };
}

/** Days as a field: five in a row are a range. */
function dayField(days: readonly number[]): string {
  const sorted = [...days].sort((a, b) => a - b);
  if (sorted.length === 7) return '*';
  const row = sorted.every((day, at) => at === 0 || day === sorted[at - 1]! + 1);
  return row && sorted.length > 2 ? `${sorted[0]}-${sorted.at(-1)}` : sorted.join(',');
}

/** The cron pattern of a weekly time. */
export function cronOf({ days, time }: WeeklyTime): string {
  const [hour = '0', minute = '0'] = time.split(':');
  return `${Number(minute)} ${Number(hour)} * * ${dayField(days)}`;
}

/** `Mon–Fri 08:00`, `daily 18:00`, or the pattern itself. */
export function patternText(cron: string | null): string {
  if (cron === null) return '–';
  const weekly = weeklyOf(cron);
  if (!weekly) return cron;
  if (weekly.days.length === 7) return `daily ${weekly.time}`;
  const at = weekdays.filter(({ day }) => weekly.days.includes(day));
  const first = weekdays.findIndex(({ day }) => day === at[0]?.day);
  const row = at.every(({ day }, index) => weekdays[first + index]?.day === day);
  const names = row && at.length > 2 ? `${at[0]!.name}–${at.at(-1)!.name}` : at.map(({ name }) => name).join(', ');
  return `${names} ${weekly.time}`;
}
