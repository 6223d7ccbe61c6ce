import { Cron, CronPattern } from 'croner';
import { appError, failure } from '#shared/errors/app-error.ts';

/** The times of one cron pattern in one time zone. */
export interface Calendar {
  /** The first time after `ms`, epoch ms; null when there is none any more. */
  after(ms: number): number | null;
  /** Times after `from` up to and with `to`, the newest `limit` of them, oldest first. */
  between(range: { from: number; to: number }, limit: number): number[];
}

const day = 86_400_000;
const croner = { mode: '5-part', fixedTimeRule: 'no-wildcard' } as const;

/** Names the field of a schedule that is wrong, for the form beside it. */
export function wrongField(field: string, message: string, hint: string) {
  return failure('invalid_input', message, { hint, source: { scope: field } });
}

/** Throws `invalid_input` for what is no IANA name. Offsets such as `+02:00` are none: they know no daylight saving. */
export function checkZone(timeZone: string): void {
  const wrong = () => wrongField('timeZone', `Time zone: ${timeZone} is not known`, 'Give an IANA name such as Europe/Vienna or UTC.');
  if (!/^[A-Za-z]/.test(timeZone)) throw wrong();
  try {
    Intl.DateTimeFormat('en', { timeZone });
  } catch {
    throw wrong();
  }
}

/** A cron pattern as croner understands it; `field` is named when it is wrong. */
export function readPattern(pattern: string, field: 'start' | 'stop'): CronPattern {
  try {
    if (pattern.trim().split(/\s+/).length !== 5) throw new Error('it needs five fields');
    return new CronPattern(pattern, 'UTC', croner);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.replace(/^CronPattern: /, '') : '';
    throw wrongField(field, `${field === 'start' ? 'Start' : 'Stop'}: "${pattern}" is no cron pattern (${why})`, fiveFields);
  }
}

const fiveFields = 'Five fields: minute, hour, day of the month, month, weekday. For example 0 8 * * 1-5 is 08:00 from Monday to Friday.';

const setAt = (flags: readonly number[]) => flags.flatMap((flag, at) => (flag ? [at] : []));

/**
 * The same pattern with its minutes and hours written out. croner runs a listed time that daylight saving leaves out at the
 * next valid minute, and one that occurs twice once; times by wildcard or step it treats as intervals, which does neither.
 */
function writtenOut(pattern: string, parsed: CronPattern): string {
  const [, , ...days] = pattern.trim().split(/\s+/);
  return [setAt(parsed.minute).join(','), setAt(parsed.hour).join(','), ...days].join(' ');
}

/** Throws `invalid_input` with the field's name for a wrong pattern or zone. */
export function openCalendar(pattern: string, timeZone: string, field: 'start' | 'stop'): Calendar {
  checkZone(timeZone);
  const job = new Cron(writtenOut(pattern, readPattern(pattern, field)), { ...croner, timezone: timeZone, paused: true });
  const after = (ms: number) => job.nextRun(new Date(ms))?.getTime() ?? null;
  const forward = (from: number, to: number) => {
    const found: number[] = [];
    for (let at = after(from); at !== null && at <= to; at = after(at)) found.push(at);
    return found;
  };
  return {
    after,
    between({ from, to }, limit) {
      // Looks back in growing windows: what was due in months of a closed console is many more times than are wanted.
      for (let back = 2 * day; ; back *= 4) {
        const start = Math.max(from, to - back);
        const found = forward(start, to);
        if (found.length >= limit || start === from) return found.slice(-limit);
      }
    },
  };
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The day, `YYYY-MM-DD`, on which an instant falls in a zone. */
export function dayIn(timeZone: string, ms: number): string {
  let format = formats.get(timeZone);
  if (!format) formats.set(timeZone, (format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' })));
  return format.format(ms);
}

/** Whether any time of the next year is in both: then nobody could say what should happen. */
export function clash(start: Calendar, stop: Calendar, now: number): number | null {
  const times = new Set(start.between({ from: now, to: now + 366 * day }, 5_000));
  return stop.between({ from: now, to: now + 366 * day }, 5_000).find((at) => times.has(at)) ?? null;
}

/** The error of a schedule that would start and stop at the same time. */
export const clashError = (when: string) =>
  appError('invalid_input', `Stop: it would start and stop at the same time, ${when}`, {
    hint: 'Let the stop be at another time than the start.',
    source: { scope: 'stop' },
  });
