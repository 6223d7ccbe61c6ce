import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { priorities } from '#shared/model/transfer.ts';
import type { Picked } from '../browse/picked.ts';
import { useStores } from '../use-stores.ts';
import type { FormProps } from './ask-dialog.tsx';
import { copyRequest } from './copy-request.ts';
import { FormFrame, pickedText } from './form-frame.tsx';

const priorityNames = { high: 'Before others', normal: 'Normal', low: 'After others' };

/** Bucket and folder that something is copied or moved to, in any cloud. */
export function TargetForm({ verb, picked, onRequest, onCancel }: FormProps & { verb: 'copy' | 'move'; picked: Picked }) {
  const { buckets, list, of } = useStores();
  const name = (one: { connectionId: string; bucket: string }) => JSON.stringify([one.connectionId, one.bucket]);
  const [bucket, setBucket] = useState(name(picked.place));
  const [prefix, setPrefix] = useState(picked.place.prefix);
  const [priority, setPriority] = useState<(typeof priorities)[number]>('normal');
  const [storageClass, setStorageClass] = useState<string | null>(null);
  const target = buckets.find((one) => name(one) === bucket) ?? picked.place;
  const classes = of(target.connectionId)?.features.classes ?? [];
  const folder = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
  const groups = list.map((store) => ({
    group: store.name,
    items: buckets
      .filter(({ connectionId }) => connectionId === store.connectionId)
      .map((one) => ({ value: name(one), label: one.bucket })),
  }));
  const submit = () =>
    onRequest({
      ...copyRequest(verb, picked, { connectionId: target.connectionId, bucket: target.bucket, prefix: folder }),
      priority,
      ...(storageClass ? { storageClass } : {}),
    });
  return (
    <FormFrame about={pickedText(picked)} onSubmit={submit} onCancel={onCancel}>
      <Select
        label="Bucket"
        data={groups}
        value={bucket}
        onChange={(next) => next && setBucket(next)}
        searchable
        allowDeselect={false}
        maxDropdownHeight={280}
      />
      <TextInput
        label="Folder"
        description="Empty: directly in the bucket"
        value={prefix}
        onChange={(event) => setPrefix(event.currentTarget.value)}
        spellCheck={false}
        data-autofocus
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
      <Select
        label="Priority"
        data={priorities.map((one) => ({ value: one, label: priorityNames[one] }))}
        value={priority}
        allowDeselect={false}
        onChange={(next) => next && setPriority(next)}
      />
    </FormFrame>
  );
}
