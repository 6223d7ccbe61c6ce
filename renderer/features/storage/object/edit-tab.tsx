import { Button } from '@mantine/core';
import type { ObjectDetail, ObjectRef } from '#shared/model/storage.ts';
import drawer from '../../compute/drawer/drawer.module.css';
import { Facts, Section } from '../../compute/drawer/facts.tsx';
import type { Picked } from '../browse/picked.ts';
import type { Ask } from '../changes/ask.ts';
import { useStores } from '../use-stores.ts';

interface Props {
  object: ObjectRef;
  detail: ObjectDetail;
  onAsk: (ask: Ask) => void;
}

/** Tags and properties as they are, and the way to change them. */
export function EditTab({ object, detail, onAsk }: Props) {
  const { can } = useStores();
  const { connectionId, bucket } = object;
  const picked: Picked = { place: { connectionId, bucket, prefix: '' }, objects: [detail], prefixes: [], whole: false };
  const { metadata, ...headers } = detail.properties;
  const tags = Object.entries(detail.tags ?? {});
  const properties = [...Object.entries(headers), ...Object.entries(metadata ?? {})];
  return (
    <>
      {can(connectionId, 'tags') ? (
        <>
          {tags.length > 0 ? <Facts title="Tags" facts={tags} /> : <Section title="Tags">This has no tags.</Section>}
          <div className={drawer['age']}>
            <Button variant="default" onClick={() => onAsk({ kind: 'tags', picked })}>
              Edit tags…
            </Button>
          </div>
        </>
      ) : null}
      {can(connectionId, 'properties') ? (
        <>
          {properties.length > 0 ? (
            <Facts title="Properties and metadata" facts={properties} />
          ) : (
            <Section title="Properties and metadata">None are set.</Section>
          )}
          <div className={drawer['age']}>
            <Button variant="default" onClick={() => onAsk({ kind: 'properties', picked })}>
              Edit properties and metadata…
            </Button>
          </div>
        </>
      ) : null}
    </>
  );
}
