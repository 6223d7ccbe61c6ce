import type { StorageFinding } from '#shared/model/storage-insight.ts';
import { SimpleTable } from '../../../ui/simple-table.tsx';
import { SeverityMark } from '../bucket/finding-list.tsx';
import classes from '../storage.module.css';
import { BucketLink, type BucketLinkProps } from './bucket-link.tsx';

const rank = { high: 0, medium: 1, low: 2 };

/** Findings, worst first, each with what was seen. */
export function FindingTable({ findings, onBucket }: { findings: StorageFinding[]; onBucket: BucketLinkProps['onBucket'] }) {
  return (
    <SimpleTable
      label="Findings"
      rows={findings.toSorted((a, b) => rank[a.severity] - rank[b.severity])}
      rowKey={({ id }) => id}
      columns={[
        { key: 'severity', header: 'Severity', width: 90, render: ({ severity }) => <SeverityMark severity={severity} /> },
        { key: 'bucket', header: 'Bucket', width: 200, render: (one) => <BucketLink bucket={one} onBucket={onBucket} /> },
        {
          key: 'title',
          header: 'What was seen',
          render: ({ title, evidence }) => (
            <>
              {title}
              <ul className={classes['evidence']}>
                {evidence.slice(0, 4).map((line) => (
                  <li key={line}>{line}</li>
                ))}
                {evidence.length > 4 ? <li>and {evidence.length - 4} more</li> : null}
              </ul>
            </>
          ),
        },
        { key: 'advice', header: 'What to do', width: '32%', render: ({ advice }) => advice },
      ]}
    />
  );
}
