import { failure } from '#shared/errors/app-error.ts';
import type { RangeTerm } from './term.ts';

export type Comparison = '<' | '<=' | '>' | '>=' | '=';

const units: Record<string, number> = {
  '': 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  pb: 1e15,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
  pib: 2 ** 50,
};

/** Understood form of a comparison. */
export interface Amount extends RangeTerm {
  says: string;
}

const endless = Number.POSITIVE_INFINITY;

/** Sizes are whole bytes, so each comparison is a range from and before a whole number. */
function sizeRange(comparison: Comparison, bytes: number): [number, number] {
  if (comparison === '>') return [Math.floor(bytes) + 1, endless];
  if (comparison === '>=') return [Math.ceil(bytes), endless];
  if (comparison === '<') return [0, Math.ceil(bytes)];
  if (comparison === '<=') return [0, Math.floor(bytes) + 1];
  return [bytes, bytes + 1];
}

export function sizeAmount(comparison: Comparison, text: string, term: string): Amount {
  const match = /^(\d+(?:\.\d+)?)([a-z]*)$/i.exec(text);
  const factor = units[match?.[2]?.toLowerCase() ?? '?'];
  if (!match || factor === undefined) {
    throw failure('invalid_input', `“${term}” is no size that the search understands.`, {
      hint: 'Write a number and a unit: size>100MB, size<=1.5GiB, size=0.',
    });
  }
  const bytes = Number(match[1]) * factor;
  const [min, max] = sizeRange(comparison, bytes);
  return { kind: 'size', min, max, says: `size ${comparison} ${bytes.toLocaleString('en-US')} B` };
}

const day = 86_400;
const ages: Record<string, number> = { h: 3600, d: day, w: 7 * day, mo: 30 * day, y: 365 * day };

function iso(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ').replace(' 00:00', '');
}

/** First second of the year, month, day or minute that is written, and the first behind it; null: none is. */
function period(text: string): [number, number] | null {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})Z?)?)?)?$/i.exec(text);
  if (!match) return null;
  const [year, month, dayOfMonth, hour, minute] = match.slice(1).map((part) => (part === undefined ? undefined : Number(part)));
  const start = new Date(Date.UTC(year!, (month ?? 1) - 1, dayOfMonth ?? 1, hour ?? 0, minute ?? 0));
  // A month 13 or a February 30 would be carried over to another date.
  if (!start.toISOString().startsWith(text.slice(0, 16).toUpperCase())) return null;
  const end = new Date(start);
  if (minute !== undefined) end.setUTCMinutes(minute + 1);
  else if (dayOfMonth !== undefined) end.setUTCDate(dayOfMonth + 1);
  else if (month !== undefined) end.setUTCMonth(month);
  else end.setUTCFullYear(year! + 1);
  return [start.getTime() / 1000, end.getTime() / 1000];
}

function datedRange(comparison: Comparison, [start, end]: [number, number]): [number, number] {
  if (comparison === '<') return [0, start];
  if (comparison === '<=') return [0, end];
  if (comparison === '>') return [end, endless];
  if (comparison === '>=') return [start, endless];
  return [start, end];
}

function span(min: number, max: number): string {
  if (max === endless) return `changed from ${iso(min)} UTC`;
  return min === 0 ? `changed before ${iso(max)} UTC` : `changed from ${iso(min)} to before ${iso(max)} UTC`;
}

/**
 * Dates compare times, in whole seconds UTC, and mean all of the year, month, day or minute that is written; ages compare how
 * long ago: `modified>30d` is older than thirty days.
 */
export function modifiedAmount(comparison: Comparison, text: string, { term, now }: { term: string; now: number }): Amount {
  const dates = period(text);
  if (dates) {
    const [min, max] = datedRange(comparison, dates);
    return { kind: 'modified', min, max, says: span(min, max) };
  }
  const match = /^(\d+(?:\.\d+)?)(h|d|w|mo|y)$/i.exec(text);
  if (!match || comparison === '=') {
    throw failure('invalid_input', `“${term}” is no time that the search understands.`, {
      hint: 'Write a date or an age: modified<2025-01-01, modified=2025-06, modified>30d (older than 30 days), modified<12h.',
    });
  }
  const edge = Math.floor(now / 1000) - Math.round(Number(match[1]) * ages[match[2]!.toLowerCase()]!);
  const [min, max] = comparison.startsWith('>') ? [0, Math.max(0, edge)] : [Math.max(0, edge), endless];
  return { kind: 'modified', min, max, says: span(min, max) };
}
