import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeSearch } from '#renderer/app/hash-location.ts';
import { readHolidays } from '#renderer/features/schedules/schedule-draft.ts';
import { placeFromSearch, placeToParams, type SchedulesPlace } from '#renderer/features/schedules/schedules-state.ts';
import { atWallClock, wallClock } from '#renderer/features/schedules/wall-clock.ts';
import { cronOf, patternText, weeklyOf } from '#renderer/features/schedules/weekly-time.ts';

const word = fc.string({ minLength: 1, unit: 'grapheme' });
const place: fc.Arbitrary<SchedulesPlace> = fc.record({
  tab: fc.constantFrom('schedules' as const, 'holds' as const),
  open: fc.option(word),
  edit: fc.option(fc.constantFrom('new', 's1', 'a b')),
  export: fc.option(word),
  hold: fc.boolean(),
  on: fc.boolean(),
  selection: fc.record({
    text: fc.string({ maxLength: 200 }),
    where: fc.array(
      fc.record({
        column: fc.oneof(
          fc.constantFrom('environment' as const, 'kind' as const),
          word.map((key) => `tag:${key}` as const),
        ),
        values: fc.array(word, { minLength: 1, maxLength: 3 }),
      }),
      { maxLength: 3 },
    ),
  }),
});

describe('place of the Schedules screen in the URL', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(place, (one) => {
        expect(placeFromSearch(changeSearch('', placeToParams(one)))).toEqual(one);
      }),
    );
  });

  it('takes a selection of another screen, and keeps the scope', () => {
    const search = 'env=staging&new=1&text=web&where=tag:team in ["shop"]&where=nonsense';
    const expected = { edit: 'new', selection: { text: 'web', where: [{ column: 'tag:team', values: ['shop'] }] } };
    expect(placeFromSearch(search)).toMatchObject(expected);
    expect(changeSearch(search, placeToParams({ open: 's1' }))).toBe('env=staging&open=s1');
  });
});

describe('the weekly picker', () => {
  it('reads back what it writes', () => {
    const weekly = fc.record({
      days: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }).map((days) => days.sort((a, b) => a - b)),
      time: fc
        .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
        .map((parts) => parts.map((one) => String(one).padStart(2, '0')).join(':')),
    });
    fc.assert(
      fc.property(weekly, (one) => {
        expect(weeklyOf(cronOf(one))).toEqual(one);
      }),
    );
  });

  it.each(['*/5 8 * * 1', '0 8 1 * *', '0 8 * 1 1', '0 8 * * 5#2', '0 8 * * MON', '60 8 * * 1', '0 24 * * 1', ''])(
    'leaves %j to the pattern',
    (cron) => {
      expect(weeklyOf(cron)).toBeNull();
    },
  );

  it.each([
    ['0 8 * * 1-5', 'Mon–Fri 08:00'],
    ['30 18 * * *', 'daily 18:30'],
    ['0 8 * * 0,6', 'Sat, Sun 08:00'],
    ['0 8 * * 5-7', 'Fri–Sun 08:00'],
    ['0 8 L * *', '0 8 L * *'],
    [null, '–'],
  ])('says %j in words', (cron, text) => {
    expect(patternText(cron)).toBe(text);
  });
});

describe('holidays as lines', () => {
  it('are days with names', () => {
    const text = ' 2026-12-25 Christmas Day \n\n2027-01-01\n';
    expect(readHolidays(text)).toEqual({
      holidays: [
        { day: '2026-12-25', name: 'Christmas Day' },
        { day: '2027-01-01', name: '' },
      ],
      wrong: null,
    });
  });

  it.each(['25.12.2026 Christmas', '2026-02-30 never', '2026-13-01', 'Christmas'])('names the line that is none: %s', (line) => {
    expect(readHolidays(`2026-12-25\n${line}`)).toMatchObject({ wrong: line, holidays: [{ day: '2026-12-25' }] });
  });
});

describe('a time on the clock of a zone', () => {
  it('comes back, wherever the zone', () => {
    const zone = fc.constantFrom('UTC', 'Europe/Vienna', 'America/St_Johns', 'Asia/Kathmandu', 'Australia/Lord_Howe');
    const minute = fc.integer({ min: Date.UTC(2026, 0, 1) / 60_000, max: Date.UTC(2028, 0, 1) / 60_000 });
    fc.assert(
      fc.property(zone, minute, (one, at) => {
        const shown = wallClock(at * 60_000, one);
        expect(wallClock(atWallClock(shown, one)!, one)).toBe(shown);
      }),
    );
    expect(atWallClock('2026-11-21T08:00', 'Europe/Vienna')).toBe(Date.UTC(2026, 10, 21, 7));
    expect(atWallClock('', 'UTC')).toBeNull();
  });
});
