import { Anchor, Button, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { type Outcome, outcomes, type Run } from '#shared/model/action.ts';
import { useZone } from '../../app/preferences.ts';
import { formatCount, formatNoun } from '../../ui/format/number.ts';
import { formatDuration, formatTime } from '../../ui/format/time.ts';
import { JobState } from '../../ui/job-state.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import classes from './actions.module.css';
import { OutcomeMark, outcomeLooks } from './outcome-mark.tsx';
import { RunActions } from './run-actions.tsx';
import { RunTargets } from './run-targets.tsx';
import { useRun } from './use-run.ts';
import { useSeconds } from './use-seconds.ts';

const present = (run: Run): Outcome[] => outcomes.filter((outcome) => run.counts[outcome] > 0);
const total = ({ counts }: Run) => outcomes.reduce((sum, outcome) => sum + counts[outcome], 0);

function Progress({ run }: { run: Run }) {
  const begun = total(run) - run.counts.waiting - run.counts.running;
  return (
    <div
      className={classes['progress']}
      role="progressbar"
      aria-label={`Progress of ${run.title}`}
      aria-valuemin={0}
      aria-valuemax={total(run)}
      aria-valuenow={begun}
    >
      {present(run)
        .filter((outcome) => outcome !== 'waiting')
        .map((outcome) => (
          <span key={outcome} style={{ flex: `${run.counts[outcome]} 0 0`, background: outcomeLooks[outcome].color }} />
        ))}
      <span style={{ flex: `${run.counts.waiting} 0 0` }} />
    </div>
  );
}

function Head({ run }: { run: Run }) {
  const zone = useZone();
  const now = useSeconds(run.endedAt === null);
  const { actor } = run;
  return (
    <>
      <div className={classes['bar']}>
        <JobState state={run.state} />
        <strong>{run.title}</strong>
        <span>{formatNoun(total(run), 'target')}</span>
        <span className="ae-muted">
          by {actor.kind === 'schedule' ? `schedule ${actor.name}` : actor.name} on {actor.host}, {formatTime(run.startedAt, zone)},{' '}
          {formatDuration((run.endedAt ?? now) - run.startedAt)}
        </span>
        {run.origin ? (
          <Anchor component={Link} size="xs" href={`/activity?run=${encodeURIComponent(run.origin.runId)}`}>
            {run.origin.kind === 'retry' ? 'repeats failures of another run' : 'undoes another run'}
          </Anchor>
        ) : null}
      </div>
      <Progress run={run} />
      <div className={classes['bar']} role="status" aria-label="Outcomes" data-testid="run-outcomes" data-state={run.state}>
        {present(run).map((outcome) => (
          <OutcomeMark key={outcome} outcome={outcome} count={run.counts[outcome]} />
        ))}
      </div>
    </>
  );
}

interface Props {
  runId: string;
  /** Buttons besides those of the run itself. */
  buttons?: ReactNode;
}

/** A run as it goes on: counts, every target, and what can be done about it. */
export function RunDetail({ runId, buttons }: Props) {
  const rows = useRun(runId);
  const run = rows.first?.run;
  if (rows.error && !run) return <ProblemNote error={rows.error} />;
  if (!run) return <Skeleton height={240} radius={4} role="status" aria-label="Loading" />;
  return (
    <div className={classes['run']}>
      {rows.error ? <ProblemNote error={rows.error} /> : null}
      <Head run={run} />
      <RunTargets rows={rows} />
      <div className={classes['buttons']}>
        <span className="ae-muted">
          {run.counts.unknown > 0
            ? `${formatCount(run.counts.unknown)} in doubt: the provider may or may not have carried it out. It is not repeated by itself.`
            : null}
        </span>
        <span className={classes['spring']} />
        <RunActions run={run} />
        {buttons}
      </div>
    </div>
  );
}

/** A run in the dialog; closed, it goes on and is found under Activity. */
export function RunView({ runId, onClose }: { runId: string; onClose: () => void }) {
  return (
    <RunDetail
      runId={runId}
      buttons={
        <>
          <Anchor component={Link} size="sm" href={`/activity?run=${encodeURIComponent(runId)}`}>
            Show under Activity
          </Anchor>
          <Button data-autofocus onClick={onClose}>
            Close
          </Button>
        </>
      }
    />
  );
}
