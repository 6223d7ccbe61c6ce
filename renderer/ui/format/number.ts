/** Locale of the interface. Its language is English; figures follow it so that `,` and `.` never change meaning. */
export const locale = 'en-GB';

const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });

/** `12,345` */
export function formatCount(value: number): string {
  return whole.format(value);
}

/** `1 machine`, `2,000 machines` */
export function formatNoun(value: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(value)} ${value === 1 ? singular : plural}`;
}

const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Decimal units: `1.2 GB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
const signedPercent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' });

export function formatPercent(share: number): string {
  return percent.format(share);
}

/** Relative change with its sign; null when there is nothing to compare with. */
export function formatChange(now: number, before: number): string | null {
  if (before === 0 || !Number.isFinite(now / before)) return null;
  return signedPercent.format((now - before) / Math.abs(before));
}
