import { CloseButton, TextInput } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { memo, useEffect, useState } from 'react';
import { type FacetColumn, type MachineFacets, machineStates } from '#shared/model/machine.ts';
import { Picker } from '../../ui/picker.tsx';
import type { PickerOption } from '../../ui/picker-options.ts';
import classes from './compute.module.css';
import { type ComputeState, withFacet } from './compute-state.ts';
import { FacetFilter } from './facet-filter.tsx';
import { TagFilter } from './tag-filter.tsx';
import { valueLabel } from './value-label.ts';

interface Props {
  state: ComputeState;
  facets: MachineFacets | undefined;
  onChange: (change: Partial<ComputeState>) => void;
}

const typingMs = 90;

/** Filter text with a state of its own, so that typing never waits for the URL or the host. */
function FilterText({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const [typed, setTyped] = useState(text);
  const [seen, setSeen] = useState(text);
  if (seen !== text) {
    setSeen(text);
    setTyped(text);
  }
  useEffect(() => {
    if (typed === text) return undefined;
    const timer = setTimeout(() => onChange(typed), typingMs);
    return () => clearTimeout(timer);
  }, [typed, text, onChange]);
  return (
    <TextInput
      className={classes['filter']}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      placeholder="Filter by name, id, address, tag…"
      aria-label="Filter machines"
      aria-keyshortcuts="/"
      data-filter-input
      leftSection={<IconFilter size={14} />}
      rightSection={typed ? <CloseButton size="xs" aria-label="Clear the filter" onClick={() => setTyped('')} /> : null}
      maxLength={200}
    />
  );
}

const labels = {
  kind: 'Kind',
  state: 'State',
  health: 'Health',
  provider: 'Provider',
  region: 'Region',
  account: 'Account',
  type: 'Type',
  environment: 'Environment',
};
type FacetName = keyof typeof labels;
const facetNames = Object.keys(labels) as FacetName[];

function optionsOf(counts: Record<string, number> | undefined, name: FacetName): PickerOption[] {
  const entries = Object.entries(counts ?? {});
  const order = (value: string) => machineStates.indexOf(value as (typeof machineStates)[number]);
  entries.sort(([a, x], [b, y]) => (name === 'state' ? order(a) - order(b) : y - x || a.localeCompare(b)));
  return entries.map(([value, count]) => ({ value, count, label: valueLabel(name, value) }));
}

/** Filter as you type, facets, and tags. Drawn anew only when these change, not while rows come. */
export const ComputeToolbar = memo(function ComputeToolbar({ state, facets, onChange }: Props) {
  const valuesOf = (column: FacetColumn) => state.where.find((one) => one.column === column)?.values ?? [];
  const set = (column: FacetColumn, values: string[]) => onChange({ where: withFacet(state.where, column, values) });
  // A tag that was picked but has no value yet filters nothing, so it is not in the URL.
  const [draft, setDraft] = useState<`tag:${string}` | null>(null);
  const tags = state.where.filter(({ column }) => column.startsWith('tag:'));
  const shown = draft && !tags.some(({ column }) => column === draft) ? [...tags, { column: draft, values: [] }] : tags;
  return (
    <div className={classes['toolbar']} role="region" aria-label="Filters">
      <FilterText text={state.text} onChange={(text) => onChange({ text })} />
      {facetNames.map((name) => (
        <FacetFilter
          key={name}
          label={labels[name]}
          options={optionsOf(facets?.[name], name)}
          values={valuesOf(name)}
          onChange={(values) => set(name, values)}
        />
      ))}
      {shown.map(({ column, values }) => (
        <TagFilter
          key={column}
          column={column as `tag:${string}`}
          values={values}
          onChange={(next) => {
            setDraft(null);
            set(column, next);
          }}
        />
      ))}
      <Picker
        label="Tag"
        value={null}
        clearLabel="Choose a tag"
        options={(facets?.tagKeys ?? []).filter((key) => valuesOf(`tag:${key}`).length === 0).map((key) => ({ value: key, label: key }))}
        onChange={(key) => setDraft(key === null ? null : `tag:${key}`)}
      />
    </div>
  );
});
