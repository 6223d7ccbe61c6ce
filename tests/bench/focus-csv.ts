import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { columnsOf } from '#shared/focus/versions.ts';

/** A small generator of uniform numbers (mulberry32): the same file on every run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const services = [
  'Elastic Compute Cloud',
  'Simple Storage Service',
  'Relational Database Service',
  'Lambda',
  'CloudWatch',
  'Virtual Private Cloud',
  'Key Management Service',
  'Simple Queue Service',
  'DynamoDB',
  'Elastic Load Balancing',
  'Kubernetes Engine',
  'Data Factory',
];
const categories = ['Compute', 'Storage', 'Databases', 'Networking', 'Management and Governance'];
const regions = ['us-east-1', 'us-west-2', 'eu-central-1', 'eu-west-1', 'ap-southeast-2', 'sa-east-1'];
const units = ['GB', 'Hours', 'Requests', 'GB-Months', 'LCU-Hours'];
const days = 90;
const q = (text: string) => `"${text}"`;

interface Resource {
  fixed: Record<string, string>;
  price: number;
}

function resource(random: () => number, index: number): Resource {
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!;
  const service = pick(services);
  const region = pick(regions);
  const account = Math.floor(random() * 60);
  const sku = Math.floor(random() * 900)
    .toString(36)
    .toUpperCase()
    .padStart(12, 'K3WQ9Z');
  const tagged = random() < 0.7;
  const tags = `{""application"": ""app-${index % 180}"", ""environment"": ""${pick(['prod', 'staging', 'dev'])}"", ""team"": ""team-${account % 24}""}`;
  const price = Number((random() * 0.4).toFixed(7));
  return {
    price,
    fixed: {
      AvailabilityZone: random() < 0.5 ? 'NULL' : q(`${region}a`),
      BillingAccountId: q('1234567890123'),
      BillingAccountName: q('SunBird'),
      BillingCurrency: q('USD'),
      ChargeCategory: q('Usage'),
      ChargeDescription: q(`$${price} per ${service} request, tier ${index % 40}, in ${region}`),
      ChargeFrequency: q('Usage-Based'),
      ConsumedUnit: q(pick(units)),
      ContractedUnitPrice: price.toFixed(11),
      InvoiceIssuerName: q('Example Cloud, Inc.'),
      ListUnitPrice: q(String(price)),
      PricingCategory: q('Standard'),
      PricingUnit: q(pick(units)),
      ProviderName: q(pick(['AWS', 'AWS', 'AWS', 'Microsoft', 'Oracle'])),
      PublisherName: q('Example Cloud, Inc.'),
      RegionId: q(region),
      RegionName: q(`Region ${region}`),
      ResourceId:
        random() < 0.08
          ? 'NULL'
          : q(
              `arn:aws:${service.toLowerCase().replaceAll(' ', '')}:${region}:${50000000000 + account}:resource/i-${(index * 2654435761).toString(16)}`,
            ),
      ResourceType: random() < 0.6 ? 'NULL' : q(service),
      ServiceCategory: q(pick(categories)),
      ServiceName: q(service),
      SkuId: q(sku),
      SkuPriceId: q(`${sku}.JRTCKXETXF.6YS6EN2CT7`),
      SubAccountId: q(String(50000000000 + account)),
      SubAccountName: q(`Account ${account}`),
      Tags: tagged ? q(tags) : 'NULL',
    },
  };
}

const iso = (hour: number) => new Date(Date.UTC(2024, 6, 1) + hour * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
const monthStart = (time: string, add: number) =>
  new Date(Date.UTC(Number(time.slice(0, 4)), Number(time.slice(5, 7)) - 1 + add, 1)).toISOString().slice(0, 19).replace('T', ' ');

/**
 * Writes a FOCUS 1.0 export as a provider would: hourly charges in order of time, 43 columns, quoted text, NULLs,
 * amounts with 11 decimals, JSON tags. About 700 bytes a row. Also writes it gzipped beside itself (`.gz`).
 */
export async function writeFocusCsv(path: string, rows: number): Promise<void> {
  const random = randomNumbers(42);
  const columns = columnsOf('1.3').filter((name) => columnsOf('1.0').includes(name) || name === 'ProviderName' || name === 'PublisherName');
  const resources = Array.from({ length: Math.min(20_000, Math.max(50, rows / 40)) }, (_, index) => resource(random, index));
  const plain = createWriteStream(path, { highWaterMark: 4 << 20 });
  const packed = createGzip({ level: 6, chunkSize: 1 << 20 });
  const file = createWriteStream(`${path}.gz`);
  packed.pipe(file);
  const write = async (text: string) => {
    packed.write(text);
    if (!plain.write(text)) await once(plain, 'drain');
    if (packed.writableNeedDrain) await once(packed, 'drain');
  };
  await write(`${columns.map(q).join(',')}\n`);
  const perHour = rows / (days * 24);
  let text = '';
  for (let row = 0; row < rows; row++) {
    text += `${csvRow(columns, resources[charged(row, rows, resources.length, random)]!, Math.floor(row / perHour), random)}\n`;
    if (text.length > 1 << 20) {
      await write(text);
      text = '';
    }
  }
  await write(text);
  plain.end();
  packed.end();
  await Promise.all([finished(plain), finished(file)]);
}

/** A resource is charged hour after hour while it lives: at any time a twentieth of all resources do, and they change slowly. */
function charged(row: number, rows: number, resources: number, random: () => number): number {
  const living = Math.ceil(resources / 20);
  return Math.min(resources - 1, Math.floor((row / rows) * (resources - living) + random() * living));
}

function csvRow(columns: readonly string[], { fixed, price }: Resource, hour: number, random: () => number): string {
  const quantity = random() < 0.1 ? 1 : Number((random() * 3).toFixed(9));
  const cost = quantity * price;
  const start = iso(hour);
  const varying: Record<string, string> = {
    BilledCost: cost.toFixed(11),
    BillingPeriodEnd: q(monthStart(start, 1)),
    BillingPeriodStart: q(monthStart(start, 0)),
    ChargePeriodEnd: q(iso(hour + 1)),
    ChargePeriodStart: q(start),
    ConsumedQuantity: quantity.toFixed(15),
    ContractedCost: cost.toFixed(11),
    EffectiveCost: (cost * 0.9).toFixed(11),
    ListCost: cost.toFixed(11),
    PricingQuantity: quantity.toFixed(11),
  };
  return columns.map((name) => varying[name] ?? fixed[name] ?? 'NULL').join(',');
}
