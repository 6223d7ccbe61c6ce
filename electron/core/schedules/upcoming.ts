import type { Schedule } from '#shared/model/schedule.ts';
import { type Calendar, dayIn, openCalendar } from './calendar.ts';

/** One time a schedule is due. */
export interface Due {
  at: number;
  action: 'start' | 'stop';
}

type Times = Pick<Schedule, 'start' | 'stop' | 'timeZone'>;

/** Calendars of a schedule's start and stop; null where it has none. */
export function calendarsOf({ start, stop, timeZone }: Times): Record<Due['action'], Calendar | null> {
  return {
    start: start === null ? null : openCalendar(start, timeZone, 'start'),
    stop: stop === null ? null : openCalendar(stop, timeZone, 'stop'),
  };
}

const actions = ['stop', 'start'] as const;

function sooner(one: Due | null, other: Due | null): Due | null {
  return one === null || (other !== null && other.at < one.at) ? other : one;
}

/** The first time after `ms`; null when there is none. */
export function nextDue(schedule: Times, ms: number): Due | null {
  const calendars = calendarsOf(schedule);
  return actions.reduce<Due | null>((first, action) => {
    const at = calendars[action]?.after(ms) ?? null;
    return sooner(first, at === null ? null : { at, action });
  }, null);
}

function nextTimes(calendar: Calendar, { after, count }: { after: number; count: number }): number[] {
  const found: number[] = [];
  for (let at = calendar.after(after); at !== null && found.length < count; at = calendar.after(at)) found.push(at);
  return found;
}

/** The next `count` times after `ms`, in order. */
export function upcoming(schedule: Times, wanted: { after: number; count: number }): Due[] {
  const calendars = calendarsOf(schedule);
  const times = actions.flatMap((action) =>
    calendars[action] ? nextTimes(calendars[action], wanted).map((at): Due => ({ at, action })) : [],
  );
  return times.sort((a, b) => a.at - b.at).slice(0, wanted.count);
}

/** The newest `limit` times after `from` up to and with `to`, oldest first. */
export function dueBetween(schedule: Times, range: { from: number; to: number; limit: number }): Due[] {
  const calendars = calendarsOf(schedule);
  return actions
    .flatMap((action) => (calendars[action]?.between(range, range.limit) ?? []).map((at): Due => ({ at, action })))
    .sort((a, b) => a.at - b.at)
    .slice(-range.limit);
}

/** Name of the holiday on which a start falls; null when it falls on none. Stops are made on holidays too. */
export function holidayOf({ holidays, timeZone }: Pick<Schedule, 'holidays' | 'timeZone'>, { at, action }: Due): string | null {
  if (action === 'stop' || holidays.length === 0) return null;
  const day = dayIn(timeZone, at);
  const found = holidays.find((one) => one.day === day);
  return found ? found.name || day : null;
}
