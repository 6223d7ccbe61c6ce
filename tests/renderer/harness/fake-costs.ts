import type { CostFilter, CostQuery, CostRange, CostRow, CostRowsQuery, CostRowsResult } from '#shared/model/cost.ts';

/** Small invented charges: one object per day and line. */
export interface Charge {
  day: string;
  values: Record<string, string | null>;
  currency: string;
  billed: number;
}

const services: [string, string, string, string, number][] = [
  ['Amazon Elastic Compute Cloud', 'Compute', 'AWS', 'USD', 820],
  ['Amazon Simple Storage Service', 'Storage', 'AWS', 'USD', 260],
  ['Amazon Relational Database Service', 'Databases', 'AWS', 'USD', 410],
  ['AWS Support', 'Other', 'AWS', 'USD', 90],
  ['Virtual Machines', 'Compute', 'Microsoft', 'EUR', 390],
  ['Storage Accounts', 'Storage', 'Microsoft', 'EUR', 120],
  ['Azure SQL Database', 'Databases', 'Microsoft', 'EUR', 160],
  ['Compute Engine', 'Compute', 'Google Cloud', 'USD', 300],
  ['BigQuery', 'Analytics', 'Google Cloud', 'USD', 210],
  ['Cloud Storage', 'Storage', 'Google Cloud', 'USD', 70],
  ['Kubernetes Engine', 'Compute', 'Google Cloud', 'USD', 150],
  ['Data Transfer', 'Networking', 'AWS', 'USD', 130],
];

const environments = ['production', 'staging', 'development'];
const dayMs = 86_400_000;
export const lastDay = '2026-11-20';

function noise(seed: number): number {
  const x = Math.sin(seed * 12.9898) * 43_758.5453;
  return x - Math.floor(x);
}

function charge(
  index: number,
  day: number,
  [service, category, provider, currency, size]: (typeof services)[number],
  environment: string,
): Charge {
  const date = new Date(Date.parse(lastDay) - (395 - day) * dayMs);
  const weekend = [0, 6].includes(date.getUTCDay()) ? 0.7 : 1;
  const share = { production: 0.7, staging: 0.2, development: 0.1 }[environment] ?? 1;
  const amount = size * share * weekend * (0.9 + 0.2 * noise(index * 1000 + day)) * (1 + day / 900);
  const credit = service === 'AWS Support' && date.getUTCDate() === 1;
  return {
    day: date.toISOString().slice(0, 10),
    currency,
    billed: credit ? -amount * 12 : amount,
    values: {
      ServiceName: service,
      ServiceCategory: category,
      ServiceProviderName: provider,
      ChargeCategory: credit ? 'Credit' : 'Usage',
      SubAccountId: `${provider.slice(0, 3).toLowerCase()}-${environment}`,
      RegionId: provider === 'AWS' ? 'eu-central-1' : 'europe-west3',
      'tag:env': environment,
      'tag:team': noise(index) > 0.8 ? null : ['payments', 'search', 'platform'][index % 3]!,
      ChargeDescription: `${service}, ${environment}`,
    },
  };
}

export const charges: Charge[] = services.flatMap((service, index) =>
  environments.flatMap((environment, e) => Array.from({ length: 396 }, (_, day) => charge(index * 3 + e, day, service, environment))),
);

export function matches(charge: Charge, filters: CostFilter[], range: CostRange): boolean {
  if (range.start !== null && charge.day < range.start) return false;
  if (range.end !== null && charge.day >= range.end) return false;
  return filters.every(({ dimension, op, values }) => {
    const value = charge.values[dimension] ?? null;
    if (op === 'contains') return values.some((one) => one !== null && (value ?? '').toLowerCase().includes(one.toLowerCase()));
    return values.includes(value) === (op === 'in');
  });
}

const scale = { BilledCost: 1, EffectiveCost: 0.86, ListCost: 1.2, ContractedCost: 0.95 };

function sum(query: CostQuery): Map<string, CostRow> {
  const rows = new Map<string, CostRow>();
  for (const charge of charges) {
    if (!matches(charge, query.filters, query.range)) continue;
    const period = query.granularity === 'total' ? null : query.granularity === 'daily' ? charge.day : charge.day.slice(0, 7);
    const groups = query.groupBy.map((dimension) => charge.values[dimension] ?? null);
    const convert = query.currency !== 'apart' && charge.currency !== query.currency.convertTo;
    const currency = query.currency === 'apart' ? charge.currency : query.currency.convertTo;
    const key = JSON.stringify([period, groups, currency]);
    const row = rows.get(key) ?? { period, groups, other: false, currency, value: 0 };
    row.value += charge.billed * scale[query.metric] * (convert ? 1.09 : 1);
    rows.set(key, row);
  }
  return rows;
}

/** The grouped sums with the tail folded into "other". */
export function costRows(query: CostQuery): CostRow[] {
  const rows = [...sum(query).values()];
  if (query.top === null) return rows;
  const totals = new Map<string, number>();
  for (const row of rows) totals.set(JSON.stringify(row.groups), (totals.get(JSON.stringify(row.groups)) ?? 0) + Math.abs(row.value));
  const kept = new Set(
    [...totals]
      .sort(([, a], [, b]) => b - a)
      .slice(0, query.top)
      .map(([key]) => key),
  );
  const others = new Map<string, CostRow>();
  for (const row of rows.filter((one) => !kept.has(JSON.stringify(one.groups)))) {
    const key = `${row.period} ${row.currency}`;
    const other = others.get(key) ?? { ...row, groups: row.groups.map(() => null), other: true, value: 0 };
    other.value += row.value;
    others.set(key, other);
  }
  return [...rows.filter((row) => kept.has(JSON.stringify(row.groups))), ...others.values()];
}

export function chargeRows(query: CostRowsQuery): Omit<CostRowsResult, 'asOf' | 'stale' | 'problems'> {
  const columns = ['ChargePeriodStart', 'BilledCost', 'EffectiveCost', 'BillingCurrency', ...Object.keys(charges[0]!.values)];
  const hits = charges.filter((charge) => matches(charge, query.filters, query.range));
  const rows = hits.map((one) => [`${one.day}T00:00:00Z`, one.billed, one.billed * 0.86, one.currency, ...Object.values(one.values)]);
  if (query.sort) {
    const at = columns.indexOf(query.sort.column);
    const sign = query.sort.descending ? -1 : 1;
    rows.sort((a, b) => sign * (typeof a[at] === 'number' ? a[at] - Number(b[at]) : String(a[at]).localeCompare(String(b[at]))));
  }
  return { columns, total: rows.length, rows: rows.slice(query.offset, query.offset + query.limit) };
}
