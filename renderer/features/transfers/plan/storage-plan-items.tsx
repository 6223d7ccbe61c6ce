import { useDebouncedValue } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import type { PlanPart, StoragePlan, StoragePlanItem } from '#shared/model/transfer.ts';
import { useHost } from '../../../app/host.tsx';
import { useZone } from '../../../app/preferences.ts';
import { readOptions } from '../../../app/reads.ts';
import { DataGrid } from '../../../ui/grid/data-grid.tsx';
import { useWindow } from '../../../ui/grid/use-window.ts';
import actions from '../../actions/actions.module.css';
import { linesStyle } from '../../actions/local-rows.ts';
import { itemColumns } from './item-columns.tsx';
import { sidesOf } from './plan-sides.ts';
import { StoragePlanFilter } from './storage-plan-filter.tsx';
import { syncColumns } from './sync-columns.tsx';

const typingMs = 150;

function usePlanItems(plan: StoragePlan, show: PlanPart, text: string) {
  const host = useHost();
  const ask = useMemo(
    () => (offset: number, limit: number) => {
      const options = readOptions(host, ['transfers', 'getPlan'], { planId: plan.id, offset, limit, show, ...(text && { text }) });
      const queryFn = async (context: { signal: AbortSignal }) => {
        // The first items came with the plan.
        const came = show === 'all' && text === '' && offset === 0 && plan.items.length >= Math.min(limit, plan.total);
        const { items, total } = came ? plan : await options.queryFn(context);
        return { rows: items, total };
      };
      return { ...options, queryKey: ['storage-plan-items', plan.id, show, text, offset], queryFn, meta: {} };
    },
    [host, plan, show, text],
  );
  return useWindow<{ rows: StoragePlanItem[]; total: number }>(ask, 100);
}

/** Of a sync the differences are what is to be read; what is refused comes first in all. */
function firstPart({ verb, counts: { act, skip, refuse } }: StoragePlan): PlanPart {
  return verb === 'sync' && act > 0 && skip > 0 && refuse === 0 ? 'act' : 'all';
}

/** Every item of a plan, those refused first; pages come as they are scrolled to. */
export function StoragePlanItems({ plan }: { plan: StoragePlan }) {
  const zone = useZone();
  const [show, setShow] = useState<PlanPart>(firstPart(plan));
  const [typed, setTyped] = useState('');
  const [text] = useDebouncedValue(typed, typingMs);
  const rows = usePlanItems(plan, show, text);
  const columns = useMemo(() => (plan.verb === 'sync' ? syncColumns : itemColumns)(zone, sidesOf(plan.items)), [plan, zone]);
  const [widths, setWidths] = useState<Record<string, number>>({});
  return (
    <>
      {plan.total > 1 ? <StoragePlanFilter plan={plan} show={show} text={typed} onShow={setShow} onText={setTyped} /> : null}
      <div className={actions['targets']} style={linesStyle(plan.total)}>
        <DataGrid
          label="Items of the plan"
          columns={columns}
          view={{ columns: columns.map(({ id }) => id), widths, sort: null }}
          onView={(view) => setWidths(view.widths)}
          rows={rows}
          rowKey={({ index }) => String(index)}
        />
      </div>
    </>
  );
}
