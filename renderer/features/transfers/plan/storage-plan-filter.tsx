import { CloseButton, SegmentedControl, TextInput } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import type { PlanPart, StoragePlan } from '#shared/model/transfer.ts';
import { formatBytes, formatCount } from '../../../ui/format/number.ts';
import classes from '../transfers.module.css';

interface Part {
  part: PlanPart;
  title: string;
  items: number;
  bytes: number | null;
}

/** Parts of a plan that hold something, with how much. */
function partsOf({ verb, counts, diff }: Pick<StoragePlan, 'verb' | 'counts' | 'diff'>): Part[] {
  const { act, skip, refuse } = counts;
  const all: Part = { part: 'all', title: 'All', items: act + skip + refuse, bytes: null };
  const parts: Part[] = diff
    ? [
        ...(verb === 'sync' ? [{ part: 'act', title: 'Differences', items: act, bytes: null } as const] : []),
        { part: 'new', title: 'New', ...diff.new },
        { part: 'changed', title: verb === 'sync' ? 'Changed' : 'Replaced', ...diff.changed },
        { part: 'delete', title: 'Deleted', ...diff.delete },
        { part: 'skip', title: verb === 'sync' ? 'Same' : 'Skipped', ...diff.skip },
        { part: 'refuse', title: 'Refused', ...diff.refuse },
      ]
    : [
        { part: 'act', title: 'Changes', items: act, bytes: null },
        { part: 'skip', title: 'Skipped', items: skip, bytes: null },
        { part: 'refuse', title: 'Refused', items: refuse, bytes: null },
      ];
  return [all, ...parts.filter(({ items }) => items > 0)];
}

interface Props {
  plan: StoragePlan;
  show: PlanPart;
  text: string;
  onShow: (show: PlanPart) => void;
  onText: (text: string) => void;
}

/** How many items of which kind, and bytes of them; choosing one shows only these. */
export function StoragePlanFilter({ plan, show, text, onShow, onText }: Props) {
  const parts = partsOf(plan);
  const data = parts.map(({ part, title, items, bytes }) => ({
    value: part,
    label: (
      <span className={classes['part']} data-testid={`part-${part}`}>
        {title} <strong>{formatCount(items)}</strong> {bytes === null ? null : <span className="ae-muted">{formatBytes(bytes)}</span>}
      </span>
    ),
  }));
  return (
    <div className={classes['planFilter']}>
      {parts.length > 2 ? <SegmentedControl size="xs" aria-label="Items shown" data={data} value={show} onChange={onShow} /> : null}
      <TextInput
        size="xs"
        aria-label="Filter the items of the plan"
        placeholder="Filter by name"
        value={text}
        maxLength={200}
        leftSection={<IconFilter size={14} />}
        rightSection={text ? <CloseButton size="xs" aria-label="Clear the filter" onClick={() => onText('')} /> : null}
        onChange={(event) => onText(event.currentTarget.value)}
        spellCheck={false}
      />
    </div>
  );
}
