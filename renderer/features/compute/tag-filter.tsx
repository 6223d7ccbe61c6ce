import { TextInput } from '@mantine/core';
import { useState } from 'react';

interface Props {
  column: `tag:${string}`;
  values: string[];
  onChange: (values: string[]) => void;
}

/** Values of one tag, separated by commas; leaving it empty removes the filter. */
export function TagFilter({ column, values, onChange }: Props) {
  const [text, setText] = useState(values.join(', '));
  const apply = () =>
    onChange(
      text
        .split(',')
        .map((value) => value.trim())
        .filter(Boolean),
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <TextInput
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={apply}
        leftSection={<span className="ae-muted">{column.slice(4)} =</span>}
        leftSectionWidth={column.length * 7 + 8}
        aria-label={`Values of tag ${column.slice(4)}`}
        placeholder="value, value"
        w={220}
      />
    </form>
  );
}
