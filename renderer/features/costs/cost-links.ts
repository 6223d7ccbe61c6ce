import type { CostFilter, CostQuery } from '#shared/model/cost.ts';

/** A word as a POSIX shell reads it. */
export function shellWord(text: string): string {
  return /^[\w.:@%/+,=-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** The command line takes several values of one dimension as alternatives, so two filters on one dimension become their common values. */
function merged(filters: CostFilter[]): CostFilter[] {
  const byDimension = new Map<string, CostFilter>();
  for (const filter of filters) {
    const key = `${filter.op} ${filter.dimension}`;
    const known = byDimension.get(key);
    const values =
      known && filter.op === 'in'
        ? known.values.filter((value) => filter.values.includes(value))
        : [...(known?.values ?? []), ...filter.values];
    byDimension.set(key, { ...filter, values });
  }
  return [...byDimension.values()];
}

const signs = { in: '=', notIn: '!=', contains: '~' };

/** The command that prints the same figures. */
export function costsCommand(query: CostQuery): string {
  const words = ['aetherium', 'costs'];
  const flag = (name: string, value: string | null) => {
    if (value !== null) words.push(name, shellWord(value));
  };
  if (query.groupBy.length > 0) flag('--group-by', query.groupBy.join(','));
  flag('--metric', query.metric);
  flag('--granularity', query.granularity);
  flag('--from', query.range.start);
  flag('--to', query.range.end);
  for (const { dimension, op, values } of merged(query.filters))
    for (const value of values) flag('--filter', `${dimension}${signs[op]}${value ?? ''}`);
  if (query.currency !== 'apart') flag('--currency', query.currency.convertTo);
  if (query.top !== null) flag('--top', String(query.top));
  return words.join(' ');
}
