import { Select, TextInput } from '@mantine/core';
import type { Place } from '../places.ts';
import { useStores } from '../use-stores.ts';

interface Props {
  place: Place;
  onPlace: (place: Place) => void;
}

const name = ({ connectionId, bucket }: Pick<Place, 'connectionId' | 'bucket'>) => JSON.stringify([connectionId, bucket]);

/** What was typed, as a folder. */
export const asFolder = (place: Place): Place => ({
  ...place,
  prefix: place.prefix === '' || place.prefix.endsWith('/') ? place.prefix : `${place.prefix}/`,
});

/** Chooses a folder of any bucket in any cloud. */
export function PlaceFields({ place, onPlace }: Props) {
  const { buckets, list } = useStores();
  const groups = list.map((store) => ({
    group: store.name,
    items: buckets
      .filter(({ connectionId }) => connectionId === store.connectionId)
      .map((one) => ({ value: name(one), label: one.bucket })),
  }));
  const choose = (value: string | null) => {
    const found = buckets.find((one) => name(one) === value);
    if (found) onPlace({ connectionId: found.connectionId, bucket: found.bucket, prefix: place.prefix });
  };
  return (
    <>
      <Select label="Bucket" data={groups} value={name(place)} onChange={choose} searchable allowDeselect={false} maxDropdownHeight={280} />
      <TextInput
        label="Folder"
        description="Empty: directly in the bucket"
        value={place.prefix}
        onChange={(event) => onPlace({ ...place, prefix: event.currentTarget.value })}
        spellCheck={false}
        data-autofocus
      />
    </>
  );
}
