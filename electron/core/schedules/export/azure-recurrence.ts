import { type Converted, type CronShape, type Weekday } from './cron-shape.ts';

/** When an Azure Automation schedule comes back: `frequency`, and what its `advancedSchedule` holds. */
export interface Recurrence {
  /** A five-field pattern of exactly these times, for finding the first one. */
  pattern: string;
  frequency: 'Day' | 'Week' | 'Month';
  advancedSchedule?: {
    weekDays?: string[];
    /** 1–31; -1 is the last day. */
    monthDays?: number[];
    monthlyOccurrences?: { day: string; occurrence: number }[];
  };
}

const names = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
/** One schedule holds one time of day; more than these would fill the account. */
const maxTimes = 24;

interface Clock {
  minute: number;
  hour: number;
}

type DayPart = (clock: Clock) => Recurrence[];

const byDate =
  ({ days, last }: NonNullable<CronShape['monthDays']>): DayPart =>
  ({ minute, hour }) => [
    {
      pattern: `${minute} ${hour} ${[...days, ...(last ? ['L'] : [])].join(',')} * *`,
      frequency: 'Month',
      advancedSchedule: { monthDays: [...days, ...(last ? [-1] : [])] },
    },
  ];

/** Each nth weekday of the month is a schedule of its own: the service takes one occurrence. */
const occurrence = ({ day, which }: Weekday, { minute, hour }: Clock): Recurrence => ({
  pattern: `${minute} ${hour} * * ${day}${which === 'last' ? 'L' : `#${which}`}`,
  frequency: 'Month',
  advancedSchedule: { monthlyOccurrences: [{ day: names[day]!, occurrence: which === 'last' ? -1 : Number(which) }] },
});

const byWeekday =
  (weekdays: readonly Weekday[]): DayPart =>
  (clock) => {
    const plain = weekdays.filter(({ which }) => which === 'every').map(({ day }) => day);
    const special = weekdays.filter(({ which }) => which !== 'every');
    const weekly: Recurrence[] =
      plain.length === 0
        ? []
        : [
            {
              pattern: `${clock.minute} ${clock.hour} * * ${plain.join(',')}`,
              frequency: 'Week',
              advancedSchedule: { weekDays: plain.map((day) => names[day]!) },
            },
          ];
    return [...weekly, ...special.map((one) => occurrence(one, clock))];
  };

const daily: DayPart = ({ minute, hour }) => [{ pattern: `${minute} ${hour} * * *`, frequency: 'Day' }];

function unsaidBy({ both, months, monthDays, weekdays, hours, minutes }: CronShape): string[] {
  return [
    ...(both ? ['a day of the month that must also be a certain weekday (+)'] : []),
    ...(months ? ['certain months only'] : []),
    ...(monthDays && (monthDays.nearest.length > 0 || monthDays.lastWorkday) ? ['working days nearest to a date (W)'] : []),
    ...(weekdays?.some(({ which }) => which === 5) ? ['a fifth weekday of the month (#5)'] : []),
    ...(hours.length * minutes.length > maxTimes ? [`more than ${maxTimes} times a day`] : []),
  ];
}

/** A pattern as recurrences of Azure Automation; each is one schedule there, with one time of day. */
export function azureRecurrences(shape: CronShape): Converted<Recurrence> {
  const unsaid = unsaidBy(shape);
  if (unsaid.length > 0) return { said: [], unsaid };
  const { monthDays, weekdays } = shape;
  const days: DayPart[] = [...(monthDays ? [byDate(monthDays)] : []), ...(weekdays ? [byWeekday(weekdays)] : [])];
  const clocks = shape.hours.flatMap((hour) => shape.minutes.map((minute) => ({ hour, minute })));
  return { said: clocks.flatMap((clock) => (days.length > 0 ? days : [daily]).flatMap((part) => part(clock))), unsaid };
}
