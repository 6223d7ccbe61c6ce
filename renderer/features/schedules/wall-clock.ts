const formats = new Map<string, Intl.DateTimeFormat>();

/** What a zone's clock shows at an instant, as `2026-11-21T08:00`: the form of a date and time field. */
export function wallClock(ms: number, zone: string): string {
  let format = formats.get(zone);
  if (!format) formats.set(zone, (format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })));
  return format.format(ms).replace(' ', 'T');
}

/** The instant at which a zone's clock shows a time; null for no time. Where the clock skips it, the hour after. */
export function atWallClock(text: string, zone: string): number | null {
  const utc = Date.parse(`${text}Z`);
  if (Number.isNaN(utc)) return null;
  // The offset at the first guess may be that of the other side of a change: the second guess has the right one.
  const offset = (ms: number) => Date.parse(`${wallClock(ms, zone)}Z`) - Math.floor(ms / 60_000) * 60_000;
  const guess = utc - offset(utc);
  return utc - offset(guess);
}
