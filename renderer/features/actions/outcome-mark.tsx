import {
  IconBan,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconHelpCircle,
  IconLoader,
  IconLock,
  IconPlayerSkipForward,
} from '@tabler/icons-react';
import type { Outcome } from '#shared/model/action.ts';

export const outcomeLooks: Record<Outcome, { word: string; color: string; icon: typeof IconBan }> = {
  waiting: { word: 'Waiting', color: 'var(--ae-muted)', icon: IconCircleDashed },
  running: { word: 'Running', color: 'var(--ae-accent)', icon: IconLoader },
  succeeded: { word: 'Done', color: 'var(--ae-ok)', icon: IconCircleCheck },
  failed: { word: 'Failed', color: 'var(--ae-bad)', icon: IconCircleX },
  unknown: { word: 'In doubt', color: 'var(--ae-warn)', icon: IconHelpCircle },
  skipped: { word: 'Skipped', color: 'var(--ae-muted)', icon: IconPlayerSkipForward },
  refused: { word: 'Refused', color: 'var(--ae-bad)', icon: IconLock },
  cancelled: { word: 'Cancelled', color: 'var(--ae-muted)', icon: IconBan },
};

/** How a target fared, by shape and word; the colour only repeats them. */
export function OutcomeMark({ outcome, count }: { outcome: Outcome; count?: number }) {
  const { word, color, icon: Icon } = outcomeLooks[outcome];
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: 4, color, whiteSpace: 'nowrap', verticalAlign: 'top' }}>
      <Icon size={14} stroke={1.75} aria-hidden />
      {count === undefined ? word : `${count} ${word.toLowerCase()}`}
    </span>
  );
}
