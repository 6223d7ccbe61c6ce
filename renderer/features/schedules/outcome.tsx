import { IconAlertTriangle, IconCheck, IconPlayerSkipForward } from '@tabler/icons-react';
import type { ScheduleRun } from '#shared/model/schedule.ts';
import classes from './schedules.module.css';

const icons = { ran: IconCheck, skipped: IconPlayerSkipForward, failed: IconAlertTriangle };

/** What became of a due time, in a shape and a word, with why. */
export function OutcomeMark({ run }: { run: ScheduleRun }) {
  const Icon = icons[run.outcome];
  return (
    <span className={classes['outcome']} data-outcome={run.outcome}>
      <Icon size={14} stroke={1.75} aria-hidden />
      <span>
        {run.action} {run.outcome}
        {run.why ? <span className="ae-muted">: {run.why}</span> : null}
      </span>
    </span>
  );
}
