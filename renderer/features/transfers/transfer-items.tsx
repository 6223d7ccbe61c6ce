import { CloseButton, Select, TextInput, Tooltip } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconFilter } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { ItemState, Transfer, TransferItem } from '#shared/model/transfer.ts';
import { useHost } from '../../app/host.tsx';
import { readOptions } from '../../app/reads.ts';
import { formatBytes, formatCount, formatNoun } from '../../ui/format/number.ts';
import { DataGrid, type GridColumn } from '../../ui/grid/data-grid.tsx';
import type { GridView } from '../../ui/grid/grid-view.ts';
import { useWindow } from '../../ui/grid/use-window.ts';
import { lastName } from '../storage/places.ts';
import { TransferItemDetail } from './transfer-item-detail.tsx';
import { TransferStateMark } from './transfer-state.tsx';
import { outcomeText } from './transfer-words.ts';
import classes from './transfers.module.css';

/** What became of it. A cell holds one line: the rest shows under the pointer, and when the item is opened. */
function Outcome({ item }: { item: TransferItem }) {
  const text = outcomeText(item);
  const look = item.error ? { style: { color: 'var(--ae-bad)' } } : item.note ? { className: 'ae-muted' } : {};
  return (
    <Tooltip label={text} multiline maw={420} withinPortal disabled={text === ''}>
      <span {...look}>{text}</span>
    </Tooltip>
  );
}

/** The end of an address tells items apart; all of it shows under the pointer. */
function Name({ item: { from, to } }: { item: TransferItem }) {
  const address = to ?? from ?? '';
  return <span title={address}>{lastName(address)}</span>;
}

const columns: GridColumn<TransferItem>[] = [
  { id: 'state', header: 'State', width: 92, cell: ({ state }) => <TransferStateMark state={state} /> },
  { id: 'name', header: 'Name', width: 172, cell: (item) => <Name item={item} /> },
  { id: 'note', header: 'Outcome', width: 212, cell: (item) => <Outcome item={item} /> },
  { id: 'size', header: 'Size', width: 80, numeric: true, cell: ({ size }) => formatBytes(size) },
  { id: 'bytes', header: 'Done', width: 84, numeric: true, cell: ({ bytes }) => formatBytes(bytes) },
  { id: 'attempts', header: 'Tries', width: 64, numeric: true, cell: ({ attempts }) => formatCount(attempts) },
];

const typingMs = 150;

/** What a filter can ask for; what runs is recorded as waiting. */
const stateTitles: Partial<Record<ItemState, string>> = {
  failed: 'Failed',
  waiting: 'Waiting or running',
  succeeded: 'Done',
  skipped: 'Skipped',
  cancelled: 'Cancelled',
};

const firstView: GridView = { columns: columns.map(({ id }) => id), widths: {}, sort: null };

/** Items of a transfer, those that failed first; pages come as they are scrolled to. */
export function TransferItems({ transfer }: { transfer: Transfer }) {
  const transferId = transfer.id;
  const host = useHost();
  const [state, setState] = useState<ItemState | null>(null);
  const [typed, setTyped] = useState('');
  const [text] = useDebouncedValue(typed, typingMs);
  const [view, setView] = useState(firstView);
  const [opened, setOpened] = useState<TransferItem | null>(null);
  const ask = useMemo(
    () => (offset: number, limit: number) => {
      const options = readOptions(host, ['transfers', 'get'], {
        transferId,
        offset,
        limit,
        ...(state && { state }),
        ...(text && { text }),
      });
      return {
        ...options,
        queryKey: [...options.queryKey, 'rows'],
        queryFn: async (context: { signal: AbortSignal }) => {
          const { items, total } = await options.queryFn(context);
          return { rows: items, total };
        },
      };
    },
    [host, transferId, state, text],
  );
  const rows = useWindow<{ rows: TransferItem[]; total: number }>(ask, 200);
  // It goes on while it is looked at.
  const current = opened && (rows.first?.rows.find(({ index }) => index === opened.index) ?? opened);
  const states = Object.entries(stateTitles).filter(
    ([value]) => transfer.counts[value as ItemState] + (value === 'waiting' ? transfer.counts.running : 0) > 0 || value === state,
  );
  return (
    <div className={classes['items']}>
      <div className={classes['itemFilter']}>
        <TextInput
          aria-label="Filter the items"
          placeholder="Filter by name"
          value={typed}
          maxLength={200}
          leftSection={<IconFilter size={14} />}
          rightSection={typed ? <CloseButton size="xs" aria-label="Clear the filter" onClick={() => setTyped('')} /> : null}
          onChange={(event) => setTyped(event.currentTarget.value)}
          spellCheck={false}
        />
        <Select
          aria-label="State of the items"
          placeholder="All states"
          clearable
          w={170}
          data={states.map(([value, label]) => ({ value, label }))}
          value={state}
          onChange={(next) => setState(next as ItemState | null)}
        />
        <span className="ae-muted" role="status">
          {rows.first && (state || text) ? formatNoun(rows.first.total, 'item') : ''}
        </span>
      </div>
      <div className={classes['itemGrid']}>
        <DataGrid
          label="Items of the transfer"
          columns={columns}
          view={view}
          onView={setView}
          rows={rows}
          rowKey={({ index }) => String(index)}
          openKey={opened === null ? null : String(opened.index)}
          onOpen={setOpened}
        />
      </div>
      {current ? <TransferItemDetail item={current} onClose={() => setOpened(null)} /> : null}
    </div>
  );
}
