import type { Job } from '#shared/model/job.ts';
import { useZone } from '../../app/preferences.ts';
import { CancelJob, JobProgress } from '../../app/shell/job-controls.tsx';
import { formatMoney } from '../../ui/format/money.ts';
import { formatCount } from '../../ui/format/number.ts';
import { formatDuration, formatTime } from '../../ui/format/time.ts';
import { JobState } from '../../ui/job-state.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { SimpleTable } from '../../ui/simple-table.tsx';
import { useNow } from '../../ui/use-now.ts';

const isOpen = (job: Job) => job.state === 'running' || job.state === 'queued';

function What({ job }: { job: Job }) {
  return (
    <div style={{ minWidth: 180, padding: '4px 0' }}>
      <strong>{job.title}</strong> <span className="ae-muted">{job.description}</span>
      {job.errors.map((error) => (
        <div key={`${error.code} ${error.message}`} style={{ marginTop: 4 }}>
          <ProblemNote error={error} place={error.source?.scope} />
        </div>
      ))}
    </div>
  );
}

/** Jobs with state, progress, rows, duration, money spent and errors. */
export function JobTable({ jobs }: { jobs: Job[] }) {
  const zone = useZone();
  const now = useNow();
  return (
    <div>
      <SimpleTable
        label="Jobs"
        rows={jobs}
        rowKey={({ id }) => id}
        columns={[
          { key: 'state', header: 'State', width: 120, render: ({ state }) => <JobState state={state} /> },
          { key: 'what', header: 'Work', render: (job) => <What job={job} /> },
          { key: 'progress', header: 'Progress', width: 140, render: (job) => (isOpen(job) ? <JobProgress job={job} /> : null) },
          { key: 'rows', header: 'Rows', numeric: true, render: ({ rows }) => (rows > 0 ? formatCount(rows) : '') },
          { key: 'time', header: 'Duration', numeric: true, render: (job) => formatDuration((job.endedAt ?? now) - job.startedAt) },
          { key: 'spent', header: 'Spent', numeric: true, render: ({ spent }) => (spent ? formatMoney(spent.amount, spent.currency) : '') },
          { key: 'start', header: 'Started', width: 170, render: ({ startedAt }) => formatTime(startedAt, zone) },
          {
            key: 'act',
            header: <span className="ae-muted">Action</span>,
            width: 70,
            render: (job) => (isOpen(job) ? <CancelJob job={job} /> : null),
          },
        ]}
      />
    </div>
  );
}
