import { type Converted, type CronShape, listField, type Weekday } from './cron-shape.ts';

/**
 * Day-of-month fields. The dialect takes L and W alone, so each stands in an expression of its own.
 * Source: "Schedule types on EventBridge Scheduler", section cron-based schedules.
 */
function monthDayFields({ monthDays }: CronShape): string[] {
  if (!monthDays) return [];
  const { days, last, nearest } = monthDays;
  return [...(days.length > 0 ? [listField(days, 31)] : []), ...(last ? ['L'] : []), ...nearest.map((day) => `${day}W`)];
}

/** Weekdays count from 1 for Sunday; `3#2` is the second Tuesday, `6L` the last Friday, each alone in its field. */
function weekdayFields(weekdays: readonly Weekday[]): string[] {
  const plain = weekdays.filter(({ which }) => which === 'every').map(({ day }) => day + 1);
  const special = weekdays.filter(({ which }) => which !== 'every');
  return [
    ...(plain.length > 0 ? [listField(plain, 7)] : []),
    ...special.map(({ day, which }) => (which === 'last' ? `${day + 1}L` : `${day + 1}#${which}`)),
  ];
}

/**
 * A pattern as EventBridge Scheduler writes it: `cron(minutes hours day-of-month month day-of-week year)`, with `?` in
 * exactly one of the two day fields. Where five-field cron takes either day field, there are several expressions.
 */
export function awsCron(shape: CronShape): Converted<string> {
  const head = `${listField(shape.minutes, 60)} ${listField(shape.hours, 24)}`;
  const months = shape.months ? listField(shape.months, 12) : '*';
  if (shape.both) return { said: [], unsaid: ['a day of the month that must also be a certain weekday (+)'] };
  const unsaid = shape.monthDays?.lastWorkday ? ['the last working day of the month (LW)'] : [];
  const byDate = monthDayFields(shape).map((field) => `cron(${head} ${field} ${months} ? *)`);
  const byWeekday = weekdayFields(shape.weekdays ?? []).map((field) => `cron(${head} ? ${months} ${field} *)`);
  const daily = !shape.monthDays && !shape.weekdays ? [`cron(${head} * ${months} ? *)`] : [];
  return { said: [...daily, ...byDate, ...byWeekday], unsaid };
}
