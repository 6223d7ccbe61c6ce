import { Button, Checkbox, Select } from '@mantine/core';
import { IconArrowsUpDown } from '@tabler/icons-react';
import { useState } from 'react';
import type { Priority } from '#shared/model/transfer.ts';
import type { AskedRequest } from '../../transfers/plan/use-storage-plan.ts';
import { type Place, sameBucket, visibleName } from '../places.ts';
import { addressOf, useStores } from '../use-stores.ts';
import type { FormProps } from './ask-dialog.tsx';
import { FormFrame } from './form-frame.tsx';
import { asFolder, PlaceFields } from './place-fields.tsx';
import { PriorityField } from './priority-field.tsx';

type Sync = Extract<AskedRequest, { verb: 'sync' }>;
type Compare = NonNullable<Sync['compare']>;

const comparisons: Record<Compare, string> = {
  size_time: 'Size and time',
  size: 'Size alone',
  checksum: 'Checksums, where both sides state one',
};

/** Folders of which one lies in the other cannot be made alike. */
export function overlapping(one: Place, other: Place): boolean {
  return sameBucket(one, other) && (one.prefix.startsWith(other.prefix) || other.prefix.startsWith(one.prefix));
}

const side = ({ connectionId, bucket, prefix }: Place) => ({ kind: 'bucket' as const, connectionId, bucket, prefix });

interface Props extends FormProps {
  place: Place;
  /** Folder of the other pane; null with one pane. */
  other: Place | null;
}

/** Makes one folder like another. What would be done is shown before anything is. */
export function SyncForm({ place, other, onRequest, onCancel }: Props) {
  const { of } = useStores();
  const [from, setFrom] = useState(place);
  const [to, setTo] = useState<Place>(other ?? { ...place, prefix: '' });
  const [compare, setCompare] = useState<Compare>('size_time');
  const [deleteExtra, setDeleteExtra] = useState(false);
  const [priority, setPriority] = useState<Priority>('normal');
  const target = asFolder(to);
  const overlaps = overlapping(from, target);
  const swap = () => {
    setFrom(target);
    setTo(from);
  };
  const address = (one: Place) => visibleName(addressOf(of(one.connectionId)?.features, one.bucket, one.prefix));
  return (
    <FormFrame
      about={`From ${address(from)}`}
      ready={!overlaps}
      onSubmit={() => onRequest({ verb: 'sync', from: side(from), to: side(target), compare, deleteExtra, priority })}
      onCancel={onCancel}
    >
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconArrowsUpDown size={14} />}
        onClick={swap}
        style={{ alignSelf: 'flex-start' }}
      >
        Swap the sides
      </Button>
      <PlaceFields place={to} onPlace={setTo} />
      {overlaps ? (
        <p role="alert" style={{ color: 'var(--ae-bad)' }}>
          Choose a folder that does not lie in the other one.
        </p>
      ) : null}
      <Select
        label="Compare by"
        data={Object.entries(comparisons).map(([value, label]) => ({ value, label }))}
        value={compare}
        allowDeselect={false}
        onChange={(next) => next && setCompare(next as Compare)}
      />
      <Checkbox
        label="Delete at the target what the source does not have"
        description="Deletions come last, and ask for words to be typed."
        checked={deleteExtra}
        onChange={(event) => setDeleteExtra(event.currentTarget.checked)}
      />
      <PriorityField priority={priority} onPriority={setPriority} />
    </FormFrame>
  );
}
