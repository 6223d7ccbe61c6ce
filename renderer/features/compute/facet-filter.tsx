import { Button, Checkbox, Popover, ScrollArea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { formatCount } from '../../ui/format/number.ts';
import { PickerButton } from '../../ui/picker-button.tsx';
import { matching, type PickerOption } from '../../ui/picker-options.ts';

interface Props {
  label: string;
  options: PickerOption[];
  values: string[];
  onChange: (values: string[]) => void;
}

function Values({ label, options, values, onChange }: Props) {
  const [search, setSearch] = useState('');
  const toggle = (value: string) => onChange(values.includes(value) ? values.filter((one) => one !== value) : [...values, value]);
  const found = matching(options, search);
  return (
    <>
      {options.length > 8 ? (
        <TextInput
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          placeholder="Find"
          aria-label={`Find ${label}`}
          mb={8}
        />
      ) : null}
      <ScrollArea.Autosize mah={280} type="auto">
        <div role="group" aria-label={label} style={{ display: 'grid', gap: 6 }}>
          {found.map((option) => (
            <div key={option.value} style={{ display: 'flex', justifyContent: 'space-between', gap: 16, paddingRight: 12 }}>
              <Checkbox label={option.label || 'none'} checked={values.includes(option.value)} onChange={() => toggle(option.value)} />
              <span className="ae-num ae-muted">{option.count === undefined ? '' : formatCount(option.count)}</span>
            </div>
          ))}
          {found.length === 0 ? <span className="ae-muted">No value</span> : null}
        </div>
      </ScrollArea.Autosize>
      {values.length > 0 ? (
        <Button variant="subtle" size="compact-xs" mt={8} onClick={() => onChange([])}>
          Clear
        </Button>
      ) : null}
    </>
  );
}

/** Filter by the values of one column, with the machines behind each. Several values are alternatives. */
export function FacetFilter(props: Props) {
  const [opened, setOpened] = useState(false);
  const { label, values, options } = props;
  const named = (value: string) => options.find((option) => option.value === value)?.label || value || 'none';
  const shown = values.length === 0 ? 'All' : values.length === 1 ? named(values[0]!) : `${values.length} chosen`;
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" trapFocus returnFocus>
      <Popover.Target>
        <PickerButton label={label} value={shown} tone={values.length > 0 ? 'set' : 'quiet'} onClick={() => setOpened((open) => !open)} />
      </Popover.Target>
      <Popover.Dropdown aria-label={`Filter by ${label}`} miw={220}>
        {opened ? <Values {...props} /> : null}
      </Popover.Dropdown>
    </Popover>
  );
}
