import type { ReactNode } from 'react';
import type { Checksum, ObjectDetail } from '#shared/model/storage.ts';
import { useZone } from '../../../app/preferences.ts';
import { formatBytes, formatCount } from '../../../ui/format/number.ts';
import { formatTime } from '../../../ui/format/time.ts';
import { ProblemNote } from '../../../ui/problem-note.tsx';
import { Facts, Section } from '../../compute/drawer/facts.tsx';
import { AccessMark } from '../bucket-marks.tsx';

type Fact = [string, ReactNode];

const checksumText = ({ algorithm, value, parts }: Checksum): Fact => [
  algorithm,
  <span key={algorithm} className="ae-mono">
    {value}
    {parts === undefined ? '' : ` (of ${formatCount(parts)} parts)`}
  </span>,
];

function restoreText(restore: ObjectDetail['restore'], zone: string): string {
  if (!restore) return '';
  const until = restore.until === null ? '' : ` until ${formatTime(restore.until, zone)}`;
  return { archived: 'archived: must be restored before it can be read', restoring: 'is being restored', readable: `readable${until}` }[
    restore.state
  ];
}

const propertyNames = {
  contentType: 'Content type',
  cacheControl: 'Cache control',
  contentDisposition: 'Content disposition',
  contentEncoding: 'Content encoding',
  contentLanguage: 'Content language',
} as const;

function Pairs({ title, values, none }: { title: string; values: Record<string, string> | null | undefined; none: string }) {
  const pairs = Object.entries(values ?? {}).sort(([a], [b]) => a.localeCompare(b));
  if (pairs.length > 0) return <Facts title={title} facts={pairs} />;
  return (
    <Section title={title}>
      <p className="ae-muted">{none}</p>
    </Section>
  );
}

/** All that the provider says of an object. */
export function ObjectOverview({ detail }: { detail: ObjectDetail }) {
  const zone = useZone();
  const { properties, restore, grants } = detail;
  const headers = Object.entries(propertyNames).flatMap(([key, name]): Fact[] => {
    const value = properties[key as keyof typeof propertyNames];
    return value ? [[name, value]] : [];
  });
  const facts: Fact[] = [
    ['Size', detail.size < 1000 ? `${formatCount(detail.size)} B` : `${formatBytes(detail.size)} (${formatCount(detail.size)} B)`],
    ['Modified', formatTime(detail.modified, zone)],
    ['Storage class', detail.storageClass || 'none'],
    ...(restore ? ([['Archive', restoreText(restore, zone)]] as Fact[]) : []),
    ['Access', <AccessMark key="access" access={detail.access} />],
    ['Encryption', detail.encryption || 'not said'],
    [
      'ETag',
      detail.etag ? (
        <span key="etag" className="ae-mono">
          {detail.etag}
        </span>
      ) : (
        'none'
      ),
    ],
    ...(detail.versionId
      ? ([
          [
            'Version',
            <span key="version" className="ae-mono">
              {detail.versionId}
            </span>,
          ],
        ] as Fact[])
      : []),
  ];
  return (
    <>
      {detail.problems.map((problem) => (
        <ProblemNote key={problem.message} error={problem} />
      ))}
      <Facts title="Object" facts={facts} />
      {headers.length > 0 ? <Facts title="Properties" facts={headers} /> : null}
      {detail.checksums.length > 0 ? <Facts title="Checksums" facts={detail.checksums.map(checksumText)} /> : null}
      {grants.length > 0 ? (
        <Facts title="Grants and holds" facts={grants.map((grant, index): Fact => [index === 0 ? 'Says' : 'and', grant])} />
      ) : null}
      <Pairs title="Metadata" values={properties.metadata} none="This has no metadata." />
      <Pairs
        title="Tags"
        values={detail.tags}
        none={detail.tags === null ? 'Tags are not kept, or must not be read.' : 'This has no tags.'}
      />
    </>
  );
}
