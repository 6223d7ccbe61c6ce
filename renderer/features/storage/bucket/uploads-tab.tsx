import { Button } from '@mantine/core';
import { useZone } from '../../../app/preferences.ts';
import { useRead } from '../../../app/reads.ts';
import { formatMoney } from '../../../ui/format/money.ts';
import { formatBytes, formatNoun } from '../../../ui/format/number.ts';
import { formatTime } from '../../../ui/format/time.ts';
import { Loaded } from '../../../ui/loaded.tsx';
import { SimpleTable } from '../../../ui/simple-table.tsx';
import { Section } from '../../compute/drawer/facts.tsx';
import { useStoragePlan } from '../../transfers/plan/use-storage-plan.ts';
import { type Place, visibleName } from '../places.ts';
import classes from '../storage.module.css';

/** Uploads that were begun and neither completed nor removed: their parts are charged. */
export function UploadsTab({ place: { connectionId, bucket } }: { place: Place }) {
  const zone = useZone();
  const plan = useStoragePlan();
  const read = useRead(['storage', 'pendingUploads'], { connectionId, bucket });
  return (
    <Section title="Unfinished uploads">
      <Loaded read={read} height={160}>
        {({ uploads, monthly, more }) => {
          if (uploads.length === 0) return <p className="ae-muted">No upload is unfinished.</p>;
          const bytes = uploads.reduce((sum, one) => sum + (one.bytes ?? 0), 0);
          const remove = () =>
            plan({
              verb: 'abort_uploads',
              connectionId,
              bucket,
              uploads: uploads.slice(0, 5000).map(({ key, uploadId }) => ({ key, uploadId })),
            });
          return (
            <>
              <div className={classes['tools']} style={{ alignItems: 'center' }}>
                <span>
                  {formatNoun(uploads.length, 'upload')}
                  {more ? ' and more' : ''}, {formatBytes(bytes)}
                  {monthly ? `, ${formatMoney(monthly.amount, monthly.currency)} a month (${monthly.basis})` : ', no price is known'}
                </span>
                <Button size="compact-sm" variant="default" onClick={remove}>
                  Remove them…
                </Button>
              </div>
              <SimpleTable
                label="Unfinished uploads"
                rows={uploads.slice(0, 500)}
                rowKey={({ key, uploadId }) => `${key} ${uploadId}`}
                columns={[
                  { key: 'key', header: 'Key', render: ({ key }) => visibleName(key) },
                  {
                    key: 'initiated',
                    header: 'Begun',
                    render: ({ initiated }) => (
                      <span className={classes['figures']}>{initiated === null ? 'not said' : formatTime(initiated, zone)}</span>
                    ),
                  },
                  { key: 'bytes', header: 'Parts', numeric: true, render: (one) => (one.bytes === null ? '–' : formatBytes(one.bytes)) },
                ]}
              />
            </>
          );
        }}
      </Loaded>
    </Section>
  );
}
