import type { OpenedCore } from '../open-core.ts';
import { UsageError } from '../usage-error.ts';

type Query = Parameters<OpenedCore['client']['compute']['query']>[0];
type Where = NonNullable<Query['where']>;

/** Splits `key=value` at the first equals sign. */
export function pair(text: string, option: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`${option} takes KEY=VALUE`);
  return [text.slice(0, at), text.slice(at + 1)];
}

/** Several values of one column are alternatives. */
export function parseWhere(texts: readonly string[]): Where {
  const filters = new Map<string, string[]>();
  for (const text of texts) {
    const [column, value] = pair(text, '--where');
    filters.set(column, [...(filters.get(column) ?? []), value]);
  }
  return [...filters].map(([column, values]) => ({ column, values })) as Where;
}

/** A day (from its beginning, UTC) or an ISO time, as epoch ms. */
export function instantOf(text: string | undefined, option: string): number | null {
  if (text === undefined) return null;
  const known = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text);
  const at = known ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at))
    throw new UsageError(`${option} ${text} is no time`, 'Give a day such as 2025-03-01, or a time such as 2025-03-01T08:00:00Z.');
  return at;
}
