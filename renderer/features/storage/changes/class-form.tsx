import { Radio } from '@mantine/core';
import { useState } from 'react';
import { onlyObject, type Picked, sourceOf } from '../browse/picked.ts';
import { useStores } from '../use-stores.ts';
import type { FormProps } from './ask-dialog.tsx';
import { FormFrame, pickedText } from './form-frame.tsx';

/** Storage class or tier that objects are moved to; price and early deletion come in the plan. */
export function ClassForm({ picked, onRequest, onCancel }: FormProps & { picked: Picked }) {
  const classes = useStores().of(picked.place.connectionId)?.features.classes ?? [];
  const now = onlyObject(picked)?.storageClass ?? '';
  const [chosen, setChosen] = useState(now);
  return (
    <FormFrame
      about={pickedText(picked)}
      ready={chosen !== '' && chosen !== now}
      onSubmit={() => onRequest({ verb: 'storage_class', source: sourceOf(picked), storageClass: chosen })}
      onCancel={onCancel}
    >
      <Radio.Group label="Storage class, from hot to cold" value={chosen} onChange={setChosen}>
        {classes.map(({ id, title, archive, minimumDays }) => (
          <Radio
            key={id}
            value={id}
            mt={6}
            label={id === now ? `${title} (now)` : title}
            description={
              [minimumDays > 0 ? `charged for ${minimumDays} days at least` : '', archive ? 'must be restored before it can be read' : '']
                .filter(Boolean)
                .join(', ') || undefined
            }
          />
        ))}
      </Radio.Group>
    </FormFrame>
  );
}
