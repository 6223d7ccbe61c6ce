import { TextInput } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { tell } from '../../../ui/tell.ts';
import { type Place, trail, visibleName } from '../places.ts';
import classes from '../storage.module.css';
import { addressOf, useStores } from '../use-stores.ts';

interface Props {
  place: Place;
  editing: boolean;
  onEditing: (editing: boolean) => void;
  onOpen: (place: Place) => void;
}

/** The place that a typed address means: `s3://bucket/prefix/`, or a prefix of the same bucket. */
export function placeTyped(
  text: string,
  here: Place,
  scheme: string,
  buckets: readonly { connectionId: string; bucket: string }[],
): Place | null {
  const cut = text.indexOf('://');
  if (cut < 0) return { ...here, prefix: text.replace(/^\//, '') };
  const rest = text.slice(cut + 3);
  const hits = buckets.filter(({ bucket }) => rest === bucket || rest.startsWith(`${bucket}/`));
  const own = text.slice(0, cut) === scheme ? hits.find(({ connectionId }) => connectionId === here.connectionId) : undefined;
  const hit = own ?? hits[0];
  return hit ? { connectionId: hit.connectionId, bucket: hit.bucket, prefix: rest.slice(hit.bucket.length + 1) } : null;
}

function Typed({ place, onEditing, onOpen }: Omit<Props, 'editing'>) {
  const { of, buckets } = useStores();
  const features = of(place.connectionId)?.features;
  const [text, setText] = useState(addressOf(features, place.bucket, place.prefix));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const typed = placeTyped(text, place, features?.scheme ?? '', buckets);
    if (!typed) return tell('warning', `No bucket of ${text} is known. Refresh, or add its connection.`);
    // What is typed is a folder: without the slash it would be every name that begins with it.
    const prefix = typed.prefix === '' || typed.prefix.endsWith('/') ? typed.prefix : `${typed.prefix}/`;
    onEditing(false);
    onOpen({ ...typed, prefix });
  };
  return (
    <form onSubmit={submit} className={classes['pathForm']}>
      <TextInput
        autoFocus
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={() => onEditing(false)}
        onKeyDown={(event) => event.key === 'Escape' && onEditing(false)}
        aria-label="Path"
        spellCheck={false}
        classNames={{ input: 'ae-mono' }}
      />
    </form>
  );
}

/** The way down to the folder; every part goes there, and the whole can be typed. */
export function Breadcrumb({ place, editing, onEditing, onOpen }: Props) {
  if (editing) return <Typed place={place} onEditing={onEditing} onOpen={onOpen} />;
  const steps = [{ name: place.bucket, prefix: '' }, ...trail(place.prefix)];
  return (
    <nav className={classes['crumbs']} aria-label="Path">
      <ol className={classes['crumbList']}>
        {steps.map(({ name, prefix }, index) => (
          <li key={prefix}>
            <button
              type="button"
              className={classes['crumb']}
              aria-current={index === steps.length - 1 ? 'location' : undefined}
              onClick={() => onOpen({ ...place, prefix })}
            >
              {visibleName(name)}
            </button>
          </li>
        ))}
      </ol>
      <button
        type="button"
        className={classes['edit']}
        aria-label="Edit the path"
        title="Edit the path (Ctrl L)"
        onClick={() => onEditing(true)}
      >
        <IconPencil size={14} stroke={1.6} aria-hidden />
      </button>
    </nav>
  );
}
