import { CloseButton, Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ObjectDetail, ObjectRef } from '#shared/model/storage.ts';
import { useRead } from '../../../app/reads.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { Loaded } from '../../../ui/loaded.tsx';
import drawer from '../../compute/drawer/drawer.module.css';
import type { Ask } from '../changes/ask.ts';
import { lastName, visibleName } from '../places.ts';
import { type ObjectTab, objectTabs } from '../storage-state.ts';
import { addressOf, useStores } from '../use-stores.ts';
import { EditTab } from './edit-tab.tsx';
import { LinkTab } from './link-tab.tsx';
import { ObjectOverview } from './object-overview.tsx';
import { PreviewTab } from './preview-tab.tsx';
import { VersionsTab } from './versions-tab.tsx';

const names: Record<ObjectTab, string> = {
  overview: 'Overview',
  preview: 'Preview',
  versions: 'Versions',
  edit: 'Tags and metadata',
  link: 'Link',
};

interface Props {
  object: ObjectRef;
  tab: ObjectTab;
  onTab: (tab: ObjectTab) => void;
  onOpen: (object: ObjectRef) => void;
  onAsk: (ask: Ask) => void;
  onClose: () => void;
}

/** Parts that the store of the object has. */
function useTabs(connectionId: string): ObjectTab[] {
  const { can } = useStores();
  const has: Record<ObjectTab, boolean> = {
    overview: true,
    preview: true,
    versions: can(connectionId, 'versions') || can(connectionId, 'soft_delete'),
    edit: can(connectionId, 'tags') || can(connectionId, 'properties'),
    link: can(connectionId, 'presign'),
  };
  return objectTabs.filter((tab) => has[tab]);
}

function Part({ tab, object, onOpen, onAsk, detail }: Omit<Props, 'onTab' | 'onClose'> & { detail: ObjectDetail }): ReactNode {
  const parts: Record<ObjectTab, () => ReactNode> = {
    overview: () => <ObjectOverview detail={detail} />,
    preview: () => <PreviewTab object={object} detail={detail} />,
    versions: () => <VersionsTab object={object} onOpen={onOpen} />,
    edit: () => <EditTab object={object} detail={detail} onAsk={onAsk} />,
    link: () => <LinkTab object={object} />,
  };
  return parts[tab]();
}

/** One object: what it is, what is in it, what it was, and how to hand it on. */
export function ObjectDrawer({ object, tab, onTab, onOpen, onAsk, onClose }: Props) {
  const read = useRead(['storage', 'head'], object);
  const { of } = useStores();
  const tabs = useTabs(object.connectionId);
  const shown = tabs.includes(tab) ? tab : 'overview';
  const address = addressOf(of(object.connectionId)?.features, object.bucket, object.key);
  return (
    <section className={drawer['detail']} aria-label="Object">
      <div className={drawer['head']}>
        <h2 className={drawer['title']} style={{ whiteSpace: 'pre-wrap' }}>
          {visibleName(lastName(object.key))}
        </h2>
        <CloseButton aria-label="Close the object" onClick={onClose} />
      </div>
      <div className={drawer['id']}>
        <span className="ae-mono">{visibleName(address)}</span>
        <CopyButton text={address} label="Copy address" variant="default" />
        {object.versionId ? <span>version {object.versionId}</span> : null}
      </div>
      <Tabs
        className={drawer['tabs'] ?? ''}
        value={shown}
        onChange={(next) => onTab((next ?? 'overview') as ObjectTab)}
        keepMounted={false}
      >
        <Tabs.List aria-label="Parts of the object">
          {tabs.map((one) => (
            <Tabs.Tab key={one} value={one} px={9} py={6} fz={12}>
              {names[one]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={shown} className={drawer['panel'] ?? ''} tabIndex={0}>
          <Loaded read={read} height={240}>
            {(detail) => <Part tab={shown} object={object} onOpen={onOpen} onAsk={onAsk} detail={detail} />}
          </Loaded>
        </Tabs.Panel>
      </Tabs>
    </section>
  );
}
