import { IconBan, IconCircleCheck, IconCircleDashed, IconCircleHalf2, IconCircleX, IconLoader, IconPlayerPause } from '@tabler/icons-react';
import type { ItemState, TransferState as State } from '#shared/model/transfer.ts';

interface Look {
  word: string;
  color: string;
  icon: typeof IconBan;
}

const looks: Record<State | ItemState, Look> = {
  queued: { word: 'Queued', color: 'var(--ae-muted)', icon: IconCircleDashed },
  waiting: { word: 'Waiting', color: 'var(--ae-muted)', icon: IconCircleDashed },
  running: { word: 'Running', color: 'var(--ae-accent)', icon: IconLoader },
  paused: { word: 'Paused', color: 'var(--ae-warn)', icon: IconPlayerPause },
  succeeded: { word: 'Done', color: 'var(--ae-ok)', icon: IconCircleCheck },
  partial: { word: 'Partly done', color: 'var(--ae-warn)', icon: IconCircleHalf2 },
  failed: { word: 'Failed', color: 'var(--ae-bad)', icon: IconCircleX },
  skipped: { word: 'Skipped', color: 'var(--ae-muted)', icon: IconBan },
  cancelled: { word: 'Cancelled', color: 'var(--ae-muted)', icon: IconBan },
  interrupted: { word: 'Interrupted', color: 'var(--ae-warn)', icon: IconPlayerPause },
};

/** State of a transfer, or of one of its items, by shape and word; the colour only repeats them. */
export function TransferStateMark({ state }: { state: State | ItemState }) {
  const { word, color, icon: Icon } = looks[state];
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: 4, color, whiteSpace: 'nowrap' }}>
      <Icon size={15} stroke={1.75} aria-hidden />
      {word}
    </span>
  );
}
