import { Autocomplete } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import type { CachedMachine } from '#shared/model/machine.ts';
import { errorOf, useRead } from '../../app/reads.ts';
import { machineName, type ShownMachine } from './metric-groups.ts';

interface Props {
  shown: readonly ShownMachine[];
  onAdd: (machine: ShownMachine) => void;
}

/** Names as the list shows them: with the region, and with the id where two would read alike. */
function labelled(rows: readonly CachedMachine[]): Map<string, ShownMachine> {
  const plain = ({ name, id, region }: CachedMachine) => `${name || id} · ${region}`;
  const counts = Map.groupBy(rows, plain);
  return new Map(
    rows.map((row) => {
      const label = plain(row);
      const unique = counts.get(label)!.length > 1 ? `${label} · ${row.id}` : label;
      return [unique, { connectionId: row.connectionId, machineId: row.id, name: row.name || row.id }];
    }),
  );
}

/** Finds another machine by words, to be drawn beside those shown. */
export function ComparePicker({ shown, onAdd }: Props) {
  const [search, setSearch] = useState('');
  const [text] = useDebouncedValue(search, 150);
  const [used, setUsed] = useState(false);
  const read = useRead(['compute', 'query'], { text, limit: 30 }, { enabled: used, keep: true });
  const taken = new Set(shown.map(machineName));
  const found = labelled(
    (read.data?.rows ?? []).filter(({ connectionId, id }) => !taken.has(machineName({ connectionId, machineId: id }))),
  );
  return (
    <Autocomplete
      size="xs"
      w={220}
      aria-label="Compare with another machine"
      placeholder="Compare with…"
      value={search}
      onChange={setSearch}
      onFocus={() => setUsed(true)}
      data={[...found.keys()]}
      // The host has searched already, in more than the label.
      filter={({ options }) => options}
      error={read.isError ? errorOf(read.error).message : undefined}
      onOptionSubmit={(label) => {
        const chosen = found.get(label);
        if (chosen) onAdd(chosen);
        // The field takes the label after this; it is to be empty for the next machine.
        queueMicrotask(() => setSearch(''));
      }}
    />
  );
}
