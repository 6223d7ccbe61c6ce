import { useState } from 'react';
import { useRead } from '../../../app/reads.ts';
import { Loaded } from '../../../ui/loaded.tsx';
import { onlyObject, type Picked, sourceOf } from '../browse/picked.ts';
import type { FormProps } from './ask-dialog.tsx';
import { FormFrame, pickedText } from './form-frame.tsx';
import { type Pair, PairsField, pairsOf, valuesOf } from './pairs-field.tsx';

function Fields({ picked, first, onRequest, onCancel }: FormProps & { picked: Picked; first: Record<string, string> }) {
  const [pairs, setPairs] = useState<Pair[]>(pairsOf(first));
  return (
    <FormFrame
      about={`${pickedText(picked)}. These tags replace all that are there.`}
      onSubmit={() => onRequest({ verb: 'tags', source: sourceOf(picked), tags: valuesOf(pairs) })}
      onCancel={onCancel}
    >
      <PairsField label="Tags" noun="tag" pairs={pairs} onChange={setPairs} />
    </FormFrame>
  );
}

/** All tags of objects: they are set as a whole. */
export function TagsForm({ picked, ...props }: FormProps & { picked: Picked }) {
  const object = onlyObject(picked);
  const { connectionId, bucket } = picked.place;
  const read = useRead(['storage', 'head'], { connectionId, bucket, key: object?.key ?? '-' }, { enabled: object !== null });
  if (!object) return <Fields picked={picked} first={{}} {...props} />;
  return (
    <Loaded read={read} height={160}>
      {(detail) => <Fields picked={picked} first={detail.tags ?? {}} {...props} />}
    </Loaded>
  );
}
