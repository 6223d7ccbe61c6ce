import { type DragEvent, type KeyboardEvent, useRef, useState } from 'react';
import { useRead } from '../../../app/reads.ts';
import { useStoragePlan } from '../../transfers/plan/use-storage-plan.ts';
import type { Ask } from '../changes/ask.ts';
import { copyRequest } from '../changes/copy-request.ts';
import { type Place, parentPrefix, writePlace } from '../places.ts';
import classes from '../storage.module.css';
import { type ObjectTab, type PaneState, placeOf, type Side, wentTo } from '../storage-state.ts';
import { DragOutShelf } from './drag-out-shelf.tsx';
import { dropped, isDrag } from './drag-rows.ts';
import { droppedFiles, type NamedFile } from './dropped-files.ts';
import { Listing } from './listing.tsx';
import { type ListingKey, listingKey } from './listing-keys.ts';
import { PaneTabs } from './pane-tabs.tsx';
import { PaneToolbar } from './pane-toolbar.tsx';
import type { Picked } from './picked.ts';
import { useDragOut } from './use-drag-out.ts';
import { useRefreshListing } from './use-listing.ts';
import { useTabHistory } from './use-tab-history.ts';
import { useUpload } from './use-upload.ts';

export interface PaneProps {
  side: Side;
  pane: PaneState;
  /** The pane that keys and links act on. */
  front: boolean;
  /** Folder of the other pane; null with one pane. */
  other: Place | null;
  openKey: string | null;
  onPane: (pane: PaneState) => void;
  onFront: (side: Side) => void;
  onClose: (() => void) | undefined;
  onOpenObject: (picked: Picked, tab: ObjectTab) => void;
  onAsk: (ask: Ask) => void;
}

const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');

/** Takes files from the system and rows from the other pane. */
function useDrop(place: Place, upload: (files: Promise<NamedFile[]>) => Promise<void>) {
  const info = useRead(['app', 'info'], {}).data;
  const plan = useStoragePlan();
  const [over, setOver] = useState(false);
  return {
    over,
    onDragOver: (event: DragEvent) => {
      if (!hasFiles(event) && !isDrag(event.dataTransfer)) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: (event: DragEvent) => event.currentTarget.contains(event.relatedTarget as Node | null) || setOver(false),
    onDrop: (event: DragEvent) => {
      setOver(false);
      if (hasFiles(event)) {
        event.preventDefault();
        return void upload(droppedFiles(event.dataTransfer, info?.host === 'desktop' ? 'desktop' : 'headless'));
      }
      const picked = dropped(event.dataTransfer, place);
      if (!picked) return undefined;
      event.preventDefault();
      return plan(copyRequest(event.shiftKey ? 'move' : 'copy', picked, place));
    },
  };
}

/** One side of the browser: tabs, the way through folders, and the listing of one. */
export function Pane(props: PaneProps) {
  const { side, pane, front, other, openKey, onPane, onFront, onClose, onOpenObject, onAsk } = props;
  const place = placeOf(pane)!;
  const [editing, setEditing] = useState(false);
  const filter = useRef<HTMLInputElement>(null);
  const history = useTabHistory(side, pane);
  const refresh = useRefreshListing();
  const { upload, chooseFiles, chooseFolder } = useUpload(place);
  const out = useDragOut();
  const { over, ...drop } = useDrop(place, upload);
  const name = other ? `${side} pane` : 'folder';
  const show = (to: Place | null) => to && onPane(wentTo(pane, to));
  const open = (to: Place) => {
    history.record(to);
    show(to);
  };
  const acts: Partial<Record<ListingKey, () => void>> = {
    up: () => {
      const parent = parentPrefix(place.prefix);
      if (parent !== null) open({ ...place, prefix: parent });
    },
    back: () => show(history.back()),
    forward: () => show(history.forward()),
    find: () => filter.current?.focus(),
    path: () => setEditing(true),
    folder: () => onAsk({ kind: 'folder', place }),
    sync: () => onAsk({ kind: 'sync', place, other }),
    other: () => {
      onFront(side === 'left' ? 'right' : 'left');
      document.querySelector<HTMLElement>(`[data-pane="${side === 'left' ? 'right' : 'left'}"] [role=grid]`)?.focus();
    },
  };
  const onKey = (event: KeyboardEvent): boolean => {
    const act = acts[listingKey(event, other !== null) ?? 'open'];
    act?.();
    return act !== undefined;
  };
  return (
    <section
      className={classes['pane']}
      data-pane={side}
      data-front={(front && other !== null) || undefined}
      data-over={over || undefined}
      aria-label={other ? `${side === 'left' ? 'Left' : 'Right'} pane` : 'Folder'}
      onFocusCapture={() => front || onFront(side)}
      {...drop}
    >
      <PaneTabs pane={pane} label={`Tabs of the ${name}`} onPane={onPane} onCloseLast={onClose} />
      <PaneToolbar
        place={place}
        other={other}
        text={pane.text}
        front={front}
        filterRef={filter}
        filterLabel={`Filter the ${name}`}
        editing={editing}
        canBack={history.canBack}
        canForward={history.canForward}
        onEditing={setEditing}
        onText={(text) => onPane({ ...pane, text })}
        onOpen={open}
        onBack={() => show(history.back())}
        onForward={() => show(history.forward())}
        onRefresh={() => void refresh(place)}
        onAsk={onAsk}
        onNewFolder={() => onAsk({ kind: 'folder', place })}
        onUploadFiles={() => void chooseFiles()}
        onUploadFolder={() => void chooseFolder()}
      />
      <Listing
        // Another folder is another list: nothing of the last one is chosen in it.
        key={writePlace(place)}
        place={place}
        text={pane.text}
        sort={pane.sort}
        label={other ? `Objects, ${side} pane` : 'Objects'}
        openKey={openKey}
        doing={{ other, onOpenFolder: open, onOpenObject, onAsk, onDragOut: (picked) => void out.prepare(picked) }}
        onSort={(sort) => onPane({ ...pane, sort })}
        onKey={onKey}
      />
      <DragOutShelf out={out} />
    </section>
  );
}
