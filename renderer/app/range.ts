import type { CostRange } from '#shared/model/cost.ts';

/**
 * Time ranges of screens. Presets count back from the newest day that has charges, not from the clock: a file of
 * last year's charges opens on its own last months. Days are UTC.
 */
export const rangePresets = [
  { value: '7d', label: 'Last 7 days' },
  { value: '30d', label: 'Last 30 days' },
  { value: '90d', label: 'Last 90 days' },
  { value: 'month', label: 'Newest month' },
  { value: 'previous', label: 'Month before' },
  { value: '3m', label: 'Last 3 months' },
  { value: '6m', label: 'Last 6 months' },
  { value: '12m', label: 'Last 12 months' },
  { value: 'all', label: 'Everything cached' },
] as const;

export type RangePreset = (typeof rangePresets)[number]['value'];

/** A preset, or own days `2026-01-01..2026-01-31`, both inclusive. */
export type Range = RangePreset | `${string}..${string}`;

export const defaultRange: Range = '12m';

const dayMs = 86_400_000;
const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

function isDay(text: string | undefined): text is string {
  return text !== undefined && dayPattern.test(text) && !Number.isNaN(Date.parse(text)) && addDays(text, 0) === text;
}

/** The UTC day `days` after `day`. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

function addMonths(month: string, months: number): string {
  const date = new Date(`${month}-01T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.toISOString().slice(0, 7);
}

/** Reads a range from a URL; null when it is none. */
export function parseRange(text: string | null): Range | null {
  if (text === null) return null;
  if (rangePresets.some((preset) => preset.value === text)) return text as RangePreset;
  const [first, last, more] = text.split('..');
  if (more !== undefined || !isDay(first) || !isDay(last) || first > last) return null;
  return `${first}..${last}`;
}

function presetRange(preset: RangePreset, lastDay: string): CostRange {
  const end = addDays(lastDay, 1);
  const month = lastDay.slice(0, 7);
  switch (preset) {
    case 'all':
      return { start: null, end: null };
    case 'month':
      return { start: `${month}-01`, end };
    case 'previous':
      return { start: `${addMonths(month, -1)}-01`, end: `${month}-01` };
    default: {
      const count = Number.parseInt(preset, 10);
      return { start: preset.endsWith('d') ? addDays(end, -count) : `${addMonths(month, 1 - count)}-01`, end };
    }
  }
}

/** The half-open UTC days a range means, given the newest day with charges. */
export function resolveRange(range: Range, lastDay: string | null): CostRange {
  if (!range.includes('..')) return lastDay === null ? { start: null, end: null } : presetRange(range as RangePreset, lastDay);
  const [first, last] = range.split('..') as [string, string];
  return { start: first, end: addDays(last, 1) };
}

/** The range of the same length right before; null for an open range. */
export function rangeBefore({ start, end }: CostRange): CostRange | null {
  if (start === null || end === null) return null;
  const wholeMonths = start.endsWith('-01') && end.endsWith('-01');
  if (!wholeMonths) return { start: addDays(start, -Math.round((Date.parse(end) - Date.parse(start)) / dayMs)), end: start };
  const months = (Number(end.slice(0, 4)) - Number(start.slice(0, 4))) * 12 + Number(end.slice(5, 7)) - Number(start.slice(5, 7));
  return { start: `${addMonths(start.slice(0, 7), -months)}-01`, end: start };
}

/** `Last 30 days` or `2026-01-01 to 2026-01-31`. */
export function rangeLabel(range: Range): string {
  const preset = rangePresets.find((one) => one.value === range);
  return preset ? preset.label : range.replace('..', ' to ');
}
