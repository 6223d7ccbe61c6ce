import { NumberInput, Radio } from '@mantine/core';
import { useState } from 'react';
import { type Picked, sourceOf } from '../browse/picked.ts';
import { useStores } from '../use-stores.ts';
import type { FormProps } from './ask-dialog.tsx';
import { FormFrame, pickedText } from './form-frame.tsx';

/** How archived objects are made readable. The price comes in the plan. */
export function RestoreForm({ picked, onRequest, onCancel }: FormProps & { picked: Picked }) {
  const tiers = useStores().of(picked.place.connectionId)?.features.restoreTiers ?? [];
  const [tier, setTier] = useState(tiers.find(({ id }) => id === 'Standard')?.id ?? tiers[0]?.id ?? '');
  const [days, setDays] = useState<string | number>(7);
  const whole = Number(days);
  return (
    <FormFrame
      about={`${pickedText(picked)}. What is not archived is skipped.`}
      ready={Number.isInteger(whole) && whole >= 1 && whole <= 365}
      onSubmit={() => onRequest({ verb: 'restore', source: sourceOf(picked), days: whole, ...(tier ? { tier } : {}) })}
      onCancel={onCancel}
    >
      <NumberInput label="Readable for days" value={days} onChange={setDays} min={1} max={365} w={140} data-autofocus />
      {tiers.length > 0 ? (
        <Radio.Group label="How fast" value={tier} onChange={setTier}>
          {tiers.map(({ id, title, wait }) => (
            <Radio key={id} value={id} mt={6} label={title} description={wait} />
          ))}
        </Radio.Group>
      ) : null}
    </FormFrame>
  );
}
