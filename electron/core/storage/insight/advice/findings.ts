import type { BucketFacts, CachedBucket } from '#shared/model/storage.ts';
import type { Classification, StorageFinding } from '#shared/model/storage-insight.ts';

interface Known {
  bucket: CachedBucket;
  /** Null: they were not read. */
  facts: BucketFacts | null;
  classifications: readonly Classification[];
  /** Null: they were not read, or the provider has none. */
  lifecycleRules: number | null;
}

type Found = Omit<StorageFinding, 'id' | 'connectionId' | 'bucket'>;

const isPublic = ({ bucket, facts }: Known) => (facts?.publicAccess ?? bucket.publicAccess) === 'public';

function exposure(known: Known): Found[] {
  if (!isPublic(known)) return [];
  const sensitive = known.classifications.filter(({ sensitivity }) => sensitivity === 'high');
  const evidence = known.facts && known.facts.publicBy.length > 0 ? known.facts.publicBy : ['The provider reports the bucket as public.'];
  const advice = 'Block public access, or let only those objects be read that must be.';
  const found: Found[] = [{ rule: 'public', severity: 'medium', title: 'Everybody can read it', evidence, advice }];
  if (sensitive.length > 0) {
    const seen = sensitive.flatMap((one) => one.evidence.slice(0, 2).map(({ key, seen: what }) => `${key}: ${one.method} (${what})`));
    found.unshift({
      rule: 'sensitive_public',
      severity: 'high',
      title: 'Public, with what must not lie open',
      evidence: [...evidence, ...seen],
      advice,
    });
  }
  return found;
}

function protection({ bucket, facts, lifecycleRules }: Known): Found[] {
  const found: Found[] = [];
  const encrypted = facts?.encrypted ?? bucket.encrypted;
  const versioning = facts?.versioning ?? bucket.versioning;
  if (encrypted === false)
    found.push({
      rule: 'unencrypted',
      severity: 'medium',
      title: 'Not encrypted',
      evidence: ['The provider reports no encryption at rest.'],
      advice: 'Turn on default encryption.',
    });
  if (versioning === 'off' || versioning === 'suspended')
    found.push({
      rule: 'no_versioning',
      severity: 'low',
      title: 'Deleted and overwritten objects cannot be brought back',
      evidence: [`Versioning is ${versioning}.`],
      advice: 'Turn on versioning, with a lifecycle rule that removes old versions.',
    });
  if (lifecycleRules === 0)
    found.push({
      rule: 'no_lifecycle',
      severity: 'low',
      title: 'Nothing is ever removed or moved to a cheaper class',
      evidence: ['There is no lifecycle rule.'],
      advice: 'Add a rule that ends unfinished uploads and moves or removes what is old.',
    });
  return found;
}

function access({ facts }: Known): Found[] {
  if (!facts) return [];
  const found: Found[] = [];
  if (facts.outsiders.length > 0) {
    const evidence = facts.outsiders.map(({ principal, access: what, by }) => `${principal}: ${what} (${by})`);
    found.push({
      rule: 'cross_account',
      severity: 'medium',
      title: 'Other accounts have access',
      evidence,
      advice: 'Check whether each of them still needs it.',
    });
  }
  if (facts.stale.length > 0) {
    const evidence = facts.stale.map(({ statement, reason }) => `${statement}: ${reason}`);
    found.push({
      rule: 'stale_policy',
      severity: 'medium',
      title: 'Statements of the policy are stale',
      evidence,
      advice: 'Remove the statements.',
    });
  }
  if (facts.looseSettings && facts.looseSettings.length > 0)
    found.push({
      rule: 'loose_settings',
      severity: 'low',
      title: 'Settings leave more doors open than needed',
      evidence: facts.looseSettings,
      advice: 'Close each that nobody uses.',
    });
  if (facts.insecureTransport)
    found.push({
      rule: 'insecure_transport',
      severity: 'low',
      title: 'Can be read without TLS',
      evidence: ['Plain HTTP is allowed.'],
      advice: 'Refuse requests that are not encrypted.',
    });
  return found;
}

/** What is wrong with how a bucket is set up, by its facts and by what lies in it. */
export function bucketFindings(known: Known): StorageFinding[] {
  const { connectionId, bucket } = known.bucket;
  return [...exposure(known), ...protection(known), ...access(known)].map((found) => ({
    id: JSON.stringify([connectionId, bucket, found.rule]),
    connectionId,
    bucket,
    ...found,
  }));
}
