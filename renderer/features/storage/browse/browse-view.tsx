import { EmptyNote } from '../../../ui/empty-note.tsx';
import { BucketList } from '../bucket-list.tsx';
import type { Ask } from '../changes/ask.ts';
import { DetailPane } from '../detail-pane.tsx';
import type { Place } from '../places.ts';
import classes from '../storage.module.css';
import { type PaneState, placeOf, type Side, type StorageState, wentTo } from '../storage-state.ts';
import type { ChangeStorage } from '../use-storage-state.ts';
import { Pane } from './pane.tsx';

interface Props {
  state: StorageState;
  change: ChangeStorage;
  onAsk: (ask: Ask) => void;
}

const otherSide = { left: 'right', right: 'left' } as const;

/** Buckets at the left, one or two panes, and the detail of what is open. */
export function BrowseView({ state, change, onAsk }: Props) {
  const front = state[state.side];
  const setPane = (side: Side, pane: PaneState) => {
    // Another folder is a step that the browser's own back undoes; sort and filter are not.
    const before = placeOf(state[side]);
    const after = placeOf(pane);
    const moved = before && after && JSON.stringify(before) !== JSON.stringify(after);
    change({ [side]: pane, side }, { replace: !moved });
  };
  const open = (place: Place) => setPane(state.side, wentTo(front, place));
  const sides: Side[] = state.right.places.length > 0 ? ['left', 'right'] : ['left'];
  const openKey = state.open && `${state.open.connectionId} ${state.open.bucket} ${state.open.key}`;
  return (
    <div className={classes['body']}>
      <BucketList current={placeOf(front)} onOpen={open} onDetail={(bucket) => change({ bucket, open: null })} />
      {state.left.places.length === 0 ? (
        <div className={classes['welcome']}>
          <EmptyNote title="Choose a bucket">
            Its folders and objects are listed here. Search finds objects of all buckets by name.
          </EmptyNote>
        </div>
      ) : (
        <div className={classes['panes']}>
          {sides.map((side) => (
            <Pane
              key={side}
              side={side}
              pane={state[side]}
              front={state.side === side}
              other={sides.length > 1 ? placeOf(state[otherSide[side]]) : null}
              openKey={openKey}
              onPane={(pane) => setPane(side, pane)}
              onFront={(next) => change({ side: next })}
              onClose={side === 'right' ? () => change({ right: { ...state.right, places: [], on: 0 }, side: 'left' }) : undefined}
              onOpenObject={({ place, objects: [object] }, tab) =>
                object && change({ open: { connectionId: place.connectionId, bucket: place.bucket, key: object.key }, tab, bucket: null })
              }
              onAsk={onAsk}
            />
          ))}
        </div>
      )}
      <DetailPane state={state} change={change} onAsk={onAsk} />
    </div>
  );
}
