import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import { type Picked, sourceOf } from '../browse/picked.ts';
import type { FormProps } from './ask-dialog.tsx';
import { FormFrame, pickedText } from './form-frame.tsx';

/** Asked only where older versions are kept: with them or without. */
export function DeleteForm({ picked, onRequest, onCancel }: FormProps & { picked: Picked }) {
  const [versions, setVersions] = useState(false);
  return (
    <FormFrame
      about={pickedText(picked)}
      onSubmit={() => onRequest({ verb: 'delete', source: sourceOf(picked), versions })}
      onCancel={onCancel}
    >
      <Checkbox
        checked={versions}
        onChange={(event) => setVersions(event.currentTarget.checked)}
        label="All versions too"
        description="Nothing remains, and nothing can be brought back. Without it, older versions stay where the bucket keeps them."
      />
    </FormFrame>
  );
}
