import { Button, Popover, TextInput } from '@mantine/core';
import { useState } from 'react';
import { parseRange, type Range, rangePresets } from '../app/range.ts';
import { RangeButton, type RangePickerProps } from './range-picker.tsx';

/** Own days, both inclusive, UTC. Native date inputs: keyboard and screen readers know them. */
function OwnDays({ value, onChange }: { value: Range; onChange: (range: Range) => void }) {
  const [first = '', last = ''] = value.includes('..') ? value.split('..') : [];
  const [start, setStart] = useState(first);
  const [end, setEnd] = useState(last);
  const range = parseRange(`${start}..${end}`);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (range) onChange(range);
      }}
      style={{ display: 'grid', gap: 8 }}
    >
      <TextInput type="date" label="First day (UTC)" value={start} onChange={(event) => setStart(event.currentTarget.value)} />
      <TextInput
        type="date"
        label="Last day (UTC), included"
        value={end}
        onChange={(event) => setEnd(event.currentTarget.value)}
        error={start && end && !range ? 'The last day is before the first' : undefined}
      />
      <Button type="submit" variant="default" disabled={!range}>
        Show these days
      </Button>
    </form>
  );
}

/** The open range picker: presets, and own days. */
export function RangeMenu({ value, onChange }: RangePickerProps) {
  const [opened, setOpened] = useState(true);
  const choose = (range: Range) => {
    onChange(range);
    setOpened(false);
  };
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" trapFocus returnFocus>
      <Popover.Target>
        <RangeButton value={value} onClick={() => setOpened((open) => !open)} />
      </Popover.Target>
      <Popover.Dropdown aria-label="Time range">
        <div style={{ display: 'flex', gap: 16 }}>
          <div style={{ display: 'grid', gap: 2, alignContent: 'start' }}>
            {rangePresets.map((preset) => (
              <Button
                key={preset.value}
                variant={preset.value === value ? 'light' : 'subtle'}
                color={preset.value === value ? 'accent' : 'gray'}
                justify="start"
                size="compact-sm"
                aria-pressed={preset.value === value}
                onClick={() => choose(preset.value)}
              >
                {preset.label}
              </Button>
            ))}
          </div>
          <div style={{ width: 180 }}>
            <OwnDays value={value} onChange={choose} />
            <p className="ae-muted" style={{ fontSize: 12, marginTop: 8 }}>
              Presets count back from the newest charge in the cache. Days are UTC.
            </p>
          </div>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
