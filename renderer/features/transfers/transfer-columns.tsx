import { Progress } from '@mantine/core';
import type { Transfer } from '#shared/model/transfer.ts';
import { formatBytes, formatPercent } from '../../ui/format/number.ts';
import { formatAge, formatTime } from '../../ui/format/time.ts';
import type { GridColumn } from '../../ui/grid/data-grid.tsx';
import { useSeconds } from '../actions/use-seconds.ts';
import { TransferControls } from './transfer-controls.tsx';
import { TransferStateMark } from './transfer-state.tsx';
import { countsText, leftText, rateText, shareOf, verifiedText } from './transfer-words.ts';

function Share({ transfer }: { transfer: Transfer }) {
  const share = shareOf(transfer);
  return (
    <span style={{ display: 'flex', alignItems: 'center', gap: 6 }}>
      <Progress.Root size={6} w={72} aria-label={`Progress of ${transfer.title}`}>
        <Progress.Section value={share * 100} aria-label={transfer.title} />
      </Progress.Root>
      <span className="ae-num">{formatPercent(share)}</span>
    </span>
  );
}

function What({ transfer }: { transfer: Transfer }) {
  if (transfer.waits) return <span style={{ color: 'var(--ae-warn)' }}>{transfer.waits}</span>;
  const [error] = transfer.errors;
  if (!error) return <>{countsText(transfer)}</>;
  return (
    <span style={{ color: 'var(--ae-bad)' }} title={error.message}>
      {`${countsText(transfer)}: ${error.message}`}
    </span>
  );
}

function Age({ at }: { at: number }) {
  return <>{formatAge(at, useSeconds())}</>;
}

/** Columns of the list of transfers. */
export function transferColumns(zone: string): GridColumn<Transfer>[] {
  return [
    { id: 'state', header: 'State', width: 112, cell: ({ state }) => <TransferStateMark state={state} /> },
    { id: 'title', header: 'What', width: 232, cell: ({ title }) => title },
    { id: 'progress', header: 'Progress', width: 134, cell: (one) => <Share transfer={one} /> },
    {
      id: 'bytes',
      header: 'Data',
      width: 150,
      numeric: true,
      cell: ({ bytes }) => (bytes.total > 0 ? `${formatBytes(bytes.done)} of ${formatBytes(bytes.total)}` : ''),
    },
    { id: 'rate', header: 'Rate', width: 96, numeric: true, cell: rateText },
    { id: 'left', header: 'Left', width: 92, numeric: true, cell: leftText },
    { id: 'verified', header: 'Verified', width: 138, numeric: true, cell: verifiedText },
    { id: 'what', header: 'Items, or what it waits for', width: 226, cell: (one) => <What transfer={one} /> },
    { id: 'controls', header: 'Do', width: 84, cell: (one) => <TransferControls transfer={one} /> },
    { id: 'age', header: 'Age', width: 92, numeric: true, cell: ({ createdAt }) => <Age at={createdAt} /> },
    { id: 'when', header: 'Asked for', width: 176, cell: ({ createdAt }) => formatTime(createdAt, zone) },
    { id: 'ended', header: 'Ended', width: 176, cell: ({ endedAt }) => (endedAt === null ? '' : formatTime(endedAt, zone)) },
  ];
}

export const defaultTransferColumns = [
  'state',
  'title',
  'progress',
  'bytes',
  'rate',
  'left',
  'verified',
  'what',
  'controls',
  'age',
  'when',
];
