import { Progress } from '@mantine/core';
import type { Transfer } from '#shared/model/transfer.ts';
import { formatBytes, formatPercent } from '../../ui/format/number.ts';
import { formatTime } from '../../ui/format/time.ts';
import type { GridColumn } from '../../ui/grid/data-grid.tsx';
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
  return error ? <span style={{ color: 'var(--ae-bad)' }}>{error.message}</span> : <>{countsText(transfer)}</>;
}

/** Columns of the list of transfers. */
export function transferColumns(zone: string): GridColumn<Transfer>[] {
  return [
    { id: 'state', header: 'State', width: 112, cell: ({ state }) => <TransferStateMark state={state} /> },
    { id: 'title', header: 'What', width: 260, cell: ({ title }) => title },
    { id: 'progress', header: 'Progress', width: 142, cell: (one) => <Share transfer={one} /> },
    {
      id: 'bytes',
      header: 'Data',
      width: 150,
      numeric: true,
      cell: ({ bytes }) => (bytes.total > 0 ? `${formatBytes(bytes.done)} of ${formatBytes(bytes.total)}` : ''),
    },
    { id: 'rate', header: 'Rate', width: 88, numeric: true, cell: rateText },
    { id: 'left', header: 'Left', width: 104, numeric: true, cell: leftText },
    { id: 'verified', header: 'Verified', width: 140, cell: verifiedText },
    { id: 'what', header: 'Items, or what it waits for', width: 250, cell: (one) => <What transfer={one} /> },
    { id: 'controls', header: 'Do', width: 92, cell: (one) => <TransferControls transfer={one} /> },
    { id: 'when', header: 'Begun', width: 176, cell: ({ createdAt, endedAt }) => formatTime(endedAt ?? createdAt, zone) },
  ];
}

export const defaultTransferColumns = ['state', 'title', 'progress', 'bytes', 'rate', 'left', 'verified', 'what', 'controls', 'when'];
