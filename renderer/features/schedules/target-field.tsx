import { Button, Fieldset, MultiSelect, Select, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { type FacetColumn, facetColumnSchema, type MachineSelection } from '#shared/model/machine.ts';
import { useRead } from '../../app/reads.ts';
import { formatNoun } from '../../ui/format/number.ts';
import type { Targets } from './schedule-draft.ts';
import classes from './schedules.module.css';

const columns = [
  { value: 'environment', label: 'Environment' },
  { value: 'account', label: 'Account' },
  { value: 'region', label: 'Region' },
  { value: 'provider', label: 'Provider' },
  { value: 'type', label: 'Type' },
];
const onlyMachines = { column: 'kind' as const, values: ['machine'] };
const everything: MachineSelection = { text: '', where: [] };
const labelOf = (column: string) => columns.find(({ value }) => value === column)?.label ?? column.replace(/^tag:/, 'Tag ');

interface FilterProps {
  filter: MachineSelection['where'][number];
  onChange: (values: string[]) => void;
}

/** Values of one column, with those that the estate has to choose from. */
function FilterValues({ filter, onChange }: FilterProps) {
  const groups = useRead(['compute', 'groups'], { ...everything, groupBy: filter.column }).data;
  const known = useMemo(
    () => [...new Set([...filter.values, ...(groups ?? []).map(({ value }) => value)])].filter(Boolean),
    [filter, groups],
  );
  return (
    <MultiSelect
      label={labelOf(filter.column)}
      data={known}
      value={filter.values}
      onChange={onChange}
      searchable
      limit={200}
      hidePickedOptions
    />
  );
}

interface SelectionProps {
  selection: MachineSelection;
  onChange: (selection: MachineSelection) => void;
}

/** A column is added with the values chosen next; until then it is only open. */
function SelectionField({ selection, onChange }: SelectionProps) {
  const [added, setAdded] = useState<FacetColumn | null>(null);
  const tags = useRead(['compute', 'facets'], everything).data?.tagKeys ?? [];
  const used = new Set<string>(selection.where.map(({ column }) => column));
  const set = (column: FacetColumn, values: string[]) => {
    const others = selection.where.filter((one) => one.column !== column);
    const there = selection.where.map((one) => (one.column === column ? { column, values } : one)).filter((one) => one.values.length > 0);
    onChange({ ...selection, where: used.has(column) ? there : values.length > 0 ? [...others, { column, values }] : others });
    if (values.length > 0) setAdded(null);
  };
  const offered = [...columns, ...tags.map((tag) => ({ value: `tag:${tag}`, label: `Tag ${tag}` }))].filter(
    ({ value }) => !used.has(value),
  );
  return (
    <>
      <TextInput
        label="Words that must all occur"
        description="In id, name, account, region, type, address or tags"
        value={selection.text}
        maxLength={200}
        onChange={(event) => onChange({ ...selection, text: event.currentTarget.value })}
      />
      {selection.where.map((filter) => (
        <FilterValues key={filter.column} filter={filter} onChange={(values) => set(filter.column, values)} />
      ))}
      {added && !used.has(added) ? <FilterValues filter={{ column: added, values: [] }} onChange={(values) => set(added, values)} /> : null}
      <Select
        label="And only by"
        placeholder="Tag, environment, account…"
        data={offered}
        value={added}
        searchable
        clearable
        onChange={(value) => setAdded(facetColumnSchema.safeParse(value).data ?? null)}
      />
    </>
  );
}

function Matching({ selection }: { selection: MachineSelection }) {
  const query = { text: selection.text, where: [...selection.where, onlyMachines], limit: 1 };
  const total = useRead(['compute', 'query'], query, { keep: true }).data?.total;
  return (
    <p className="ae-muted" role="status" data-testid="matching">
      {total === undefined ? 'Counting…' : `${formatNoun(total, 'machine')} match now; those that match when it is due count.`}
    </p>
  );
}

/** What a schedule or a hold is about: machines by filter, or the ones that were named. */
export function TargetField({
  targets,
  error,
  onChange,
}: {
  targets: Targets;
  error?: string | undefined;
  onChange: (targets: Targets) => void;
}) {
  const selection = 'selection' in targets ? { ...everything, ...targets.selection } : null;
  return (
    <Fieldset legend="Machines" className={classes['group'] ?? ''}>
      {selection ? (
        <>
          <SelectionField selection={selection} onChange={(next) => onChange({ selection: next })} />
          <Matching selection={selection} />
        </>
      ) : (
        <>
          <p>{formatNoun('machines' in targets ? targets.machines.length : 0, 'machine')} named one by one.</p>
          <Button variant="default" size="compact-sm" onClick={() => onChange({ selection: everything })}>
            Choose by filter instead
          </Button>
        </>
      )}
      {error ? <p className={classes['error']}>{error}</p> : null}
    </Fieldset>
  );
}
