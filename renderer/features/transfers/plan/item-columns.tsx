import type { StoragePlanItem } from '#shared/model/transfer.ts';
import { formatBytes } from '../../../ui/format/number.ts';
import { formatTime } from '../../../ui/format/time.ts';
import type { GridColumn } from '../../../ui/grid/data-grid.tsx';
import { lastName } from '../../storage/places.ts';
import { nameBelow, type PlanSides } from './plan-sides.ts';

/** What is done with an item, in words: a target may have another name, or be there already. */
function doesWords({ does, from, to, replaces }: StoragePlanItem): string {
  const renamed = from !== null && to !== null && lastName(from) !== lastName(to);
  return [
    does.replaceAll('_', ' ') + (renamed ? ` as ${lastName(to)}` : ''),
    ...(replaces ? [`replaces ${formatBytes(replaces.size)}`] : []),
  ].join(', ');
}

function What({ item }: { item: StoragePlanItem }) {
  const { refusal, skip } = item;
  if (refusal) return <span style={{ color: 'var(--ae-bad)' }}>{`Refused: ${refusal.message}`}</span>;
  if (skip !== null) return <span className="ae-muted">{`Skipped: ${skip}`}</span>;
  return <>{doesWords(item)}</>;
}

/** Columns of a plan that is no sync: names below the two folders, or whole addresses where there are no two. */
export function itemColumns(zone: string, sides: PlanSides | null): GridColumn<StoragePlanItem>[] {
  const name = (item: StoragePlanItem) => <span title={item.from ?? item.to ?? ''}>{nameBelow(item, sides)}</span>;
  return [
    { id: 'name', header: sides ? 'Name' : 'Object', width: 480, cell: name },
    { id: 'size', header: 'Size', width: 90, numeric: true, cell: ({ size }) => formatBytes(size) },
    { id: 'modified', header: 'Modified', width: 180, cell: ({ modified }) => (modified ? formatTime(modified, zone) : '') },
    { id: 'what', header: 'What happens', width: 290, cell: (item) => <What item={item} /> },
  ];
}
