import { Checkbox, ScrollArea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import type { CostDimension } from '#shared/focus/columns.ts';
import type { CostRange } from '#shared/model/cost.ts';
import { useRead } from '../../app/reads.ts';
import { formatNoun } from '../../ui/format/number.ts';
import { Loaded } from '../../ui/loaded.tsx';

interface Props {
  dimension: CostDimension;
  range: CostRange;
  chosen: (string | null)[];
  onChange: (values: (string | null)[]) => void;
}

/** Values of a dimension, those with the most charge rows first, found by typing. Chosen values stay listed while searching. */
export function FilterValues({ dimension, range, chosen, onChange }: Props) {
  const [search, setSearch] = useState('');
  const [asked] = useDebouncedValue(search, 150);
  const read = useRead(['costs', 'values'], { dimension, range, search: asked, limit: 100 }, { keep: true });
  const toggle = (value: string | null) => onChange(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]);
  return (
    <>
      <TextInput
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        placeholder="Find values"
        aria-label="Find values"
        mb={8}
      />
      <Loaded read={read} height={160}>
        {(found) => {
          const values = [
            ...chosen.filter((value) => !found.some((one) => one.value === value)).map((value) => ({ value, total: null })),
            ...found,
          ];
          return (
            <ScrollArea.Autosize mah={240} type="auto">
              <div role="group" aria-label="Values" style={{ display: 'grid', gap: 4 }}>
                {values.map(({ value, total }) => (
                  <div key={JSON.stringify(value)} style={{ display: 'flex', gap: 8, justifyContent: 'space-between', paddingRight: 12 }}>
                    <Checkbox label={value ?? 'No value'} checked={chosen.includes(value)} onChange={() => toggle(value)} />
                    <span className="ae-num ae-muted">{total === null ? '' : formatNoun(total, 'row')}</span>
                  </div>
                ))}
                {values.length === 0 ? <span className="ae-muted">No value matches.</span> : null}
              </div>
            </ScrollArea.Autosize>
          );
        }}
      </Loaded>
    </>
  );
}
