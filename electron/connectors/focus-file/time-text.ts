/** A time normalised to `2024-09-18T22:00:00Z`, and whether the text named its zone. */
export interface UtcText {
  text: string;
  zoned: boolean;
}

const pattern = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?)?\s*(Z|UTC|[+-]\d\d(?::?\d\d)?)?$/i;

/**
 * Reads the ISO 8601 forms that FOCUS exports contain: date alone, `T` or blank between date and time, seconds and
 * fraction optional, zone optional. FOCUS times are UTC, so a missing zone means UTC. Fractions of a second are cut:
 * charge periods have none. Null when it is not a time.
 */
export function utcText(text: string): UtcText | null {
  const match = pattern.exec(text.trim());
  if (!match) return null;
  const [, year, month, day, hour = '00', minute = '00', second = '00', zone] = match;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
  const time = Date.parse(iso);
  // Date.parse takes 24:00:00 and, in V8, some days beyond a month's end: only what prints back as itself is a time.
  if (Number.isNaN(time) || isoSeconds(time) !== iso) return null;
  const offset = offsetMinutes(zone);
  return { text: offset === 0 ? iso : isoSeconds(time - offset * 60_000), zoned: zone !== undefined };
}

/** `2024-09-18T22:00:00Z` of epoch milliseconds. */
export function isoSeconds(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

function offsetMinutes(zone: string | undefined): number {
  if (zone === undefined || /^(Z|UTC)$/i.test(zone)) return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', '') || 0);
  return zone.startsWith('-') ? -minutes : minutes;
}
