import type { StoragePlanItem } from '#shared/model/transfer.ts';
import { formatBytes } from '../../../ui/format/number.ts';
import { formatTime } from '../../../ui/format/time.ts';
import type { GridColumn } from '../../../ui/grid/data-grid.tsx';
import { nameBelow, type PlanSides } from './plan-sides.ts';

const words = {
  new: ['New', 'var(--ae-ok)'],
  changed: ['Changed', 'var(--ae-accent)'],
  delete: ['Deleted', 'var(--ae-bad)'],
  skip: ['Same', 'var(--ae-muted)'],
  refuse: ['Refused', 'var(--ae-bad)'],
} as const;

function differenceOf({ refusal, skip, does, replaces }: StoragePlanItem): keyof typeof words {
  if (refusal) return 'refuse';
  if (skip !== null) return 'skip';
  if (does === 'delete') return 'delete';
  return replaces ? 'changed' : 'new';
}

function Difference({ item }: { item: StoragePlanItem }) {
  const [word, color] = words[differenceOf(item)];
  return <span style={{ color }}>{word}</span>;
}

/** Why an item is what it is, in a sync. */
function syncReason(item: StoragePlanItem): string {
  const { refusal, skip, does, replaces, size, modified } = item;
  if (refusal) return refusal.message;
  if (skip !== null) return skip;
  if (does === 'delete') return 'the source does not have it';
  if (!replaces) return 'the target does not have it';
  if (replaces.size !== size) return 'another size';
  if (modified === null || modified === replaces.modified) return 'another checksum';
  return modified > replaces.modified ? 'the source is newer' : 'the target is newer';
}

/** Columns of a sync: what differs, how it is at the source, how it is at the target, and why. */
export function syncColumns(zone: string, sides: PlanSides | null): GridColumn<StoragePlanItem>[] {
  const time = (ms: number | null | undefined) => (ms ? formatTime(ms, zone) : '');
  // Deleted is what only the target has: its size and time are there.
  const gone = ({ does }: StoragePlanItem) => does === 'delete';
  return [
    { id: 'what', header: 'Difference', width: 84, cell: (item) => <Difference item={item} /> },
    { id: 'name', header: 'Name', width: 208, cell: (item) => nameBelow(item, sides) },
    { id: 'size', header: 'Source size', width: 92, numeric: true, cell: (item) => (gone(item) ? '–' : formatBytes(item.size)) },
    { id: 'modified', header: 'Source modified', width: 182, cell: (item) => (gone(item) ? '–' : time(item.modified)) },
    {
      id: 'there',
      header: 'Target size',
      width: 92,
      numeric: true,
      cell: (item) => (gone(item) ? formatBytes(item.size) : item.replaces ? formatBytes(item.replaces.size) : '–'),
    },
    {
      id: 'thereModified',
      header: 'Target modified',
      width: 182,
      cell: (item) => (gone(item) ? time(item.modified) : time(item.replaces?.modified) || '–'),
    },
    { id: 'why', header: 'Why', width: 206, cell: syncReason },
  ];
}
