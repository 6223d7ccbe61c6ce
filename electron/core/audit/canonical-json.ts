/**
 * Canonical JSON (RFC 8785): keys in the order of their UTF-16 units, no spaces, numbers and strings as ECMAScript writes
 * them. What JSON cannot say is written as `JSON.stringify` would: without `undefined`, and null for NaN. Half surrogates,
 * which the RFC refuses, become U+FFFD: a machine's odd name must not keep a record out of the log.
 */
export function canonicalJson(value: unknown): string {
  return write(JSON.parse(JSON.stringify(value) ?? 'null'));
}

function write(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.toWellFormed());
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  const record = value as Record<string, unknown>;
  const members = Object.keys(record)
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((key) => `${write(key)}:${write(record[key])}`);
  return `{${members.join(',')}}`;
}
