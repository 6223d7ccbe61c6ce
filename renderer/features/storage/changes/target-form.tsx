import { Select } from '@mantine/core';
import { useState } from 'react';
import type { Priority } from '#shared/model/transfer.ts';
import type { Picked } from '../browse/picked.ts';
import { useStores } from '../use-stores.ts';
import type { FormProps } from './ask-dialog.tsx';
import { copyRequest } from './copy-request.ts';
import { FormFrame, pickedText } from './form-frame.tsx';
import { asFolder, PlaceFields } from './place-fields.tsx';
import { PriorityField } from './priority-field.tsx';

/** Bucket and folder that something is copied or moved to, in any cloud. */
export function TargetForm({ verb, picked, onRequest, onCancel }: FormProps & { verb: 'copy' | 'move'; picked: Picked }) {
  const { of } = useStores();
  const [target, setTarget] = useState(picked.place);
  const [priority, setPriority] = useState<Priority>('normal');
  const [storageClass, setStorageClass] = useState<string | null>(null);
  const classes = of(target.connectionId)?.features.classes ?? [];
  const submit = () => onRequest({ ...copyRequest(verb, picked, asFolder(target)), priority, ...(storageClass ? { storageClass } : {}) });
  return (
    <FormFrame about={pickedText(picked)} onSubmit={submit} onCancel={onCancel}>
      <PlaceFields
        place={target}
        onPlace={(next) => {
          setTarget(next);
          // Classes of another provider are others.
          if (next.connectionId !== target.connectionId) setStorageClass(null);
        }}
      />
      {classes.length > 1 ? (
        <Select
          label="Storage class"
          placeholder="As the bucket's default"
          clearable
          data={classes.map(({ id, title }) => ({ value: id, label: title }))}
          value={storageClass}
          onChange={setStorageClass}
        />
      ) : null}
      <PriorityField priority={priority} onPriority={setPriority} />
    </FormFrame>
  );
}
