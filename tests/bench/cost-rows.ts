import type { CostBatch, CostColumn, TextColumn } from '#core/capabilities/cost-batch.ts';

/**
 * A deterministic organisation for the cost benchmarks: every resource is charged once a day for thirteen months. Texts
 * belong to the resource; amounts are a formula of resource and day that JavaScript and SQL work out to the same double.
 */
export const days = 395;
export const firstDay = '2024-01-01';

export interface Resource {
  price: number;
  /** Charged the same quantity each day. */
  flat: boolean;
  texts: Record<string, string | null>;
}

const regions = [
  'us-east-1',
  'us-west-2',
  'eu-central-1',
  'eu-west-1',
  'ap-southeast-2',
  'sa-east-1',
  'westeurope',
  'northeurope',
  'europe-west4',
  'us-central1',
];
const categories = [
  'Compute',
  'Storage',
  'Databases',
  'Networking',
  'Management and Governance',
  'Analytics',
  'AI and Machine Learning',
  'Security',
];
const providers = ['AWS', 'Microsoft', 'Google Cloud'];
const environments = ['prod', 'staging', 'dev'];

function hash(index: number): number {
  let h = Math.imul(index + 1, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca77);
  return (h ^ (h >>> 13)) >>> 0;
}

function tagsOf(index: number): string | null {
  const h = hash(index + 7_000_000);
  if (h % 5 === 0) return null;
  return JSON.stringify({
    application: `app-${h % 180}`,
    environment: environments[h % 3],
    team: `team-${h % 24}`,
    'cost-center': `cc-${h % 60}`,
  });
}

function resourceOf(index: number): Resource {
  const h = hash(index);
  const service = h % 60;
  const account = (h >>> 6) % 80;
  const provider = account % 3;
  const region = regions[(h >>> 12) % regions.length]!;
  const sku = `SKU${String(service).padStart(3, '0')}${String((h >>> 3) % 15).padStart(4, '0')}`;
  const category = h % 97 === 0 ? 'Credit' : h % 53 === 0 ? 'Tax' : h % 31 === 0 ? 'Purchase' : 'Usage';
  const committed = h % 10 === 0;
  return {
    price: ((category === 'Credit' ? -1 : 1) * ((h % 39_989) + 1)) / 100_000,
    flat: h % 4 === 0,
    texts: {
      AvailabilityZone: h % 2 ? `${region}${'abc'[h % 3]}` : null,
      BillingAccountId: `1234567890${provider}`,
      BillingAccountName: `Payer ${provider}`,
      BillingCurrency: provider === 1 ? 'EUR' : 'USD',
      ChargeCategory: category,
      ChargeClass: h % 211 === 0 ? 'Correction' : null,
      ChargeDescription: `${sku}: charge of Service ${service} per unit, tier ${(h >>> 3) % 15}, in ${region}`,
      ChargeFrequency: category === 'Purchase' ? 'One-Time' : 'Usage-Based',
      CommitmentDiscountCategory: committed ? 'Spend' : null,
      CommitmentDiscountId: committed ? `arn:commitment/${h % 40}` : null,
      CommitmentDiscountName: committed ? `Plan ${h % 40}` : null,
      CommitmentDiscountStatus: committed ? 'Used' : null,
      CommitmentDiscountType: committed ? 'Savings Plan' : null,
      ConsumedUnit: ['GB', 'Hours', 'Requests', 'GB-Months'][service % 4]!,
      HostProviderName: providers[provider]!,
      InvoiceIssuerName: `${providers[provider]}, Inc.`,
      PricingCategory: committed ? 'Committed' : 'Standard',
      PricingUnit: ['GB', 'Hours', 'Requests', 'GB-Months'][service % 4]!,
      RegionId: region,
      RegionName: `Region ${region}`,
      ResourceId: `arn:cloud:service-${service}:${region}:5000000${account}:resource/i-${h.toString(16).padStart(8, '0')}${index.toString(16)}`,
      ResourceName: h % 3 ? `host-${index}` : null,
      ResourceType: `Type ${service % 25}`,
      ServiceCategory: categories[service % categories.length]!,
      ServiceName: `Service ${service}`,
      ServiceProviderName: providers[provider]!,
      SkuId: sku,
      SkuPriceId: `${sku}.JRTCKXETXF.${(h >>> 20) % 3}`,
      SubAccountId: `5000000${account}`,
      SubAccountName: `Account ${account}`,
      Tags: tagsOf(index),
    },
  };
}

export function resourcesFor(rows: number): Resource[] {
  return Array.from({ length: Math.ceil(rows / days) }, (_, index) => resourceOf(index));
}

/** A dictionary with one code per item, in order of appearance. */
function coded(items: readonly (string | null)[]): { codes: Uint32Array; bytes: Uint8Array; offsets: Uint32Array } {
  const known = new Map<string, number>();
  const codes = Uint32Array.from(items, (text) => {
    if (text === null) return 0;
    if (!known.has(text)) known.set(text, known.size + 1);
    return known.get(text)!;
  });
  const entries = Array.from(known.keys(), (text) => Buffer.from(text));
  const offsets = new Uint32Array(entries.length + 1);
  entries.forEach((entry, k) => (offsets[k + 1] = offsets[k]! + entry.length));
  return { codes, bytes: Buffer.concat(entries), offsets };
}

function dayAt(day: number): Date {
  return new Date(Date.parse(`${firstDay}T00:00:00Z`) + day * 86_400_000);
}

const iso = (date: Date) => `${date.toISOString().slice(0, 19)}Z`;
const monthOf = (date: Date, add: number) => new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + add, 1));

/** Texts that belong to the day of a charge. */
export function dayTexts(day: number): Record<string, string> {
  const date = dayAt(day);
  return {
    BillingPeriodStart: iso(monthOf(date, 0)),
    BillingPeriodEnd: iso(monthOf(date, 1)),
    ChargePeriodStart: iso(date),
    ChargePeriodEnd: iso(dayAt(day + 1)),
    InvoiceId: `INV-${iso(date).slice(0, 7)}`,
  };
}

/** Formulas of the amounts, as SQL sees them; `r` and `d` are the numbers of resource and day. */
export const amountSql = `
  CASE WHEN flat THEN 24.0 ELSE CAST((r * 7919 + d * 104729) % 1000003 AS DOUBLE) / 10000.0 END AS q,
  q * price AS BilledCost, q * price * 0.9 AS EffectiveCost, q * price * 1.2 AS ListCost, q * price * 1.1 AS ContractedCost,
  q AS ConsumedQuantity, q AS PricingQuantity, price * 1.1 AS ContractedUnitPrice, price * 1.2 AS ListUnitPrice`;

function amounts({ price, flat }: Resource, r: number, d: number): number[] {
  const q = flat ? 24 : ((r * 7919 + d * 104_729) % 1_000_003) / 10_000;
  return [q * price, q * price * 0.9, q * price * 1.2, q * price * 1.1, q, q, price * 1.1, price * 1.2];
}
const amountNames = [
  'BilledCost',
  'EffectiveCost',
  'ListCost',
  'ContractedCost',
  'ConsumedQuantity',
  'PricingQuantity',
  'ContractedUnitPrice',
  'ListUnitPrice',
];

interface Source {
  name: string;
  dictionary: ReturnType<typeof coded>;
  by: 'resource' | 'day';
}

function pick({ dictionary, by }: Source, start: number, rows: number, resources: number): TextColumn {
  const codes = new Uint32Array(rows);
  for (let i = 0; i < rows; i += 1) {
    const row = start + i;
    codes[i] = dictionary.codes[by === 'day' ? Math.floor(row / resources) : row % resources]!;
  }
  return compact({ kind: 'text', ...dictionary, codes });
}

/** Only the entries in use, as a parser's page has them. */
function compact(column: TextColumn): TextColumn {
  const seen = new Uint32Array(column.offsets.length);
  const entries: Uint8Array[] = [];
  const codes = column.codes.map((code) => {
    if (code === 0) return 0;
    if (!seen[code]) seen[code] = entries.push(column.bytes.subarray(column.offsets[code - 1], column.offsets[code]));
    return seen[code];
  });
  const offsets = new Uint32Array(entries.length + 1);
  entries.forEach((entry, k) => (offsets[k + 1] = offsets[k]! + entry.length));
  return { kind: 'text', codes, bytes: Buffer.concat(entries), offsets };
}

function numbers(resources: readonly Resource[], start: number, rows: number): Record<string, CostColumn> {
  const values = amountNames.map(() => new Float64Array(rows));
  for (let i = 0; i < rows; i += 1) {
    const r = (start + i) % resources.length;
    const row = amounts(resources[r]!, r, Math.floor((start + i) / resources.length));
    for (let k = 0; k < row.length; k += 1) values[k]![i] = row[k]!;
  }
  return Object.fromEntries(amountNames.map((name, k) => [name, { kind: 'number', values: values[k]! } satisfies CostColumn]));
}

/** Pages of `rows` charges in order of day. */
export function* costBatches(resources: readonly Resource[], rows: number, size = 65_536): Generator<CostBatch> {
  const sources: Source[] = [
    ...Object.keys(resources[0]!.texts).map(
      (name): Source => ({ name, by: 'resource', dictionary: coded(resources.map(({ texts }) => texts[name]!)) }),
    ),
    ...Object.keys(dayTexts(0)).map(
      (name): Source => ({ name, by: 'day', dictionary: coded(Array.from({ length: days }, (_, day) => dayTexts(day)[name]!)) }),
    ),
  ];
  for (let start = 0; start < rows; start += size) {
    const count = Math.min(size, rows - start);
    const texts = sources.map((source) => [source.name, pick(source, start, count, resources.length)] as const);
    yield { rows: count, columns: { ...Object.fromEntries(texts), ...numbers(resources, start, count) } };
  }
}
