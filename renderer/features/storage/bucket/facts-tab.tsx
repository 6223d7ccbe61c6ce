import type { ReactNode } from 'react';
import type { BucketFacts, CachedBucket } from '#shared/model/storage.ts';
import { useZone } from '../../../app/preferences.ts';
import { useRead } from '../../../app/reads.ts';
import { formatBytes, formatCount } from '../../../ui/format/number.ts';
import { providerName } from '../../../ui/format/provider.ts';
import { formatTime } from '../../../ui/format/time.ts';
import { Loaded } from '../../../ui/loaded.tsx';
import { EnvironmentMark } from '../../../ui/machine-state.tsx';
import { ProblemNote } from '../../../ui/problem-note.tsx';
import { Facts, Section } from '../../compute/drawer/facts.tsx';
import { AccessMark } from '../bucket-marks.tsx';
import type { Place } from '../places.ts';
import classes from '../storage.module.css';
import { useStores } from '../use-stores.ts';
import { FindingList } from './finding-list.tsx';

type Fact = [string, ReactNode];
const said = (value: boolean | null, yes: string, no: string) => (value === null ? 'not known' : value ? yes : no);

function cachedFacts(bucket: CachedBucket, zone: string): Fact[] {
  const { bytes, objects, measuredAt, index } = bucket;
  const counted =
    index?.complete || (index && index.objects > 0)
      ? `${formatBytes(index.bytes)}, ${formatCount(index.objects)} objects`
      : 'names were never read';
  const reported = bytes === null ? 'not reported' : `${formatBytes(bytes)}${objects === null ? '' : `, ${formatCount(objects)} objects`}`;
  return [
    ['Provider', providerName(bucket.provider)],
    ['Account', bucket.accountName ? `${bucket.accountName} (${bucket.account})` : bucket.account],
    ['Region', bucket.region || 'none'],
    ['Environment', <EnvironmentMark key="env" environment={bucket.environment} />],
    ['Created', bucket.created === null ? 'not said' : formatTime(bucket.created, zone)],
    ['By the index of names', `${counted}${index?.asOf ? `, read ${formatTime(index.asOf, zone)}` : ''}`],
    ['By the provider', `${reported}${measuredAt === null ? '' : `, measured ${formatTime(measuredAt, zone)}`}`],
    ['Versioning', bucket.versioning],
    ['Encryption', bucket.encryption || said(bucket.encrypted, 'on', 'off')],
    ['Class of new objects', bucket.defaultClass || 'none'],
    ...Object.entries(bucket.details),
  ];
}

function List({ title, lines }: { title: string; lines: string[] }) {
  if (lines.length === 0) return null;
  return (
    <Section title={title}>
      <ul className={classes['evidence']}>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </Section>
  );
}

function SecurityFacts({ facts }: { facts: BucketFacts }) {
  return (
    <>
      {facts.problems.map((problem) => (
        <ProblemNote key={problem.message} error={problem} />
      ))}
      <Facts
        title="Security, read now"
        facts={[
          ['Access', <AccessMark key="access" access={facts.publicAccess} />],
          ['Encryption', facts.encryption || said(facts.encrypted, 'on', 'off')],
          ['Without TLS', said(facts.insecureTransport, 'allowed', 'refused')],
          ['Access log', said(facts.logging, 'on', 'off')],
        ]}
      />
      <List title="Public by" lines={facts.publicBy} />
      <List
        title="Principals of other accounts"
        lines={facts.outsiders.map(({ principal, access, by }) => `${principal}: ${access}, by ${by}`)}
      />
      <List title="Stale statements" lines={facts.stale.map(({ statement, reason }) => `${statement}: ${reason}`)} />
      {facts.policy === null ? null : (
        <Section title="Policy">
          <pre className={classes['code']} tabIndex={0} aria-label="Policy">
            {JSON.stringify(facts.policy, null, 2)}
          </pre>
        </Section>
      )}
    </>
  );
}

/** What is known of a bucket, what is wrong with it, and what the provider says of its security now. */
export function FactsTab({ place: { connectionId, bucket: name }, bucket }: { place: Place; bucket: CachedBucket | undefined }) {
  const zone = useZone();
  const { can } = useStores();
  const key = { connectionId, bucket: name };
  const asks = can(connectionId, 'bucket_facts');
  const read = useRead(['storage', 'bucketFacts'], key, { enabled: asks });
  const insight = useRead(['storage', 'insight'], { buckets: [key] });
  const findings = insight.data?.findings.filter((one) => one.bucket === name && one.connectionId === connectionId) ?? [];
  const tags = Object.entries(bucket?.tags ?? {});
  return (
    <>
      {findings.length > 0 ? (
        <Section title="Findings">
          <FindingList findings={findings} />
        </Section>
      ) : null}
      {bucket ? <Facts title="As cached" facts={cachedFacts(bucket, zone)} /> : null}
      {tags.length > 0 ? <Facts title="Tags" facts={tags} /> : null}
      {asks ? (
        <Loaded read={read} height={160}>
          {(facts) => <SecurityFacts facts={facts} />}
        </Loaded>
      ) : null}
    </>
  );
}
