import { type Converted, type CronShape, listField } from './cron-shape.ts';

const unsaidBy = ({ monthDays, weekdays, both }: CronShape): string[] => [
  ...(both ? ['a day of the month that must also be a certain weekday (+)'] : []),
  ...(monthDays?.last || monthDays?.lastWorkday ? ['the last day of the month (L)'] : []),
  ...(monthDays && monthDays.nearest.length > 0 ? ['the nearest working day (W)'] : []),
  ...(weekdays?.some(({ which }) => which !== 'every') ? ['the nth or last weekday of a month (#, L)'] : []),
];

/**
 * A pattern as an instance schedule takes it: plain unix cron in five fields, one expression for each operation, at most
 * once an hour. Source: "Scheduling a VM instance to start and stop".
 */
export function gcpCron(shape: CronShape): Converted<string> {
  const unsaid = [...unsaidBy(shape), ...(shape.minutes.length > 1 ? ['more than one time in an hour'] : [])];
  if (unsaid.length > 0) return { said: [], unsaid };
  const weekdays = shape.weekdays
    ? listField(
        shape.weekdays.map(({ day }) => day),
        7,
      )
    : '*';
  const days = shape.monthDays ? listField(shape.monthDays.days, 31) : '*';
  const fields = [
    listField(shape.minutes, 60),
    listField(shape.hours, 24),
    days,
    shape.months ? listField(shape.months, 12) : '*',
    weekdays,
  ];
  return { said: [fields.join(' ')], unsaid };
}
