import { Button, CloseButton, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import classes from '../storage.module.css';

export interface Pair {
  /** Of this row: names change while they are typed. */
  id: number;
  name: string;
  value: string;
}

export function pairsOf(values: Record<string, string> | null | undefined): Pair[] {
  return Object.entries(values ?? {}).map(([name, value], id) => ({ id, name, value }));
}

/** Pairs with a name; the last of a name counts. */
export function valuesOf(pairs: readonly Pair[]): Record<string, string> {
  return Object.fromEntries(pairs.filter(({ name }) => name.trim() !== '').map(({ name, value }) => [name.trim(), value]));
}

interface Props {
  label: string;
  noun: string;
  pairs: Pair[];
  onChange: (pairs: Pair[]) => void;
}

/** Names and values that a person sets: rows are changed, removed and added. */
export function PairsField({ label, noun, pairs, onChange }: Props) {
  const change = (id: number, part: Partial<Pair>) => onChange(pairs.map((pair) => (pair.id === id ? { ...pair, ...part } : pair)));
  const add = () => onChange([...pairs, { id: Math.max(-1, ...pairs.map(({ id }) => id)) + 1, name: '', value: '' }]);
  return (
    <fieldset className={classes['pairs']}>
      <legend>{label}</legend>
      {pairs.map(({ id, name, value }, index) => (
        <div key={id} className={classes['pair']}>
          <TextInput
            aria-label={`Name of ${noun} ${index + 1}`}
            placeholder="Name"
            value={name}
            spellCheck={false}
            onChange={(event) => change(id, { name: event.currentTarget.value })}
          />
          <TextInput
            aria-label={`Value of ${noun} ${index + 1}`}
            placeholder="Value"
            value={value}
            spellCheck={false}
            onChange={(event) => change(id, { value: event.currentTarget.value })}
          />
          <CloseButton
            aria-label={`Remove ${noun} ${name || index + 1}`}
            onClick={() => onChange(pairs.filter((pair) => pair.id !== id))}
          />
        </div>
      ))}
      <Button variant="subtle" size="compact-xs" leftSection={<IconPlus size={13} />} onClick={add} style={{ justifySelf: 'start' }}>
        Add {noun}
      </Button>
    </fieldset>
  );
}
