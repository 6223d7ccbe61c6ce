import { Button, Popover, SegmentedControl, TextInput } from '@mantine/core';
import { IconFilterPlus, IconX } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import type { CostFilter, CostRange } from '#shared/model/cost.ts';
import { Picker } from '../../ui/picker.tsx';
import { dimensionOf } from './costs-state.ts';
import { dimensionName, dimensionOptions } from './dimension-names.ts';
import classes from './filter-editor.module.css';
import { FilterValues } from './filter-values.tsx';

interface EditorProps {
  dimensions: string[];
  range: CostRange;
  initial: CostFilter | null;
  onApply: (filter: CostFilter) => void;
}

const ops = [
  { value: 'in', label: 'is' },
  { value: 'notIn', label: 'is not' },
  { value: 'contains', label: 'contains' },
];

function Editor({ dimensions, range, initial, onApply }: EditorProps) {
  const [dimension, setDimension] = useState(initial?.dimension ?? 'ServiceName');
  const [op, setOp] = useState<CostFilter['op']>(initial?.op ?? 'in');
  const [values, setValues] = useState<(string | null)[]>(initial?.values ?? []);
  return (
    <form
      className={classes['editor']}
      onSubmit={(event) => {
        event.preventDefault();
        if (values.length > 0) onApply({ dimension, op, values });
      }}
    >
      <Picker
        label="Filter by"
        value={dimension}
        options={dimensionOptions(dimensions)}
        onChange={(next) => {
          setDimension(dimensionOf(next) ?? dimension);
          setValues([]);
        }}
      />
      <SegmentedControl
        data={ops}
        value={op}
        fullWidth
        aria-label="Comparison"
        onChange={(next) => {
          setOp(next as CostFilter['op']);
          setValues([]);
        }}
      />
      {op === 'contains' ? (
        <TextInput
          label="Text"
          value={values[0] ?? ''}
          onChange={(event) => setValues(event.currentTarget.value ? [event.currentTarget.value] : [])}
          data-autofocus
        />
      ) : (
        <FilterValues dimension={dimension} range={range} chosen={values} onChange={setValues} />
      )}
      <Button type="submit" disabled={values.length === 0}>
        {values.length > 1 ? `Apply ${values.length} values` : 'Apply'}
      </Button>
    </form>
  );
}

interface PopProps extends EditorProps {
  renderTarget: (toggle: () => void) => ReactElement;
}

function EditorPopover({ renderTarget, ...editor }: PopProps) {
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" trapFocus returnFocus width={320}>
      <Popover.Target>{renderTarget(() => setOpened((open) => !open))}</Popover.Target>
      <Popover.Dropdown aria-label="Filter">
        {opened ? (
          <Editor
            {...editor}
            onApply={(filter) => {
              editor.onApply(filter);
              setOpened(false);
            }}
          />
        ) : null}
      </Popover.Dropdown>
    </Popover>
  );
}

/** A filter in words: `Service name is Amazon S3 or 2 more`. */
export function filterText({ dimension, op, values }: CostFilter): string {
  const word = { in: 'is', notIn: 'is not', contains: 'contains' }[op];
  const first = values[0] ?? 'empty';
  const more = values.length > 1 ? ` or ${values.length - 1} more` : '';
  return `${dimensionName(dimension)} ${word} ${first}${more}`;
}

interface Props {
  filters: CostFilter[];
  dimensions: string[];
  range: CostRange;
  onChange: (filters: CostFilter[]) => void;
}

/** Filters in force, each editable and removable, and a way to add one. */
export function FilterBar({ filters, dimensions, range, onChange }: Props) {
  return (
    <div className={classes['bar']}>
      {filters.map((filter, index) => (
        <span key={`${filter.dimension} ${filter.op} ${JSON.stringify(filter.values)}`} className={classes['chip']}>
          <EditorPopover
            dimensions={dimensions}
            range={range}
            initial={filter}
            onApply={(next) => onChange(filters.map((one, at) => (at === index ? next : one)))}
            renderTarget={(toggle) => (
              <button type="button" className={classes['text']} onClick={toggle} title="Change this filter">
                {filterText(filter)}
              </button>
            )}
          />
          <button
            type="button"
            className={classes['remove']}
            aria-label={`Remove filter ${filterText(filter)}`}
            onClick={() => onChange(filters.filter((_, at) => at !== index))}
          >
            <IconX size={13} aria-hidden />
          </button>
        </span>
      ))}
      <EditorPopover
        dimensions={dimensions}
        range={range}
        initial={null}
        onApply={(filter) => onChange([...filters, filter])}
        renderTarget={(toggle) => (
          <Button
            variant="subtle"
            color="gray"
            size="compact-sm"
            leftSection={<IconFilterPlus size={15} />}
            onClick={toggle}
            data-filter-input
          >
            Filter
          </Button>
        )}
      />
    </div>
  );
}
