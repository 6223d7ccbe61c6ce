import type { Lifecycle, LifecycleRule, LifecycleSimulation } from '#shared/model/lifecycle.ts';
import type { StorageInsight, UsageSummary } from '#shared/model/storage-insight.ts';
import { fakeBuckets } from './fake-stores.ts';

const hour = 3_600_000;
const usd = (amount: number, basis = 'list prices of 2026-11-01') => ({ amount, currency: 'USD', basis });

export const fakeInsight: StorageInsight = {
  findings: [
    {
      id: 'f1',
      connectionId: 'aws1',
      bucket: 'retail-website-assets',
      rule: 'public',
      severity: 'high',
      title: 'Everybody can read this bucket',
      evidence: ['Policy statement PublicRead allows s3:GetObject to *', 'Block public access is off'],
      advice: 'Serve it through CloudFront with an origin access control, then turn block public access on.',
    },
    {
      id: 'f2',
      connectionId: 'aws1',
      bucket: 'retail-backups',
      rule: 'cross_account',
      severity: 'medium',
      title: 'Another account can write',
      evidence: ['arn:aws:iam::210987654321:root: s3:PutObject, by statement BackupPartner'],
      advice: 'Check that the account is still a partner of yours.',
    },
    {
      id: 'f3',
      connectionId: 'azure1',
      bucket: 'retailstore/logs',
      rule: 'no_lifecycle',
      severity: 'low',
      title: 'Logs are kept for ever',
      evidence: ['No lifecycle rule applies'],
      advice: 'Delete logs after the time that you must keep them.',
    },
  ],
  tiering: [
    {
      id: 't1',
      connectionId: 'aws1',
      bucket: 'retail-datalake',
      from: 'STANDARD',
      to: 'GLACIER',
      which: 'below events/2025/, not changed for 180 days',
      prefix: 'events/2025/',
      minAgeDays: 180,
      objects: 41_230,
      bytes: 2_100_000_000_000,
      monthly: usd(-40.95),
      once: usd(1.24),
      retrieval: usd(21),
      paysBackMonths: 0.03,
      reasons: ['2.1 TB at 0.0230 against 0.0036 USD per GB and month'],
    },
    {
      id: 't2',
      connectionId: 'gcp1',
      bucket: 'retail-analytics-eu',
      from: 'STANDARD',
      to: 'NEARLINE',
      which: 'everything below exports/',
      prefix: 'exports/',
      minAgeDays: 0,
      objects: 1200,
      bytes: 300_000_000_000,
      monthly: usd(-3.9),
      once: usd(0.12),
      retrieval: usd(3),
      paysBackMonths: 0.6,
      reasons: ['300 GB at 0.023 against 0.010 USD per GB and month'],
    },
  ],
  classifications: [
    {
      connectionId: 'azure1',
      bucket: 'retailstore/invoices',
      label: 'financial',
      rule: 'content.iban',
      method: 'IBAN with valid mod 97 check',
      by: 'content',
      objects: 14,
      bytes: 2_000_000,
      evidence: [{ key: '2026/invoice-0001.pdf', seen: 'DE** **** **** **** **** 00' }],
      sensitivity: 'high',
    },
    {
      connectionId: 'aws1',
      bucket: 'retail-backups',
      label: 'backup',
      rule: 'name.backup',
      method: 'Name ends in .bak, .dump or .sql.gz',
      by: 'name',
      objects: 412,
      bytes: 812_000_000_000,
      evidence: [{ key: 'pg/2026-11-01.dump', seen: '.dump' }],
      sensitivity: 'medium',
    },
  ],
  prices: ['AWS prices of 1 Nov 2026'],
  unread: [{ connectionId: 'aws1', bucket: 'retail-website-assets' }],
  problems: [],
};

const folders = ['events/2025/', 'events/2026/', 'exports/', 'models/', 'raw data/', 'tmp/'];

export const fakeUsage: UsageSummary = {
  bytes: 4_210_000_000_000,
  objects: 1_240_331,
  byClass: [
    { storageClass: 'STANDARD', bytes: 3_100_000_000_000, objects: 900_000 },
    { storageClass: 'STANDARD_IA', bytes: 800_000_000_000, objects: 240_000 },
    { storageClass: 'GLACIER', bytes: 310_000_000_000, objects: 100_331 },
  ],
  byAge: [7, 30, 90, 180, 365, 730, null].map((maxDays, index) => ({ maxDays, bytes: 9e11 / (index + 1), objects: 9000 * (7 - index) })),
  byExtension: ['parquet', 'csv', 'json', 'gz', ''].map((extension, index) => ({
    extension,
    bytes: 2e12 / 2 ** index,
    objects: 500_000 / 2 ** index,
  })),
  folders: [
    ...folders.map((prefix, index) => ({
      prefix,
      bytes: 2.1e12 / 2 ** index,
      objects: 600_000 / 2 ** index,
      modified: Date.now() - index * 9e8,
    })),
    { prefix: '', bytes: 4e10, objects: 900, modified: Date.now() },
  ],
  byMonth: [{ month: '2026-10', bytes: 2e11, objects: 50_000 }],
  growth: Array.from({ length: 12 }, (_, index) => [
    { at: Date.UTC(2025, 11 + index, 1), bytes: 3e12 + index * 1.1e11, objects: 900_000, by: 'provider' as const },
    { at: Date.UTC(2025, 11 + index, 3), bytes: 3.05e12 + index * 1.1e11, objects: 900_000, by: 'index' as const },
  ]).flat(),
  asOf: Date.now() - 3 * hour,
  complete: true,
};

const filter = { prefixes: [], suffixes: [], tags: {}, minBytes: null, maxBytes: null, classes: [] };
export const fakeLifecycle: Lifecycle = {
  appliesTo: 'this bucket',
  raw: null,
  rules: [
    {
      id: 'archive-events',
      enabled: true,
      filter: { ...filter, prefixes: ['events/'] },
      actions: [{ kind: 'transition', days: 180, storageClass: 'GLACIER', basis: 'created' }],
      unsupported: [],
    },
    {
      id: 'tagged-only',
      enabled: true,
      filter,
      actions: [{ kind: 'expire', days: 365, basis: 'created' }],
      unsupported: ['a date instead of days'],
    },
  ],
};

/** What rules would do: the first figures are those of the issue. */
export function fakeSimulation(rules: LifecycleRule[]): LifecycleSimulation {
  return {
    effects: rules.flatMap(({ id, actions }) =>
      actions.map((action) => ({
        ruleId: id,
        action,
        now: { objects: 41_230, bytes: 2_100_000_000_000 },
        later: { objects: 43_000, bytes: 2_200_000_000_000 },
        monthly: usd(-40.95),
        once: usd(1.24, 'transition requests'),
        sample: [{ key: 'events/2025/part-00001.parquet', size: 3_100_000_000, modified: Date.now() - 9e10 }],
        notes: [],
      })),
    ),
    overlaps: [],
    horizonDays: 30,
    asOf: fakeBuckets[0]!.index!.asOf,
    complete: true,
  };
}
