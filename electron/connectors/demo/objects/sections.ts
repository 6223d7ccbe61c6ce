import type { DemoBucket } from '../buckets.ts';
import { keyOf } from '../load.ts';
import { hash, streams, uniform } from '../random.ts';
import { type ContentKind, fixedSize } from './content.ts';

/** Objects of a bucket under one prefix. `keyAt` rises with its number in byte order, so that any place is found without the ones before it. */
export interface Section {
  prefix: string;
  count: number;
  keyAt: (n: number) => string;
  kind: ContentKind;
  /** Mean bytes of an object. */
  mean: number;
  /** Days before `newest` that its first and last object were written. */
  ages: [oldest: number, newest: number];
  storageClass: string;
}

const padded = (n: number, length: number) => String(n).padStart(length, '0');
const dayMs = 86_400_000;
const firstDay = Date.UTC(2025, 0, 1);
/** All times are before it, whenever the demo is shown. */
export const newest = Date.UTC(2026, 8, 1);

/** `logs/year=2025/month=03/day=07/part-00012.csv`: the days of twenty months. */
function dated(prefix: string, count: number, ending: string): (n: number) => string {
  const perDay = Math.max(1, Math.ceil(count / 600));
  return (n) => {
    const date = new Date(firstDay + Math.floor(n / perDay) * dayMs);
    const folder = `year=${date.getUTCFullYear()}/month=${padded(date.getUTCMonth() + 1, 2)}/day=${padded(date.getUTCDate(), 2)}`;
    return `${prefix}${folder}/part-${padded(n % perDay, 5)}${ending}`;
  };
}

const inFolders = (prefix: string, name: string, ending: string) => (n: number) =>
  `${prefix}${padded(Math.floor(n / 1000), 4)}/${name}-${padded(n, 7)}${ending}`;

/** Names that look like secrets, and names that file systems do not like. Sorted by bytes. */
const delicate = [
  'config/.env.production',
  'config/aws-credentials',
  'config/id_rsa',
  'config/passwords-2025.txt',
  'config/service-account.key',
];
const odd = [
  'odd/ begins with a space',
  'odd/%2F',
  'odd/../up.txt',
  'odd//double.txt',
  'odd/CON',
  'odd/ends with a slash/',
  'odd/ünïcödé.txt',
  'odd/😀.txt',
];

type Share = Omit<Section, 'count' | 'keyAt' | 'mean'> & { share: number; keys: (count: number) => (n: number) => string; weight: number };

const shares: readonly Share[] = [
  {
    prefix: 'backups/',
    share: 0.06,
    weight: 40,
    kind: 'sql',
    ages: [600, 5],
    storageClass: 'DEEP_ARCHIVE',
    keys: (count) => dated('backups/', count, '.sql'),
  },
  {
    prefix: 'exports/',
    share: 0.14,
    weight: 3,
    kind: 'csv',
    ages: [500, 40],
    storageClass: 'STANDARD_IA',
    keys: () => inFolders('exports/', 'orders', '.csv'),
  },
  {
    prefix: 'images/',
    share: 0.2,
    weight: 0,
    kind: 'png',
    ages: [560, 20],
    storageClass: 'STANDARD',
    keys: () => inFolders('images/', 'product', '.png'),
  },
  {
    prefix: 'invoices/',
    share: 0.15,
    weight: 0,
    kind: 'json',
    ages: [600, 1],
    storageClass: 'GLACIER_IR',
    keys: () => inFolders('invoices/', 'invoice', '.json'),
  },
  {
    prefix: 'logs/',
    share: 0.4,
    weight: 1,
    kind: 'log',
    ages: [600, 1],
    storageClass: 'STANDARD',
    keys: (count) => dated('logs/', count, '.log'),
  },
  {
    prefix: 'tmp/',
    share: 0.05,
    weight: 1,
    kind: 'csv',
    ages: [400, 200],
    storageClass: 'STANDARD',
    keys: () => inFolders('tmp/', 'upload', '.tmp.csv'),
  },
];

function listed(prefix: string, names: readonly string[]): Section {
  const sorted = names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return { prefix, count: sorted.length, keyAt: (n) => sorted[n]!, kind: 'log', mean: 2000, ages: [300, 30], storageClass: 'STANDARD' };
}

/** Parts of a bucket in byte order. Sizes add up to about what the bucket is charged for. */
export function sectionsOf({ name, bytes }: DemoBucket, objects: number): Section[] {
  const counted = shares.map((share) => ({ ...share, count: Math.max(1, Math.round(objects * share.share)) }));
  const weights = counted.reduce((sum, { count, weight }) => sum + count * weight, 0);
  const sections: Section[] = counted.map(({ keys, weight, count, prefix, kind, ages, storageClass }) => {
    const mean = fixedSize(kind) ?? Math.max(64, (bytes * weight) / weights);
    return { prefix, count, kind, ages, storageClass, mean, keyAt: keys(count) };
  });
  const extra = [...(keyOf(name) % 3 === 0 ? [listed('config/', delicate)] : []), ...(keyOf(name) % 5 === 0 ? [listed('odd/', odd)] : [])];
  return [...sections, ...extra].toSorted((a, b) => (a.prefix < b.prefix ? -1 : 1));
}

/** Size, time and number of an object of a section. */
export function objectOf(seed: number, section: Section, n: number) {
  const key = section.keyAt(n);
  const id = keyOf(key);
  const share = section.count === 1 ? 1 : n / (section.count - 1);
  const age = section.ages[0] + (section.ages[1] - section.ages[0]) * share;
  const size = fixedSize(section.kind) ?? Math.max(64, Math.round(section.mean * (0.4 + 1.2 * uniform(seed, streams.object, id))));
  return {
    key,
    id: hash(seed, streams.object, id),
    size,
    modified: newest - Math.round(age * dayMs) + (id % dayMs),
    kind: section.kind,
    storageClass: section.storageClass,
  };
}
