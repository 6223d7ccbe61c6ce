import { IconLock, IconLockOpen2, IconQuestionMark, IconShieldLock } from '@tabler/icons-react';
import type { Bucket } from '#shared/model/storage.ts';

const looks: Record<Bucket['publicAccess'], { word: string; color: string; icon: typeof IconLock }> = {
  public: { word: 'Public', color: 'var(--ae-bad)', icon: IconLockOpen2 },
  private: { word: 'Private', color: 'var(--ae-muted)', icon: IconLock },
  blocked: { word: 'Blocked', color: 'var(--ae-muted)', icon: IconShieldLock },
  unknown: { word: 'Unknown', color: 'var(--ae-muted)', icon: IconQuestionMark },
};

/** Who can read it, by shape and word; the colour only repeats them. */
export function AccessMark({ access }: { access: Bucket['publicAccess'] }) {
  const { word, color, icon: Icon } = looks[access];
  return (
    <span
      style={{
        display: 'inline-flex',
        alignItems: 'center',
        gap: 4,
        color,
        whiteSpace: 'nowrap',
        fontWeight: access === 'public' ? 600 : 400,
      }}
    >
      <Icon size={13} stroke={1.75} aria-hidden />
      {word}
    </span>
  );
}
