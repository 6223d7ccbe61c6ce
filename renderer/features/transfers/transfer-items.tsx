import { useMemo, useState } from 'react';
import type { TransferItem } from '#shared/model/transfer.ts';
import { useHost } from '../../app/host.tsx';
import { readOptions } from '../../app/reads.ts';
import { formatBytes, formatCount } from '../../ui/format/number.ts';
import { DataGrid, type GridColumn } from '../../ui/grid/data-grid.tsx';
import type { GridView } from '../../ui/grid/grid-view.ts';
import { useWindow } from '../../ui/grid/use-window.ts';
import { TransferStateMark } from './transfer-state.tsx';
import classes from './transfers.module.css';

function Note({ item: { error, note, verified, state } }: { item: TransferItem }) {
  if (error) return <span style={{ color: 'var(--ae-bad)' }}>{`${error.message} ${error.hint}`}</span>;
  if (note) return <span className="ae-muted">{note}</span>;
  return <>{verified ? `verified by ${verified}` : state === 'succeeded' ? 'the far side states no checksum' : ''}</>;
}

const columns: GridColumn<TransferItem>[] = [
  { id: 'state', header: 'State', width: 92, cell: ({ state }) => <TransferStateMark state={state} /> },
  { id: 'name', header: 'What', width: 200, cell: ({ to, from }) => to ?? from ?? '' },
  { id: 'size', header: 'Size', width: 84, numeric: true, cell: ({ size }) => formatBytes(size) },
  { id: 'bytes', header: 'Done', width: 84, numeric: true, cell: ({ bytes }) => formatBytes(bytes) },
  { id: 'note', header: 'Outcome', width: 300, cell: (item) => <Note item={item} /> },
  { id: 'attempts', header: 'Tries', width: 64, numeric: true, cell: ({ attempts }) => formatCount(attempts) },
];

const firstView: GridView = { columns: columns.map(({ id }) => id), widths: {}, sort: null };

/** Items of a transfer, those that failed first; pages come as they are scrolled to. */
export function TransferItems({ transferId }: { transferId: string }) {
  const host = useHost();
  const [view, setView] = useState(firstView);
  const ask = useMemo(
    () => (offset: number, limit: number) => {
      const options = readOptions(host, ['transfers', 'get'], { transferId, offset, limit });
      return {
        ...options,
        queryKey: [...options.queryKey, 'rows'],
        queryFn: async (context: { signal: AbortSignal }) => {
          const { items, total } = await options.queryFn(context);
          return { rows: items, total };
        },
      };
    },
    [host, transferId],
  );
  const rows = useWindow<{ rows: TransferItem[]; total: number }>(ask, 200);
  return (
    <div className={classes['items']}>
      <DataGrid
        label="Items of the transfer"
        columns={columns}
        view={view}
        onView={setView}
        rows={rows}
        rowKey={({ index }) => String(index)}
      />
    </div>
  );
}
