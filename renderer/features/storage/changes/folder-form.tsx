import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Place } from '../places.ts';
import type { FormProps } from './ask-dialog.tsx';
import { FormFrame } from './form-frame.tsx';

/** Name of a new folder. */
export function FolderForm({ place, onRequest, onCancel }: FormProps & { place: Place }) {
  const [name, setName] = useState('');
  const bare = name.replace(/\/+$/, '');
  return (
    <FormFrame
      about={`In ${place.bucket}/${place.prefix}`}
      ready={bare !== ''}
      onSubmit={() => onRequest({ verb: 'create_folder', ...place, prefix: `${place.prefix}${bare}/` })}
      onCancel={onCancel}
    >
      <TextInput label="Name" value={name} onChange={(event) => setName(event.currentTarget.value)} spellCheck={false} data-autofocus />
    </FormFrame>
  );
}
