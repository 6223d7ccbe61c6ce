const formats = new Map<string, Intl.DateTimeFormat>();

function format(timeZone: string): Intl.DateTimeFormat {
  let found = formats.get(timeZone);
  if (!found) {
    const parts = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
    found = new Intl.DateTimeFormat('en-GB', { timeZone, ...parts, hourCycle: 'h23', timeZoneName: 'longOffset' });
    formats.set(timeZone, found);
  }
  return found;
}

/** An instant as the zone's clock shows it, with its offset: `2026-11-23T08:00:00+01:00`. */
export function zonedTime(ms: number, timeZone: string): string {
  const part = Object.fromEntries(
    format(timeZone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, value]),
  );
  const offset = part['timeZoneName']!.replace('GMT', '') || '+00:00';
  return `${part['year']}-${part['month']}-${part['day']}T${part['hour']}:${part['minute']}:${part['second']}${offset}`;
}
