import { Button, SegmentedControl } from '@mantine/core';
import { IconColumns2 } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useRead } from '../../app/reads.ts';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { formatBytes, formatNoun } from '../../ui/format/number.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { StoragePlanProvider } from '../transfers/plan/storage-plan-provider.tsx';
import { BrowseView } from './browse/browse-view.tsx';
import type { Ask } from './changes/ask.ts';
import { AskDialog } from './changes/ask-dialog.tsx';
import { FindView } from './find/find-view.tsx';
import { InsightView } from './insight/insight-view.tsx';
import classes from './storage.module.css';
import { placeOf, type StorageMode, type StorageState } from './storage-state.ts';
import { type ChangeStorage, useStorageState } from './use-storage-state.ts';
import { StoresContext, storesOf, useBuckets } from './use-stores.ts';

const modes: { value: StorageMode; label: string }[] = [
  { value: 'browse', label: 'Browse' },
  { value: 'find', label: 'Search' },
  { value: 'insight', label: 'Insight' },
];

interface ViewProps {
  state: StorageState;
  change: ChangeStorage;
  onAsk: (ask: Ask) => void;
}

function View(props: ViewProps) {
  if (props.state.mode === 'find') return <FindView {...props} />;
  return props.state.mode === 'insight' ? <InsightView {...props} /> : <BrowseView {...props} />;
}

function DualButton({ state, change }: Omit<ViewProps, 'onAsk'>) {
  const dual = state.right.places.length > 0;
  const place = placeOf(state.left);
  const toggle = () =>
    change(
      dual
        ? { right: { ...state.right, places: [], on: 0, text: '' }, side: 'left' }
        : { right: { ...state.right, places: place ? [place] : [], on: 0 }, side: 'right' },
    );
  return (
    <Button variant="default" leftSection={<IconColumns2 size={15} />} aria-pressed={dual} disabled={!place} onClick={toggle}>
      {dual ? 'One pane' : 'Two panes'}
    </Button>
  );
}

/** Buckets and objects of all clouds and of local folders: browsed, searched and examined. */
export function StorageScreen() {
  const [state, change] = useStorageState();
  const features = useRead(['storage', 'features'], {});
  const buckets = useBuckets();
  const [ask, setAsk] = useState<Ask | null>(null);
  const stores = useMemo(() => storesOf(features.data ?? [], buckets.data?.buckets ?? []), [features.data, buckets.data]);
  const known = stores.buckets.flatMap(({ index, bytes }) => (index?.complete ? index.bytes : (bytes ?? [])));
  const detail = buckets.data
    ? `${formatNoun(stores.buckets.length, 'bucket')} · ${formatBytes(known.reduce((sum, one) => sum + one, 0))} known`
    : undefined;
  return (
    <StoresContext value={stores}>
      <StoragePlanProvider>
        <div className={classes['page']}>
          <PageHeader
            title="Storage"
            dated={buckets.data}
            detail={detail}
            actions={
              <>
                <SegmentedControl
                  aria-label="Part of the screen"
                  data={modes}
                  value={state.mode}
                  onChange={(mode) => change({ mode: mode, open: null, bucket: null }, { replace: false })}
                />
                {state.mode === 'browse' ? <DualButton state={state} change={change} /> : null}
              </>
            }
          />
          <Loaded read={features} height={200}>
            {(list) =>
              list.length === 0 ? (
                <div className={classes['welcome']}>
                  <EmptyNote title="No connection offers storage">
                    Add AWS, Azure, Google Cloud, an S3-compatible endpoint or a local folder under Connections.
                  </EmptyNote>
                </div>
              ) : (
                <View state={state} change={change} onAsk={setAsk} />
              )
            }
          </Loaded>
          {ask ? <AskDialog ask={ask} onClose={() => setAsk(null)} /> : null}
        </div>
      </StoragePlanProvider>
    </StoresContext>
  );
}
