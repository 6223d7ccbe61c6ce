import { Button, CloseButton } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { Transfer } from '#shared/model/transfer.ts';
import { useZone } from '../../app/preferences.ts';
import { useRead } from '../../app/reads.ts';
import { useSaveFile } from '../../app/save-file.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { CopyCliButton } from '../../ui/copy-cli-button.tsx';
import { formatBytes, formatPercent } from '../../ui/format/number.ts';
import { formatAge, formatTime } from '../../ui/format/time.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { useSeconds } from '../actions/use-seconds.ts';
import drawer from '../compute/drawer/drawer.module.css';
import { FactList } from './fact-list.tsx';
import { PriorityPicker, RetryButton, TransferControls } from './transfer-controls.tsx';
import { errorText } from './transfer-item-detail.tsx';
import { TransferItems } from './transfer-items.tsx';
import { TransferStateMark } from './transfer-state.tsx';
import { countsText, durationText, isOver, leftText, rateText, shareOf, verifiedText } from './transfer-words.ts';
import classes from './transfers.module.css';

function Facts({ transfer }: { transfer: Transfer }) {
  const zone = useZone();
  const now = useSeconds();
  const pace = [rateText(transfer), leftText(transfer) && `${leftText(transfer)} left`].filter(Boolean).join(', ');
  const at = (ms: number | null) => (ms === null ? '' : `${formatTime(ms, zone)}, ${formatAge(ms, now)}`);
  const facts: [string, string][] = [
    ['From', transfer.from],
    ['To', transfer.to],
    [
      'Done',
      `${formatPercent(shareOf(transfer))}${transfer.bytes.total > 0 ? `, ${formatBytes(transfer.bytes.done)} of ${formatBytes(transfer.bytes.total)}` : ''}`,
    ],
    ['Pace', pace],
    ['Items', countsText(transfer)],
    ['Checksums', verifiedText(transfer)],
    ['Waits', transfer.waits],
    ['Asked for', at(transfer.createdAt)],
    ['Ended', at(transfer.endedAt)],
    ['Took', durationText(transfer)],
  ];
  return <FactList facts={facts} className={classes['facts']} />;
}

/** One transfer: how it goes, what went wrong, and each of its items. */
export function TransferDetail({ transferId, onClose }: { transferId: string; onClose: () => void }) {
  const read = useRead(['transfers', 'get'], { transferId, limit: 1 });
  const save = useSaveFile();
  const transfer = read.data?.transfer;
  const exportItems = () => save('transfer.csv', (target, { services }) => services.transfers.export({ transferId, target }));
  return (
    <section className={classes['detail']} aria-label="Transfer">
      <div className={drawer['head']}>
        <h2 className={drawer['title']}>{transfer?.title ?? 'Transfer'}</h2>
        <CloseButton aria-label="Close the transfer" onClick={onClose} />
      </div>
      <Loaded read={read} height={240}>
        {(data) => (
          <>
            <div className={classes['tools']}>
              <TransferStateMark state={data.transfer.state} />
              <TransferControls transfer={data.transfer} without="retry" />
              {isOver(data.transfer) ? null : <PriorityPicker transfer={data.transfer} />}
              <RetryButton transfer={data.transfer} />
              <span style={{ flex: 1 }} />
              <CopyCliButton command={`aetherium storage transfers show ${transferId}`} does="shows this transfer" />
              <Button size="compact-sm" variant="default" leftSection={<IconDownload size={14} />} onClick={() => void exportItems()}>
                Export CSV
              </Button>
            </div>
            <Facts transfer={data.transfer} />
            {data.transfer.errors.slice(0, 3).map((error) => (
              <ProblemNote
                key={`${error.message} ${error.source?.requestId ?? ''}`}
                error={error}
                action={<CopyButton text={errorText(error)} label="Copy the error" />}
              />
            ))}
            <TransferItems transfer={data.transfer} />
          </>
        )}
      </Loaded>
    </section>
  );
}
