import { Cron, type CronOptions } from 'croner';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { awsCron } from '#core/schedules/export/aws-cron.ts';
import { azureRecurrences } from '#core/schedules/export/azure-recurrence.ts';
import { shapeOf } from '#core/schedules/export/cron-shape.ts';
import { gcpCron } from '#core/schedules/export/gcp-cron.ts';

const year = { from: new Date('2026-01-01T00:00:00Z'), to: new Date('2027-01-01T00:00:00Z') };

/** Times of a croner pattern in 2026, UTC. */
function times(pattern: string, options: CronOptions = {}): number[] {
  const job = new Cron(pattern, { timezone: 'UTC', paused: true, ...options });
  const found: number[] = [];
  for (let at = job.nextRun(new Date(year.from.getTime() - 1)); at && at < year.to; at = job.nextRun(at)) found.push(at.getTime());
  return found;
}

const union = (lists: number[][]) => [...new Set(lists.flat())].sort((a, b) => a - b);

/** An expression of EventBridge Scheduler read by croner in its Quartz mode: the weekdays count from 1 there too. */
function awsTimes(expression: string): number[] {
  const fields = /^cron\((\S+ \S+ \S+ \S+ \S+) \*\)$/.exec(expression)?.[1];
  expect(fields, expression).toBeDefined();
  const [, , dayOfMonth, , dayOfWeek] = fields!.split(' ');
  expect(
    [dayOfMonth, dayOfWeek].filter((field) => field === '?'),
    `exactly one ? in ${expression}`,
  ).toHaveLength(1);
  for (const field of [dayOfMonth!, dayOfWeek!]) if (/[LW#]/.test(field)) expect(field, 'alone in its field').not.toContain(',');
  return times(fields!, { mode: '5-part', alternativeWeekdays: true });
}

/** A list of values in a cron field: `3,7-9`. */
const field = (min: number, max: number) =>
  fc.uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 4 }).map((values) => values.sort((a, b) => a - b).join(','));
const days = fc.oneof(fc.constant('*'), field(1, 28), fc.constantFrom('L', '15W', '1,L', '3,15W'));
const weekdays = fc.oneof(fc.constant('*'), field(0, 6), fc.constantFrom('MON-FRI', '7', '5#2', '5L', '1,5L', '2#1,2#3'));
const months = fc.oneof(fc.constant('*'), field(1, 12), fc.constant('JAN-MAR'));
const pattern = fc
  .tuple(fc.oneof(field(0, 59), fc.constant('*/20')), fc.oneof(field(0, 23), fc.constant('8-18/2')), days, months, weekdays)
  .map((fields) => fields.join(' '));

describe('EventBridge Scheduler', () => {
  it.each([
    ['0 8 * * 1-5', ['cron(0 8 ? * 2-6 *)']],
    ['30 18 * * *', ['cron(30 18 * * ? *)']],
    ['0 8 1 * 0', ['cron(0 8 1 * ? *)', 'cron(0 8 ? * 1 *)']],
    ['*/30 6-8 * 1 *', ['cron(0,30 6-8 * 1 ? *)']],
    ['0 8 * * 5#2', ['cron(0 8 ? * 6#2 *)']],
    ['0 8 L * *', ['cron(0 8 L * ? *)']],
  ])('writes %s', (given, said) => {
    expect(awsCron(shapeOf(given, 'start'))).toEqual({ said, unsaid: [] });
  });

  it('means the same times as the pattern', () => {
    fc.assert(
      fc.property(pattern, (given) => {
        const { said, unsaid } = awsCron(shapeOf(given, 'start'));
        expect(unsaid).toEqual([]);
        expect(union(said.map(awsTimes))).toEqual(times(given));
      }),
      { numRuns: 40 },
    );
  });

  it('says what it cannot say', () => {
    expect(awsCron(shapeOf('0 8 13 * +5', 'start'))).toMatchObject({ said: [], unsaid: [expect.stringContaining('+')] });
    expect(awsCron(shapeOf('0 8 LW * *', 'start')).unsaid).toHaveLength(1);
  });
});

describe('instance schedules of Google Cloud', () => {
  it('are plain five-field cron of the same times, at most one an hour, or nothing', () => {
    fc.assert(
      fc.property(pattern, (given) => {
        const { said, unsaid } = gcpCron(shapeOf(given, 'start'));
        if (said.length === 0) {
          expect(unsaid.length).toBeGreaterThan(0);
          expect(/[LW#]|\*\/20|^\d+,/.test(given), given).toBe(true);
          return;
        }
        expect(said).toHaveLength(1);
        expect(said[0]).toMatch(/^(\*|[\d,-]+)( (\*|[\d,-]+)){4}$/);
        const found = times(said[0]!);
        expect(found).toEqual(times(given));
        expect(found.every((at, index) => index === 0 || at - found[index - 1]! >= 3_600_000)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it.each(['0 8 L * *', '0 8 * * 5#2', '0,30 8 * * *', '0 8 15W * *', '0 8 1 * +1'])('does not pretend to say %s', (given) => {
    expect(gcpCron(shapeOf(given, 'start'))).toMatchObject({ said: [], unsaid: [expect.any(String)] });
  });
});

describe('Azure Automation', () => {
  const names = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

  /** Whether a recurrence as the service reads it falls on a day of 2026. */
  function onDay({ frequency, advancedSchedule }: ReturnType<typeof azureRecurrences>['said'][number], at: number): boolean {
    const date = new Date(at);
    const [day, weekday] = [date.getUTCDate(), names[date.getUTCDay()]!];
    const length = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
    if (frequency === 'Day') return true;
    if (frequency === 'Week') return advancedSchedule!.weekDays!.includes(weekday);
    const { monthDays = [], monthlyOccurrences = [] } = advancedSchedule!;
    expect(monthlyOccurrences.length).toBeLessThanOrEqual(1);
    const nth = (occurrence: number) => (occurrence === -1 ? day + 7 > length : Math.ceil(day / 7) === occurrence);
    return (
      monthDays.includes(day) ||
      (monthDays.includes(-1) && day === length) ||
      monthlyOccurrences.some((one) => one.day === weekday && nth(one.occurrence))
    );
  }

  it('comes back on the same days at the same times, or says why not', () => {
    fc.assert(
      fc.property(pattern, (given) => {
        const { said, unsaid } = azureRecurrences(shapeOf(given, 'start'));
        expect(said.length > 0).toBe(unsaid.length === 0);
        if (said.length === 0) return;
        const found = said.map((one) => {
          const [minute, hour] = one.pattern.split(' ').map(Number) as [number, number];
          const all = Array.from({ length: 365 }, (_, day) => year.from.getTime() + day * 86_400_000 + hour * 3_600_000 + minute * 60_000);
          const mine = all.filter((at) => onDay(one, at));
          expect(times(one.pattern), 'the pattern for the first time').toEqual(mine);
          return mine;
        });
        expect(union(found)).toEqual(times(given));
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ['0 8 * 1 *', 'certain months'],
    ['0 8 15W * *', 'nearest'],
    ['*/2 * * * *', '24 times'],
    ['0 8 * * 1#5', 'fifth'],
  ])('does not pretend to say %s', (given, why) => {
    expect(azureRecurrences(shapeOf(given, 'start'))).toMatchObject({ said: [], unsaid: [expect.stringContaining(why)] });
  });
});
