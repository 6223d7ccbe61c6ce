import { describe, expect, it } from 'vitest';
import { parseRange, rangeBefore, resolveRange } from '#renderer/app/range.ts';

describe('time ranges', () => {
  it('counts presets back from the newest charge', () => {
    expect(resolveRange('7d', '2026-03-02')).toEqual({ start: '2026-02-24', end: '2026-03-03' });
    expect(resolveRange('month', '2026-03-02')).toEqual({ start: '2026-03-01', end: '2026-03-03' });
    expect(resolveRange('previous', '2026-01-15')).toEqual({ start: '2025-12-01', end: '2026-01-01' });
    expect(resolveRange('3m', '2026-01-15')).toEqual({ start: '2025-11-01', end: '2026-01-16' });
    expect(resolveRange('all', '2026-01-15')).toEqual({ start: null, end: null });
  });

  it('takes own days as both inclusive', () => {
    expect(resolveRange('2024-02-28..2024-02-29', null)).toEqual({ start: '2024-02-28', end: '2024-03-01' });
  });

  it('refuses what is no range', () => {
    for (const text of ['', 'soon', '2026-01-31..2026-01-01', '2026-02-30..2026-03-01', '2026-01-01..2026-01-02..2026-01-03', '..'])
      expect(parseRange(text)).toBeNull();
    expect(parseRange('2026-01-01..2026-01-01')).toBe('2026-01-01..2026-01-01');
  });

  it('compares whole months with whole months, days with as many days', () => {
    expect(rangeBefore({ start: '2026-01-01', end: '2026-03-01' })).toEqual({ start: '2025-11-01', end: '2026-01-01' });
    expect(rangeBefore({ start: '2026-01-10', end: '2026-01-17' })).toEqual({ start: '2026-01-03', end: '2026-01-10' });
    expect(rangeBefore({ start: null, end: null })).toBeNull();
  });
});
