import { IconAlertOctagon, IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import type { StorageFinding } from '#shared/model/storage-insight.ts';
import classes from '../storage.module.css';

const looks = {
  high: { word: 'High', color: 'var(--ae-bad)', icon: IconAlertOctagon },
  medium: { word: 'Medium', color: 'var(--ae-warn)', icon: IconAlertTriangle },
  low: { word: 'Low', color: 'var(--ae-muted)', icon: IconInfoCircle },
} as const;

/** How much something matters, by shape and word. */
export function SeverityMark({ severity }: Pick<StorageFinding, 'severity'>) {
  const { word, color, icon: Icon } = looks[severity];
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: 4, color, whiteSpace: 'nowrap' }}>
      <Icon size={14} stroke={1.75} aria-hidden />
      {word}
    </span>
  );
}

/** What is wrong, what was seen, and what to do. */
export function FindingList({ findings }: { findings: StorageFinding[] }) {
  return (
    <ul className={classes['plainList']}>
      {findings.map(({ id, severity, title, evidence, advice }) => (
        <li key={id} style={{ padding: '4px 0' }}>
          <SeverityMark severity={severity} /> <strong>{title}</strong>
          <ul className={classes['evidence']}>
            {evidence.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          <div>{advice}</div>
        </li>
      ))}
    </ul>
  );
}
