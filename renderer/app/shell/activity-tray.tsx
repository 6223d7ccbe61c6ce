import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Job } from '#shared/model/job.ts';
import { formatBytes, formatNoun, formatPercent } from '../../ui/format/number.ts';
import { JobState } from '../../ui/job-state.tsx';
import { useRead } from '../reads.ts';
import classes from './activity-tray.module.css';
import { CancelJob, JobProgress } from './job-controls.tsx';

const isOpen = (job: Job) => job.state === 'running' || job.state === 'queued';

function TrayRow({ job }: { job: Job }) {
  return (
    <li className={classes['row']}>
      <JobState state={job.state} />
      <strong className="ae-clip">
        {job.runId ? <Link href={`/activity?run=${encodeURIComponent(job.runId)}`}>{job.title}</Link> : job.title}
      </strong>
      <span className={classes['what']}>{job.description}</span>
      {isOpen(job) ? <JobProgress job={job} /> : null}
      {isOpen(job) ? <CancelJob job={job} /> : null}
    </li>
  );
}

function summary(running: Job[], jobs: Job[]): string {
  const [first] = running;
  if (!first) return jobs[0] ? `No work running. Last: ${jobs[0].title}, ${jobs[0].state}` : 'No work running';
  const share = first.progress === null ? '' : ` · ${formatPercent(first.progress)}`;
  const more = running.length > 1 ? ` · and ${running.length - 1} more` : '';
  return `${first.title}${first.description ? ` · ${first.description}` : ''}${share}${more}`;
}

/** Names the transfers that run, and leads to them. */
function RunningTransfers() {
  const list = useRead(['transfers', 'list'], { limit: 50, unfinished: true }).data?.transfers ?? [];
  const running = list.filter(({ state }) => state === 'running');
  if (running.length === 0) return null;
  const rate = running.reduce((sum, one) => sum + one.rate, 0);
  return (
    <Link href="/transfers" className={classes['all'] ?? ''}>
      {`${formatNoun(running.length, 'transfer')}${rate > 0 ? ` at ${formatBytes(rate)}/s` : ''}`}
    </Link>
  );
}

/** Running work at the bottom of every screen, with cancel. */
export function ActivityTray() {
  const [open, setOpen] = useState(false);
  const jobs = useRead(['jobs', 'list'], {}).data ?? [];
  const running = jobs.filter(isOpen);
  const shown = running.length > 0 ? running : jobs.slice(0, 5);
  const Chevron = open ? IconChevronDown : IconChevronUp;
  return (
    <section className={classes['tray']} aria-label="Activity">
      {open ? (
        <ul className={classes['list']}>
          {shown.map((job) => (
            <TrayRow key={job.id} job={job} />
          ))}
          {shown.length === 0 ? <li className={classes['row']}>Syncs, imports and exports appear here.</li> : null}
        </ul>
      ) : null}
      <div className={classes['bar']}>
        <button type="button" className={classes['toggle']} aria-expanded={open} onClick={() => setOpen(!open)}>
          <Chevron size={14} aria-hidden />
          <span className="ae-clip">{summary(running, jobs)}</span>
        </button>
        {running[0] && !open ? <JobProgress job={running[0]} /> : null}
        <RunningTransfers />
        <Link href="/activity" className={classes['all'] ?? ''}>
          All activity
        </Link>
      </div>
    </section>
  );
}
