import type { BucketKey } from '#shared/model/storage.ts';
import type { Classification } from '#shared/model/storage-insight.ts';
import { formatBytes, formatCount } from '../../../ui/format/number.ts';
import { SimpleTable } from '../../../ui/simple-table.tsx';
import { SeverityMark } from '../bucket/finding-list.tsx';
import { visibleName } from '../places.ts';
import classes from '../storage.module.css';
import { BucketLink, type BucketLinkProps } from './bucket-link.tsx';

type Row = Classification & BucketKey;

const rank = { high: 0, medium: 1, low: 2 };

function Evidence({ evidence }: Pick<Classification, 'evidence'>) {
  return (
    <ul className={classes['evidence']}>
      {evidence.slice(0, 3).map(({ key, seen }) => (
        <li key={`${key} ${seen}`}>{`${visibleName(key)}: ${seen}`}</li>
      ))}
      {evidence.length > 3 ? <li>and {evidence.length - 3} more</li> : null}
    </ul>
  );
}

/** What objects are, by which rule, with evidence that never shows the value itself. */
export function ClassificationTable({ classifications, onBucket }: { classifications: Row[]; onBucket?: BucketLinkProps['onBucket'] }) {
  if (classifications.length === 0) return <p className="ae-muted">Nothing was recognised yet.</p>;
  return (
    <SimpleTable
      label="Classifications"
      rows={classifications.toSorted((a, b) => rank[a.sensitivity] - rank[b.sensitivity] || b.bytes - a.bytes)}
      rowKey={(one) => `${one.connectionId} ${one.bucket} ${one.rule} ${one.label}`}
      columns={[
        { key: 'sensitivity', header: 'Sensitivity', width: 100, render: ({ sensitivity }) => <SeverityMark severity={sensitivity} /> },
        { key: 'label', header: 'What', render: ({ label }) => label },
        ...(onBucket ? [{ key: 'bucket', header: 'Bucket', render: (one: Row) => <BucketLink bucket={one} onBucket={onBucket} /> }] : []),
        { key: 'objects', header: 'Objects', numeric: true, render: ({ objects }) => formatCount(objects) },
        { key: 'bytes', header: 'Size', numeric: true, render: ({ bytes }) => formatBytes(bytes) },
        {
          key: 'evidence',
          header: 'Rule and evidence',
          width: '45%',
          render: ({ method, by, evidence }) => (
            <>
              {method} <span className="ae-muted">(by {by})</span>
              <Evidence evidence={evidence} />
            </>
          ),
        },
      ]}
    />
  );
}
