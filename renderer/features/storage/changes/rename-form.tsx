import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { onlyObject, type Picked } from '../browse/picked.ts';
import { lastName } from '../places.ts';
import type { FormProps } from './ask-dialog.tsx';
import { renameRequest } from './copy-request.ts';
import { FormFrame, pickedText } from './form-frame.tsx';

/** Another name in the same folder. Stores have no renaming: it is a copy that is verified, then the old one is deleted. */
export function RenameForm({ picked, onRequest, onCancel }: FormProps & { picked: Picked }) {
  const old = lastName(onlyObject(picked)?.key ?? picked.prefixes[0] ?? '').replace(/\/$/, '');
  const [name, setName] = useState(old);
  return (
    <FormFrame
      about={`${pickedText(picked)}: copied under the new name, verified, then deleted under the old one.`}
      ready={name !== '' && name !== old}
      onSubmit={() => onRequest(renameRequest(picked, name))}
      onCancel={onCancel}
    >
      <TextInput label="New name" value={name} onChange={(event) => setName(event.currentTarget.value)} spellCheck={false} data-autofocus />
    </FormFrame>
  );
}
