const masked = '[redacted]';
const secretKey =
  /secret|token|passw|passphrase|authorization|credential|cookie|private.?key|access.?key$|api.?key|session.?key|signature|^key$|^sas$/i;
const maxDepth = 6;
/** Shorter values would mask ordinary text. */
const shortestSecret = 6;

/** A copy of log fields with the values of secret-looking keys masked, at any depth. Keys that only *name* secrets keep booleans and numbers. */
export function redactFields(fields: Record<string, unknown>): Record<string, unknown> {
  return redactValue(fields, 0, new WeakSet()) as Record<string, unknown>;
}

function redactValue(value: unknown, depth: number, seen: WeakSet<object>): unknown {
  if (value instanceof Error) return { name: value.name, message: value.message, stack: value.stack };
  if (typeof value !== 'object' || value === null) return value;
  if (depth > maxDepth || seen.has(value)) return '[…]';
  seen.add(value);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, depth + 1, seen));
  const entries = Object.entries(value).map(([key, inner]) => [key, isSecret(key, inner) ? masked : redactValue(inner, depth + 1, seen)]);
  return Object.fromEntries(entries);
}

function isSecret(key: string, value: unknown): boolean {
  return secretKey.test(key) && value !== null && !['boolean', 'number', 'undefined'].includes(typeof value);
}

/** Masks known secret values wherever they stand in a line of JSON, also where JSON or a URL has escaped them. */
export function maskSecrets(line: string, secrets: Iterable<string>): string {
  let result = line;
  for (const secret of secrets) {
    if (secret.length < shortestSecret) continue;
    const forms = new Set([secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]);
    for (const form of forms) result = result.replaceAll(form, masked);
  }
  return result;
}
