import { readPattern } from '../calendar.ts';

/** A weekday of a pattern: every one, or the nth (1–5) or last of the month. `day`: 0 is Sunday. */
export interface Weekday {
  day: number;
  which: number | 'every' | 'last';
}

/** A cron pattern as lists, for writing it in another dialect. Null: not restricted. */
export interface CronShape {
  minutes: number[];
  hours: number[];
  /** Months from 1. */
  months: number[] | null;
  /** Days of the month from 1, `last`, and days whose nearest working day is meant. */
  monthDays: { days: number[]; last: boolean; lastWorkday: boolean; nearest: number[] } | null;
  weekdays: Weekday[] | null;
  /** Both day fields have to match (`+`); otherwise one of them does. */
  both: boolean;
}

const setAt = (flags: readonly number[]) => flags.flatMap((flag, at) => (flag ? [at] : []));
const every = 0b111111;
const last = 0b100000;

function weekdaysOf(masks: readonly number[]): Weekday[] {
  return masks.slice(0, 7).flatMap((mask, day): Weekday[] => {
    if (mask === every) return [{ day, which: 'every' }];
    const nth = [1, 2, 3, 4, 5].filter((which) => mask & (1 << (which - 1)));
    return [...nth.map((which) => ({ day, which })), ...(mask & last ? [{ day, which: 'last' as const }] : [])];
  });
}

/** A pattern in croner's dialect, taken apart by croner itself. Throws `invalid_input` for what it does not read. */
export function shapeOf(pattern: string, field: 'start' | 'stop'): CronShape {
  const read = readPattern(pattern, field);
  const months = setAt(read.month).map((at) => at + 1);
  const monthDays = {
    days: setAt(read.day).map((at) => at + 1),
    last: read.lastDayOfMonth,
    lastWorkday: read.lastWeekday,
    nearest: setAt(read.nearestWeekdays).map((at) => at + 1),
  };
  // A day that has its own W is no plain day besides.
  monthDays.days = monthDays.days.filter((day) => !monthDays.nearest.includes(day));
  return {
    minutes: setAt(read.minute),
    hours: setAt(read.hour),
    months: months.length === 12 ? null : months,
    monthDays: read.starDOM ? null : monthDays,
    weekdays: read.starDOW ? null : weekdaysOf(read.dayOfWeek),
    both: read.useAndLogic,
  };
}

/** A list as a cron field: all values are `*`, three or more in a row a range. */
export function listField(values: readonly number[], all: number): string {
  if (values.length === all) return '*';
  const runs: number[][] = [];
  for (const value of values) {
    const run = runs.at(-1);
    if (run && run.at(-1) === value - 1) run.push(value);
    else runs.push([value]);
  }
  return runs.flatMap((run) => (run.length > 2 ? [`${run[0]}-${run.at(-1)}`] : run.map(String))).join(',');
}

/** What a dialect makes of a pattern: what it can say, and in words what it cannot. */
export interface Converted<T> {
  said: T[];
  unsaid: string[];
}
