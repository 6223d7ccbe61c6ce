import { useCallback, useState } from 'react';
import { useHost } from '../../../app/host.tsx';
import { tell, tellError } from '../../../ui/tell.ts';
import { useStoragePlan } from '../../transfers/plan/use-storage-plan.ts';
import { pickedText } from '../changes/form-frame.tsx';
import { type Picked, sourceOf } from './picked.ts';
import { transferEnd } from './transfer-end.ts';
import { saveAs } from './use-download.ts';

/** What was asked to be dragged out of the window: the system drags files only, so it is downloaded to a folder of its own first. */
export interface DragShelf {
  what: string;
  state: 'preparing' | 'ready';
  token: string;
}

export interface DragOut {
  shelf: DragShelf | null;
  prepare: (picked: Picked) => Promise<void>;
  /** Begins the drag of the system: called while the person drags. */
  drag: () => void;
  clear: () => void;
}

/** Prepares objects for a drag out of the window: a plan and a transfer like any download. */
export function useDragOut(): DragOut {
  const host = useHost();
  const plan = useStoragePlan();
  const [shelf, setShelf] = useState<DragShelf | null>(null);
  const prepare = useCallback(
    async (picked: Picked) => {
      const connection = await host.ready;
      const { suggestedName, folder } = saveAs(picked);
      const reply = await connection.services.files.dragFolder({ name: folder === 'chosen' ? null : suggestedName });
      if (!reply.ok) return tellError(reply.error);
      const { token } = reply.value;
      const mine = (next: (old: DragShelf) => DragShelf | null) => setShelf((old) => (old?.token === token ? next(old) : old));
      const settle = async (transferId: string) => {
        setShelf({ what: pickedText(picked), state: 'preparing', token });
        const transfer = await transferEnd(connection, transferId);
        const whole = transfer?.state === 'succeeded';
        if (!whole)
          tell('warning', 'Not everything could be prepared for dragging. See the transfer for why.', `/transfers?open=${transferId}`);
        mine((old) => (whole ? { ...old, state: 'ready' } : null));
      };
      plan(
        { verb: 'copy', source: sourceOf(picked), target: { kind: 'file', token }, conflict: 'overwrite' },
        { onApplied: (transferId) => void settle(transferId) },
      );
    },
    [host, plan],
  );
  const drag = useCallback(() => {
    if (shelf?.state === 'ready') void host.ready.then(({ files }) => files.dragOut?.(shelf.token));
  }, [host, shelf]);
  return { shelf, prepare, drag, clear: useCallback(() => setShelf(null), []) };
}
