import { useMemo, useState } from 'react';
import type { StoragePlan, StoragePlanItem } from '#shared/model/transfer.ts';
import { useHost } from '../../../app/host.tsx';
import { readOptions } from '../../../app/reads.ts';
import { formatBytes } from '../../../ui/format/number.ts';
import { DataGrid, type GridColumn } from '../../../ui/grid/data-grid.tsx';
import type { GridView } from '../../../ui/grid/grid-view.ts';
import { useWindow } from '../../../ui/grid/use-window.ts';
import actions from '../../actions/actions.module.css';
import { linesStyle } from '../../actions/local-rows.ts';

function What({ item: { refusal, skip, replaces, does } }: { item: StoragePlanItem }) {
  if (refusal) return <span style={{ color: 'var(--ae-bad)' }}>{`Refused: ${refusal.message}`}</span>;
  if (skip !== null) return <span className="ae-muted">{`Skipped: ${skip}`}</span>;
  return <>{replaces ? `${does.replaceAll('_', ' ')}, replaces ${formatBytes(replaces.size)}` : does.replaceAll('_', ' ')}</>;
}

const columns: GridColumn<StoragePlanItem>[] = [
  { id: 'from', header: 'From', width: 320, cell: ({ from }) => from ?? '' },
  { id: 'to', header: 'To', width: 280, cell: ({ to }) => to ?? '' },
  { id: 'size', header: 'Size', width: 90, numeric: true, cell: ({ size }) => formatBytes(size) },
  { id: 'what', header: 'What happens', width: 270, cell: (item) => <What item={item} /> },
];

const firstView: GridView = { columns: columns.map(({ id }) => id), widths: {}, sort: null };

/** Every item of a plan, those refused first; pages come as they are scrolled to. */
export function StoragePlanItems({ plan }: { plan: StoragePlan }) {
  const host = useHost();
  const [view, setView] = useState(firstView);
  const total = plan.counts.act + plan.counts.skip + plan.counts.refuse;
  const ask = useMemo(
    () => (offset: number, limit: number) => {
      const options = readOptions(host, ['transfers', 'getPlan'], { planId: plan.id, offset, limit });
      const queryFn = async (context: { signal: AbortSignal }) => {
        // The first items came with the plan.
        if (offset === 0 && plan.items.length >= Math.min(limit, total)) return { rows: plan.items, total };
        return { rows: (await options.queryFn(context)).items, total };
      };
      return { ...options, queryKey: ['storage-plan-items', plan.id, offset], queryFn, meta: {} };
    },
    [host, plan, total],
  );
  const rows = useWindow<{ rows: StoragePlanItem[]; total: number }>(ask, 100);
  return (
    <div className={actions['targets']} style={linesStyle(total)}>
      <DataGrid
        label="Items of the plan"
        columns={columns}
        view={view}
        onView={setView}
        rows={rows}
        rowKey={({ index }) => String(index)}
      />
    </div>
  );
}
