import { Radio } from '@mantine/core';
import { useState } from 'react';
import { type Picked, sourceOf } from '../browse/picked.ts';
import type { FormProps } from './ask-dialog.tsx';
import { FormFrame, pickedText } from './form-frame.tsx';

/** Who can read the objects. */
export function AccessForm({ picked, onRequest, onCancel }: FormProps & { picked: Picked }) {
  const [access, setAccess] = useState<'private' | 'public'>('private');
  return (
    <FormFrame
      about={pickedText(picked)}
      onSubmit={() => onRequest({ verb: 'access', source: sourceOf(picked), access })}
      onCancel={onCancel}
    >
      <Radio.Group label="Who can read it" value={access} onChange={(next) => setAccess(next)}>
        <Radio value="private" mt={6} label="Private" description="Only who has access to the bucket" />
        <Radio value="public" mt={6} label="Public" description="Everybody who knows the address, without signing in" />
      </Radio.Group>
    </FormFrame>
  );
}
