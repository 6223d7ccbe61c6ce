import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { resolveZone } from '../../../ui/format/time.ts';
import type { Place } from '../places.ts';
import type { FormProps } from './ask-dialog.tsx';
import { FormFrame } from './form-frame.tsx';

/** Time to which a folder is brought back: local time of this machine, as the field shows it. */
export function UndeleteForm({ place, onRequest, onCancel }: FormProps & { place: Place }) {
  const [text, setText] = useState('');
  const at = Date.parse(text);
  return (
    <FormFrame
      about={`${place.bucket}/${place.prefix}: objects deleted since then come back, and those overwritten get the version of that time.`}
      ready={!Number.isNaN(at)}
      onSubmit={() => onRequest({ verb: 'undelete', ...place, at })}
      onCancel={onCancel}
    >
      <TextInput
        type="datetime-local"
        label="As it was at"
        description={`Local time of this machine (${resolveZone('system')})`}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        data-autofocus
      />
    </FormFrame>
  );
}
