import { describe, expect, it } from 'vitest';
import { formatAge, formatDuration, formatPeriod, formatTime, formatUntil, resolveZone } from '#renderer/ui/format/time.ts';

const at = Date.UTC(2026, 0, 31, 23, 30);

describe('times', () => {
  it('says the zone', () => {
    expect(formatTime(at, 'UTC')).toBe('31 Jan 2026, 23:30 UTC');
    expect(formatTime(at, 'America/New_York')).toMatch(/^31 Jan 2026, 18:30 (GMT-5|EST)$/);
    expect(formatTime(at, 'Asia/Kolkata')).toMatch(/^01 Feb 2026, 05:00 /);
  });

  it('falls back to UTC for a zone that does not exist', () => {
    expect(resolveZone('Mars/Olympus')).toBe('UTC');
  });

  it('names ages in words and takes a clock ahead as now', () => {
    expect(formatAge(at, at + 59_000)).toBe('just now');
    expect(formatAge(at, at + 5 * 60_000)).toBe('5 min ago');
    expect(formatAge(at, at + 47 * 3_600_000)).toBe('47 h ago');
    expect(formatAge(at, at + 72 * 3_600_000)).toBe('3 days ago');
    expect(formatAge(at + 60_000, at)).toBe('just now');
    expect(formatUntil(at + 30 * 60_000, at)).toBe('in 30 min');
  });

  it('names periods as they are, without shifting them into a zone', () => {
    expect(formatPeriod('2024-09')).toBe('Sep 2024');
    expect(formatPeriod('2024-09-01')).toBe('1 Sep 2024');
  });

  it('names durations', () => {
    expect(formatDuration(420)).toBe('0.4 s');
    expect(formatDuration(65_000)).toBe('1 min 05 s');
    expect(formatDuration(3_900_000)).toBe('1 h 05 min');
  });
});
