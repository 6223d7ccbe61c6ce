import { IconArrowDownRight, IconArrowUpRight, IconEqual } from '@tabler/icons-react';
import { formatChange } from './format/number.ts';

/** Change of a cost against the time before: arrow and sign. More cost is not "bad" by itself, so it stays neutral in colour. */
export function ChangeMark({ now, before }: { now: number; before: number }) {
  const text = formatChange(now, before);
  if (text === null) return <span className="ae-muted">{now === 0 ? 'no cost' : 'new'}</span>;
  const Icon = now > before ? IconArrowUpRight : now < before ? IconArrowDownRight : IconEqual;
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: 2 }}>
      <Icon size={13} stroke={1.75} aria-hidden style={{ color: 'var(--ae-muted)' }} />
      {text}
    </span>
  );
}
