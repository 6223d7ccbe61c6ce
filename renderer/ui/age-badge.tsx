import { IconAlertTriangle, IconClock, IconClockExclamation } from '@tabler/icons-react';
import { lazy, Suspense, useRef, useState } from 'react';
import type { Dated } from '#shared/model/freshness.ts';
import { useZone } from '../app/preferences.ts';
import classes from './age-badge.module.css';
import { FaultBoundary } from './fault-boundary.tsx';
import { formatAge, formatTime } from './format/time.ts';
import { useNow } from './use-now.ts';

/** What an age badge says, as data: word, shape and detail. */
export function describeAge({ asOf, stale, problems }: Dated, now: number, zone: string) {
  const kind = problems.length > 0 ? 'problem' : stale ? 'stale' : 'fresh';
  const age = asOf === null ? 'never read' : formatAge(asOf, now);
  const text = { problem: asOf === null ? age : `${age} · last refresh failed`, stale: asOf === null ? age : `${age} · stale`, fresh: age }[
    kind
  ];
  const read = asOf === null ? 'No complete read yet.' : `Last complete read ${formatTime(asOf, zone)}.`;
  const why = problems.map(
    (problem) => `${problem.connectionName ?? 'Console'}${problem.scope ? ` (${problem.scope})` : ''}: ${problem.error.message}`,
  );
  return { kind, text, detail: [read, ...why.slice(0, 3), ...(why.length > 3 ? [`and ${why.length - 3} more`] : [])].join('\n') } as const;
}

/** Loaded when one is asked for: ages are all over the first screen, their details rarely. */
const Hint = lazy(async () => ({ default: (await import('./hint.tsx')).Hint }));

const icons = { fresh: IconClock, stale: IconClockExclamation, problem: IconAlertTriangle };

/** Age of what stands beside it; says by word and shape when it is stale or its refresh failed. */
export function AgeBadge({ dated }: { dated: Dated | undefined }) {
  const now = useNow();
  const zone = useZone();
  const ref = useRef<HTMLButtonElement>(null);
  const [asked, setAsked] = useState(false);
  if (!dated) return null;
  const { kind, text, detail } = describeAge(dated, now, zone);
  const Icon = icons[kind];
  const show = () => setAsked(true);
  const hide = () => setAsked(false);
  return (
    <>
      <button
        ref={ref}
        type="button"
        className={classes['badge']}
        data-kind={kind}
        aria-label={`Age: ${text}. ${detail}`}
        onMouseEnter={show}
        onMouseLeave={hide}
        onFocus={show}
        onBlur={hide}
        onKeyDown={(event) => event.key === 'Escape' && hide()}
      >
        <Icon size={13} stroke={1.75} aria-hidden />
        {text}
      </button>
      {asked ? (
        <FaultBoundary fallback={null}>
          <Suspense>
            <Hint target={ref} label={detail} />
          </Suspense>
        </FaultBoundary>
      ) : null}
    </>
  );
}
