import { IconBan, IconCircleCheck, IconCircleDashed, IconCircleHalf2, IconCircleX, IconLoader, IconPlayerPause } from '@tabler/icons-react';
import type { Job } from '#shared/model/job.ts';

const looks: Record<Job['state'], { word: string; color: string; icon: typeof IconBan }> = {
  queued: { word: 'Queued', color: 'var(--ae-muted)', icon: IconCircleDashed },
  running: { word: 'Running', color: 'var(--ae-accent)', icon: IconLoader },
  succeeded: { word: 'Done', color: 'var(--ae-ok)', icon: IconCircleCheck },
  partial: { word: 'Partly done', color: 'var(--ae-warn)', icon: IconCircleHalf2 },
  failed: { word: 'Failed', color: 'var(--ae-bad)', icon: IconCircleX },
  cancelled: { word: 'Cancelled', color: 'var(--ae-muted)', icon: IconBan },
  interrupted: { word: 'Interrupted', color: 'var(--ae-warn)', icon: IconPlayerPause },
};

/** State of a job by shape and word; the colour only repeats them. */
export function JobState({ state }: { state: Job['state'] }) {
  const { word, color, icon: Icon } = looks[state];
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: 4, color, whiteSpace: 'nowrap' }}>
      <Icon size={15} stroke={1.75} aria-hidden />
      {word}
    </span>
  );
}
