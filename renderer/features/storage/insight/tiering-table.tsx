import { Button } from '@mantine/core';
import type { TieringAdvice } from '#shared/model/storage-insight.ts';
import { formatMoney } from '../../../ui/format/money.ts';
import { formatBytes, formatCount } from '../../../ui/format/number.ts';
import { SimpleTable } from '../../../ui/simple-table.tsx';
import { useStoragePlan } from '../../transfers/plan/use-storage-plan.ts';
import classes from '../storage.module.css';
import { useStores } from '../use-stores.ts';
import { BucketLink, type BucketLinkProps } from './bucket-link.tsx';

/** The whole prefix is only planned where the advice is about all of it; age is for a lifecycle rule. */
function wholePrefix({ minAgeDays }: TieringAdvice): boolean {
  return minAgeDays === 0;
}

/** Objects that would cost less in another class, biggest saving first. */
export function TieringTable({ advice, onBucket }: { advice: TieringAdvice[]; onBucket: BucketLinkProps['onBucket'] }) {
  const plan = useStoragePlan();
  const { can } = useStores();
  return (
    <SimpleTable
      label="Cheaper classes"
      rows={advice.toSorted((a, b) => a.monthly.amount - b.monthly.amount)}
      rowKey={({ id }) => id}
      columns={[
        { key: 'bucket', header: 'Bucket', width: 180, render: (one) => <BucketLink bucket={one} onBucket={onBucket} /> },
        {
          key: 'which',
          header: 'Which objects',
          render: ({ which, reasons }) => (
            <>
              {which}
              <ul className={classes['evidence']}>
                {reasons.map((reason) => (
                  <li key={reason}>{reason}</li>
                ))}
              </ul>
            </>
          ),
        },
        { key: 'move', header: 'Move', render: ({ from, to }) => `${from || 'no class'} → ${to}` },
        { key: 'objects', header: 'Objects', numeric: true, render: ({ objects }) => formatCount(objects) },
        { key: 'bytes', header: 'Size', numeric: true, render: ({ bytes }) => formatBytes(bytes) },
        { key: 'saves', header: 'Saves a month', numeric: true, render: ({ monthly }) => formatMoney(-monthly.amount, monthly.currency) },
        { key: 'once', header: 'Costs once', numeric: true, render: ({ once }) => formatMoney(once.amount, once.currency) },
        {
          key: 'pays',
          header: 'Pays back',
          numeric: true,
          render: ({ paysBackMonths }) => (paysBackMonths < 0.1 ? 'at once' : `${paysBackMonths.toFixed(1)} months`),
        },
        {
          key: 'retrieval',
          header: 'Reading back',
          numeric: true,
          render: ({ retrieval }) => formatMoney(retrieval.amount, retrieval.currency),
        },
        {
          key: 'do',
          header: 'Do',
          render: (one) =>
            can(one.connectionId, 'storage_class') && wholePrefix(one) ? (
              <Button
                size="compact-xs"
                variant="default"
                onClick={() =>
                  plan({
                    verb: 'storage_class',
                    source: { prefixes: [{ connectionId: one.connectionId, bucket: one.bucket, prefix: one.prefix }] },
                    storageClass: one.to,
                  })
                }
              >
                Plan…
              </Button>
            ) : can(one.connectionId, 'lifecycle') ? (
              <span className="ae-muted">by a lifecycle rule</span>
            ) : null,
        },
      ]}
    />
  );
}
