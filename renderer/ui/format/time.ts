import { locale } from './number.ts';

/** The IANA zone a setting means; `system` is the desktop's. An unknown zone falls back to UTC. */
export function resolveZone(setting: string): string {
  const zone = setting === 'system' ? Intl.DateTimeFormat().resolvedOptions().timeZone : setting;
  try {
    return Intl.DateTimeFormat(locale, { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}

const stamps = new Map<string, Intl.DateTimeFormat>();

function stamp(zone: string): Intl.DateTimeFormat {
  let found = stamps.get(zone);
  if (!found) {
    found = new Intl.DateTimeFormat(locale, {
      timeZone: zone,
      day: '2-digit',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'short',
    });
    stamps.set(zone, found);
  }
  return found;
}

/** `21 Nov 2026, 01:28 UTC`: the zone is always said. */
export function formatTime(ms: number, zone: string): string {
  return stamp(zone).format(ms);
}

const steps: [limitMs: number, unitMs: number, unit: string][] = [
  [60 * 60_000, 60_000, 'min'],
  [48 * 3_600_000, 3_600_000, 'h'],
  [60 * 86_400_000, 86_400_000, 'days'],
  [Number.POSITIVE_INFINITY, 30 * 86_400_000, 'months'],
];

function distance(ms: number): string {
  const [, unitMs, unit] = steps.find(([limit]) => ms < limit) ?? steps[3]!;
  return `${Math.floor(ms / unitMs)} ${unit}`;
}

/** `just now`, `5 min ago`, `3 h ago`, `4 days ago`. A time in the future counts as now: clocks differ. */
export function formatAge(ms: number, now: number): string {
  return now - ms < 60_000 ? 'just now' : `${distance(now - ms)} ago`;
}

/** `in 5 min`; `now` when it is due. */
export function formatUntil(ms: number, now: number): string {
  return ms - now < 60_000 ? 'now' : `in ${distance(ms - now)}`;
}

/** `0.4 s`, `12 s`, `3 min 05 s` */
export function formatDuration(ms: number): string {
  if (ms < 10_000) return `${(Math.max(0, ms) / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2024-09` → `Sep 2024`, `2024-09-18` → `18 Sep 2024`. Billing periods are UTC and stay as they are. */
export function formatPeriod(period: string): string {
  const [year, month, day] = period.split('-');
  const name = monthNames[Number(month) - 1] ?? month;
  return day ? `${Number(day)} ${name} ${year}` : `${name} ${year}`;
}

/** Shorter, for axes: `Sep 24`, `18 Sep`. */
export function formatPeriodShort(period: string): string {
  const [year, month, day] = period.split('-');
  const name = monthNames[Number(month) - 1] ?? month;
  return day ? `${Number(day)} ${name}` : `${name} ${year?.slice(2)}`;
}
