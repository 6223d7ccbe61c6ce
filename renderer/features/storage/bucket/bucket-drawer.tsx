import { Button, CloseButton, Tabs } from '@mantine/core';
import { IconListSearch } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { CachedBucket } from '#shared/model/storage.ts';
import { useCall } from '../../../app/reads.ts';
import { tell, tellError } from '../../../ui/tell.ts';
import drawer from '../../compute/drawer/drawer.module.css';
import { AccessMark } from '../bucket-marks.tsx';
import { type Place, sameBucket } from '../places.ts';
import { type BucketTab, bucketTabs } from '../storage-state.ts';
import { useStores } from '../use-stores.ts';
import { FactsTab } from './facts-tab.tsx';
import { LifecycleTab } from './lifecycle-tab.tsx';
import { UploadsTab } from './uploads-tab.tsx';
import { UsageTab } from './usage-tab.tsx';

const names: Record<BucketTab, string> = { facts: 'Facts', usage: 'Usage', lifecycle: 'Lifecycle', uploads: 'Unfinished uploads' };

interface Props {
  place: Place;
  tab: BucketTab;
  onTab: (tab: BucketTab) => void;
  onClose: () => void;
}

function useTabs(connectionId: string): BucketTab[] {
  const { can } = useStores();
  const has: Record<BucketTab, boolean> = {
    facts: true,
    usage: true,
    lifecycle: can(connectionId, 'lifecycle'),
    uploads: can(connectionId, 'pending_uploads'),
  };
  return bucketTabs.filter((tab) => has[tab]);
}

/** Reads all names of the bucket into the index: what search, sums and advice come from. */
function ReadNames({ place: { connectionId, bucket } }: { place: Place }) {
  const call = useCall();
  const read = async () => {
    const reply = await call(['storage', 'index'], { connectionId, bucket });
    if (reply.ok) tell('info', `Reading all names of ${bucket}. Progress is in the activity tray.`);
    else tellError(reply.error);
  };
  return (
    <Button size="compact-sm" variant="default" leftSection={<IconListSearch size={14} />} onClick={() => void read()}>
      Read all names
    </Button>
  );
}

function Part({ tab, place, bucket }: { tab: BucketTab; place: Place; bucket: CachedBucket | undefined }): ReactNode {
  switch (tab) {
    case 'facts':
      return <FactsTab place={place} bucket={bucket} />;
    case 'usage':
      return <UsageTab place={place} />;
    case 'lifecycle':
      return <LifecycleTab place={place} />;
    default:
      return <UploadsTab place={place} />;
  }
}

/** One bucket: how it is set up, what is in it, and what happens to it with time. */
export function BucketDrawer({ place, tab, onTab, onClose }: Props) {
  const { buckets, of } = useStores();
  const tabs = useTabs(place.connectionId);
  const shown = tabs.includes(tab) ? tab : 'facts';
  const bucket = buckets.find((one) => sameBucket(one, place));
  return (
    <section className={drawer['detail']} aria-label={of(place.connectionId)?.features.bucketWord ?? 'Bucket'}>
      <div className={drawer['head']}>
        <h2 className={drawer['title']}>{place.bucket}</h2>
        <div className={drawer['headEnd']}>
          <ReadNames place={place} />
          <CloseButton aria-label="Close the bucket" onClick={onClose} />
        </div>
      </div>
      <div className={drawer['id']}>
        {bucket ? <AccessMark access={bucket.publicAccess} /> : null}
        <span>{of(place.connectionId)?.name}</span>
        <span>{bucket?.region}</span>
      </div>
      <Tabs className={drawer['tabs'] ?? ''} value={shown} onChange={(next) => onTab((next ?? 'facts') as BucketTab)} keepMounted={false}>
        <Tabs.List aria-label="Parts of the bucket">
          {tabs.map((one) => (
            <Tabs.Tab key={one} value={one} px={9} py={6} fz={12}>
              {names[one]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={shown} className={drawer['panel'] ?? ''} tabIndex={0}>
          <Part tab={shown} place={place} bucket={bucket} />
        </Tabs.Panel>
      </Tabs>
    </section>
  );
}
