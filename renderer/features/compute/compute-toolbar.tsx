import { memo, useCallback, useState } from 'react';
import { type FacetColumn, type MachineFacets, machineStates } from '#shared/model/machine.ts';
import { FilterBox } from '../../ui/filter-box.tsx';
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
  const setText = useCallback((text: string) => onChange({ text }), [onChange]);
  const set = (column: FacetColumn, values: string[]) => onChange({ where: withFacet(state.where, column, values) });
  // A tag that was picked but has no value yet filters nothing, so it is not in the URL.
  const [draft, setDraft] = useState<`tag:${string}` | null>(null);
  const tags = state.where.filter(({ column }) => column.startsWith('tag:'));
  const shown = draft && !tags.some(({ column }) => column === draft) ? [...tags, { column: draft, values: [] }] : tags;
  return (
    <div className={classes['toolbar']} role="region" aria-label="Filters">
      <FilterBox
        className={classes['filter']}
        text={state.text}
        label="Filter machines"
        placeholder="Filter by name, id, address, tag…"
        typingMs={typingMs}
        onChange={setText}
      />
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
