import { locale } from '../../ui/format/number.ts';

const daySeconds = 86_400;

/**
 * Labels of a time axis: `06:00`, with the day under the first of each day; days alone where marks are days apart.
 *
 * @param splits times of the marks, in seconds
 * @param distance seconds between two marks
 * @param zone IANA zone
 */
export function timeLabels(splits: readonly number[], distance: number, zone: string): string[] {
  const time = new Intl.DateTimeFormat(locale, { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const day = new Intl.DateTimeFormat(locale, { timeZone: zone, day: 'numeric', month: 'short' });
  const days = splits.map((seconds) => day.format(seconds * 1000));
  if (distance >= daySeconds) return days;
  return splits.map((seconds, at) =>
    days[at] === days[at - 1] ? time.format(seconds * 1000) : `${time.format(seconds * 1000)}\n${days[at]}`,
  );
}
