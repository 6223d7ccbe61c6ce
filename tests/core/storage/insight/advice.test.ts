import { describe, expect, it } from 'vitest';
import { bucketFindings } from '#core/storage/insight/advice/findings.ts';
import { environmentInName, misplacedFinder } from '#core/storage/insight/advice/misplaced.ts';
import { tieringFinder } from '#core/storage/insight/advice/tiering.ts';
import { ruleOfName } from '#core/storage/insight/classify/name-rules.ts';
import type { Classification } from '#shared/model/storage-insight.ts';
import { testObject } from '#tests/helpers/object-index.ts';
import { testCachedBucket, testFacts } from '#tests/helpers/storage-bucket.ts';

const day = 86_400_000;
const now = Date.UTC(2026, 0, 1);
const gb = 2 ** 30;
const old = (key: string, days: number, size = gb) => testObject(key, { size, modified: now - days * day });

function tiering(rows: ReturnType<typeof old>[], bucket = testCachedBucket()) {
  const finder = tieringFinder(bucket, now);
  for (const row of rows) finder.add(row);
  return finder.list();
}

const many = (folder: string, days: number, count: number, size = gb) =>
  Array.from({ length: count }, (_, i) => old(`${folder}${i}`, days, size));

describe('tiering', () => {
  it('advises the class that is worth most in a year, by folder', () => {
    const [first, second, ...rest] = tiering([...many('old/', 400, 1000), ...many('warm/', 100, 1000), ...many('new/', 10, 1000)]);
    expect(rest).toEqual([]);
    expect(first).toMatchObject({ prefix: 'old/', from: 'STANDARD', to: 'DEEP_ARCHIVE', minAgeDays: 365, objects: 1000, bytes: 1000 * gb });
    const added = (1000 * (32_768 * 0.00099 + 8192 * 0.023)) / gb;
    expect(first!.monthly.amount).toBeCloseTo(1000 * (0.00099 - 0.023) + added, 8);
    expect(first!.once.amount).toBeCloseTo(0.05, 10);
    expect(first!.retrieval.amount).toBeCloseTo(1000 * 0.0025 + 0.025, 10);
    expect(first!.paysBackMonths).toBeCloseTo(0.05 / -first!.monthly.amount, 10);
    expect(second).toMatchObject({ prefix: 'warm/', to: 'ONEZONE_IA', minAgeDays: 90 });
  });

  it('leaves alone what is small, young, cheap already or not priced', () => {
    expect(tiering(many('a/', 400, 100_000, 1000))).toEqual([]);
    expect(tiering(many('a/', 89, 1000))).toEqual([]);
    expect(tiering(many('a/', 400, 10))).toEqual([]);
    expect(tiering(many('a/', 400, 1000).map((row) => ({ ...row, storageClass: 'DEEP_ARCHIVE' })))).toEqual([]);
    expect(tiering(many('a/', 400, 1000), testCachedBucket({ region: 'mars-1' }))).toEqual([]);
  });

  it('says where a price is not known instead of counting it as nothing in silence', () => {
    const [advice] = tiering(many('a/', 400, 1000), testCachedBucket({ provider: 'gcp', region: 'us-central1' }));
    expect(advice!.once.basis).toContain('no price is known for changes into');
  });
});

const sensitive: Classification = {
  label: 'secret',
  rule: 'name.state',
  method: 'Terraform state',
  by: 'name',
  objects: 1,
  bytes: 1,
  evidence: [{ key: 'prod.tfstate', seen: 'prod.tfstate' }],
  sensitivity: 'high',
};

describe('findings', () => {
  const rulesOf = (known: Partial<Parameters<typeof bucketFindings>[0]>) =>
    bucketFindings({ bucket: testCachedBucket(), facts: testFacts(), classifications: [], lifecycleRules: 1, ...known }).map(
      ({ rule }) => rule,
    );

  it('are none where all is well', () => expect(rulesOf({ classifications: [sensitive] })).toEqual([]));

  it.each([
    ['public', { facts: testFacts({ publicAccess: 'public', publicBy: ['Statement 1 lets * read'] }) }],
    ['unencrypted', { facts: testFacts({ encrypted: false }) }],
    ['no_versioning', { facts: testFacts({ versioning: 'off' }) }],
    ['no_lifecycle', { lifecycleRules: 0 }],
    ['cross_account', { facts: testFacts({ outsiders: [{ principal: '2', access: 'read', by: 'policy' }] }) }],
    ['stale_policy', { facts: testFacts({ stale: [{ statement: 'S', reason: 'ended in 2020' }] }) }],
    ['loose_settings', { facts: testFacts({ looseSettings: ['publicNetworkAccess: the account answers every network.'] }) }],
    ['insecure_transport', { facts: testFacts({ insecureTransport: true }) }],
    ['unencrypted', { facts: null, bucket: testCachedBucket({ encrypted: false }) }],
  ] as const)('name %s', (rule, known) => expect(rulesOf(known)).toEqual([rule]));

  it('put public and sensitive first, with the evidence of both', () => {
    const facts = testFacts({ publicAccess: 'public', publicBy: ['Statement 1 lets * read'] });
    const [first, second] = bucketFindings({ bucket: testCachedBucket(), facts, classifications: [sensitive], lifecycleRules: null });
    expect(first).toMatchObject({ rule: 'sensitive_public', severity: 'high' });
    expect(first!.evidence).toEqual(['Statement 1 lets * read', 'prod.tfstate: Terraform state (prod.tfstate)']);
    expect(second).toMatchObject({ rule: 'public', severity: 'medium' });
  });
});

describe('what is misplaced', () => {
  it('is old logs and backups in a hot class, and folders of another environment', () => {
    const finder = misplacedFinder(testCachedBucket({ bucket: 'acme-prod-data' }), now);
    const rows = [
      old('logs/a', 200),
      old('logs/b', 10),
      old('backups/c.bak', 300),
      old('dev/x', 1),
      old('production/y', 1),
      old('devices/z', 1),
    ];
    for (const row of rows) finder.add(row, ruleOfName(row.key));
    finder.add({ ...old('logs/cold', 300), storageClass: 'GLACIER' }, ruleOfName('logs/cold'));
    expect(finder.list().map(({ title, evidence }) => [title, evidence.slice(1)])).toEqual([
      ['Logs of more than 180 days in STANDARD', ['logs/a']],
      ['Backups of more than 180 days in STANDARD', ['backups/c.bak']],
      ['Folders named for development in a bucket named for production', ['dev/x']],
    ]);
  });

  it('needs a name that speaks of an environment', () => {
    expect([environmentInName('acme-prod'), environmentInName('products'), environmentInName('my_QA_logs')]).toEqual([
      'production',
      null,
      'test',
    ]);
  });
});
