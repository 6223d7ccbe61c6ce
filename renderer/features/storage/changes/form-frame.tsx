import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import actions from '../../actions/actions.module.css';
import { countPicked, onlyObject, type Picked } from '../browse/picked.ts';
import { lastName, visibleName } from '../places.ts';

/** What a form is about, in words. */
export function pickedText(picked: Picked): string {
  if (picked.whole) return `everything in ${picked.place.bucket}/${picked.place.prefix}`;
  const object = onlyObject(picked);
  if (object) return visibleName(lastName(object.key));
  if (countPicked(picked) === 1) return `folder ${visibleName(lastName(picked.prefixes[0] ?? ''))}`;
  const parts = [
    [picked.objects.length, 'object'],
    [picked.prefixes.length, 'folder'],
  ] as const;
  return parts
    .flatMap(([count, noun]) => (count > 0 ? [`${count.toLocaleString('en-GB')} ${noun}${count === 1 ? '' : 's'}`] : []))
    .join(', ');
}

interface Props {
  about: string;
  ready?: boolean;
  onSubmit: () => void;
  onCancel: () => void;
  children?: ReactNode;
}

/** Frame of every form: what it is about, the fields, and the way to the plan. */
export function FormFrame({ about, ready = true, onSubmit, onCancel, children }: Props) {
  return (
    <form
      className={actions['dialog']}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onSubmit();
      }}
    >
      <p className="ae-muted" style={{ overflowWrap: 'anywhere' }}>
        {about}
      </p>
      {children}
      <div className={actions['buttons']}>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" disabled={!ready}>
          Review the plan
        </Button>
      </div>
    </form>
  );
}
