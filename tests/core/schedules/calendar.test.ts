import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkZone, dayIn, openCalendar } from '#core/schedules/calendar.ts';
import { dueBetween, holidayOf, upcoming } from '#core/schedules/upcoming.ts';
import { errorOf } from '#tests/helpers/vaults.ts';

const zones = [
  'UTC',
  'Europe/Vienna',
  'Europe/London',
  'America/New_York',
  'America/Havana',
  'America/Santiago',
  'Africa/Casablanca',
  'Asia/Kolkata',
  'Asia/Beirut',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Pacific/Apia',
];

const minute = 60_000;
const year = { from: Date.UTC(2026, 0, 1), to: Date.UTC(2027, 0, 1) };

/** What the zone's clock shows: `2026-03-29 02:30`. Written without the code under test. */
function wallClock(zone: string): (ms: number) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  return (ms) => format.format(ms);
}

/** Every minute of the year by what the clock shows, first occurrence only, in order. */
const minutesOf = new Map<string, Map<string, number>>();
function shownMinutes(zone: string): Map<string, number> {
  const known = minutesOf.get(zone);
  if (known) return known;
  const show = wallClock(zone);
  const shown = new Map<string, number>();
  // A transition lies on a quarter hour: between two of them the clock runs evenly.
  for (let at = year.from - 86_400_000; at < year.to + 86_400_000; at += 15 * minute) {
    const text = show(at);
    for (let one = 0; one < 15; one += 1) {
      const [hour, minutes] = text.slice(11).split(':').map(Number) as [number, number];
      const name = `${text.slice(0, 11)}${String(hour).padStart(2, '0')}:${String(minutes + one).padStart(2, '0')}`;
      if (!shown.has(name)) shown.set(name, at + one * minute);
    }
  }
  minutesOf.set(zone, shown);
  return shown;
}

/** When a daily wall-clock time happens on each day of 2026: first occurrence; where it does not exist, the next minute that does. */
function expected(zone: string, times: readonly string[]): number[] {
  const shown = shownMinutes(zone);
  const found = new Set<number>();
  for (let day = year.from - 86_400_000; day < year.to + 86_400_000; day += 86_400_000) {
    const date = new Date(day).toISOString().slice(0, 10);
    for (const time of times) {
      const [hour, minutes] = time.split(':').map(Number) as [number, number];
      for (let late = 0; late < 24 * 60; late += 1) {
        const wall = new Date(Date.UTC(2000, 0, 1, hour, minutes + late)).toISOString();
        const at = shown.get(
          `${wall.startsWith('2000-01-01') ? date : new Date(day + 86_400_000).toISOString().slice(0, 10)} ${wall.slice(11, 16)}`,
        );
        if (at === undefined) continue;
        found.add(at);
        break;
      }
    }
  }
  return [...found].filter((at) => at > year.from && at <= year.to).sort((a, b) => a - b);
}

const twoDigits = (value: number) => String(value).padStart(2, '0');

describe('times of a calendar', () => {
  it('is once on every day of a year in every zone, later where the clock skips it', () => {
    const cases = fc.record({
      zone: fc.constantFrom(...zones),
      hour: fc.integer({ min: 0, max: 23 }),
      quarter: fc.integer({ min: 0, max: 59 }),
    });
    fc.assert(
      fc.property(cases, ({ zone, hour, quarter }) => {
        const found = openCalendar(`${quarter} ${hour} * * *`, zone, 'start').between(year, 1_000);
        expect(found).toEqual(expected(zone, [`${twoDigits(hour)}:${twoDigits(quarter)}`]));
      }),
      {
        numRuns: 40,
        examples: zones.flatMap((zone) =>
          [1, 2].map((hour): [{ zone: string; hour: number; quarter: number }] => [{ zone, hour, quarter: 30 }]),
        ),
      },
    );
  });

  it.each([
    ['lists', '15,45 1-3 * * *', ['01:15', '01:45', '02:15', '02:45', '03:15', '03:45']],
    ['steps', '*/30 0-3 * * *', ['00:00', '00:30', '01:00', '01:30', '02:00', '02:30', '03:00', '03:30']],
    ['every hour', '20 * * * *', Array.from({ length: 24 }, (_, hour) => `${twoDigits(hour)}:20`)],
  ])('holds for %s too', (_, pattern, times) => {
    for (const zone of ['Europe/Vienna', 'America/New_York', 'Australia/Lord_Howe'])
      expect(openCalendar(pattern, zone, 'stop').between(year, 10_000), zone).toEqual(expected(zone, times));
  });

  it('finds the newest times of a long window, and the same ones one by one', () => {
    const calendar = openCalendar('*/10 * * * *', 'Europe/Vienna', 'start');
    const newest = calendar.between(year, 500);
    expect(newest).toHaveLength(500);
    const walked: number[] = [];
    for (let at = calendar.after(newest[0]! - 1); at !== null && at <= year.to; at = calendar.after(at)) walked.push(at);
    expect(newest).toEqual(walked);
  });

  it('names the wrong field and says what is right', async () => {
    const of = (pattern: string, zone: string) => errorOf(() => openCalendar(pattern, zone, 'stop'));
    for (const pattern of ['', '0 8 * *', '0 0 8 * * *', '61 8 * * *', '0 8 * * FOO', '2026-12-01T08:00:00', '@daily'])
      expect(await of(pattern, 'UTC'), pattern).toMatchObject({ code: 'invalid_input', source: { scope: 'stop' } });
    expect((await of('0 8 * *', 'UTC')).hint).toContain('Five fields');
    for (const zone of ['Europe/Wien', '+02:00', '', 'UTC+1'])
      expect(await errorOf(() => checkZone(zone)), zone).toMatchObject({ code: 'invalid_input', source: { scope: 'timeZone' } });
  });

  it('takes days in the zone of the schedule', () => {
    expect(dayIn('Pacific/Auckland', Date.UTC(2026, 11, 24, 12))).toBe('2026-12-25');
    expect(dayIn('America/Los_Angeles', Date.UTC(2026, 11, 25, 5))).toBe('2026-12-24');
  });
});

describe('due times of a schedule', () => {
  const schedule = {
    start: '0 8 * * 1-5',
    stop: '0 18 * * 1-5',
    timeZone: 'Europe/Vienna',
    holidays: [{ day: '2026-12-25', name: 'Christmas' }],
  };

  it('mixes starts and stops in order', () => {
    const next = upcoming(schedule, { after: Date.UTC(2026, 10, 20, 12), count: 4 });
    expect(next.map(({ at, action }) => `${action} ${new Date(at).toISOString()}`)).toEqual([
      'stop 2026-11-20T17:00:00.000Z',
      'start 2026-11-23T07:00:00.000Z',
      'stop 2026-11-23T17:00:00.000Z',
      'start 2026-11-24T07:00:00.000Z',
    ]);
    expect(dueBetween(schedule, { from: next[0]!.at, to: next[3]!.at, limit: 10 })).toEqual(next.slice(1));
  });

  it('makes stops on holidays, not starts', () => {
    const [start, stop] = [Date.UTC(2026, 11, 25, 7), Date.UTC(2026, 11, 25, 17)];
    expect(holidayOf(schedule, { at: start, action: 'start' })).toBe('Christmas');
    expect(holidayOf(schedule, { at: stop, action: 'stop' })).toBeNull();
    expect(holidayOf(schedule, { at: start - 86_400_000, action: 'start' })).toBeNull();
  });
});
