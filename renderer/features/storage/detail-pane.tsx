import { lazy, Suspense } from 'react';
import { FaultBoundary } from '../../ui/fault-boundary.tsx';
import { SidePane } from '../../ui/side-pane.tsx';
import type { Ask } from './changes/ask.ts';
import classes from './storage.module.css';
import type { StorageState } from './storage-state.ts';
import type { ChangeStorage } from './use-storage-state.ts';

const ObjectDrawer = lazy(async () => ({ default: (await import('./object/object-drawer.tsx')).ObjectDrawer }));
const BucketDrawer = lazy(async () => ({ default: (await import('./bucket/bucket-drawer.tsx')).BucketDrawer }));

interface Props {
  state: StorageState;
  change: ChangeStorage;
  onAsk: (ask: Ask) => void;
}

/** Detail of the object or the bucket that is open, at the right. */
export function DetailPane({ state, change, onAsk }: Props) {
  const { open, bucket } = state;
  if (!open && !bucket) return null;
  return (
    <SidePane label={open ? 'object detail' : 'bucket detail'} width={480}>
      <FaultBoundary key={JSON.stringify(open ?? bucket)} fallback={null}>
        <Suspense fallback={<div className={classes['waiting']} role="status" aria-label="Loading" />}>
          {open ? (
            <ObjectDrawer
              object={open}
              tab={state.tab}
              onTab={(tab) => change({ tab })}
              onOpen={(next) => change({ open: next })}
              onAsk={onAsk}
              onClose={() => change({ open: null })}
            />
          ) : bucket ? (
            <BucketDrawer
              place={bucket}
              tab={state.bucketTab}
              onTab={(bucketTab) => change({ bucketTab })}
              onClose={() => change({ bucket: null })}
            />
          ) : null}
        </Suspense>
      </FaultBoundary>
    </SidePane>
  );
}
