import { SegmentedControl } from '@mantine/core';
import type { Job } from '#shared/model/job.ts';
import { useHashSearch, useSetSearch } from '../../app/hash-location.ts';
import { useRead } from '../../app/reads.ts';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SidePane } from '../../ui/side-pane.tsx';
import classes from './activity.module.css';
import { JobTable } from './job-table.tsx';
import { RunList } from './run-list.tsx';
import { RunPane } from './run-pane.tsx';

const filters = [
  { value: 'all', label: 'All' },
  { value: 'running', label: 'Running' },
  { value: 'problems', label: 'With problems' },
];

function keep(job: Job, show: string): boolean {
  if (show === 'running') return job.state === 'running' || job.state === 'queued';
  return show !== 'problems' || ['partial', 'failed', 'interrupted'].includes(job.state);
}

function JobList({ show }: { show: string }) {
  const read = useRead(['jobs', 'list'], { limit: 500 });
  return (
    <Loaded read={read} height={200}>
      {(jobs) => {
        // Changes are listed above, with more about each.
        const shown = jobs.filter((job) => job.kind !== 'action' && keep(job, show));
        if (shown.length > 0) return <JobTable jobs={shown} />;
        return (
          <EmptyNote title={jobs.every(({ kind }) => kind === 'action') ? 'Nothing has run yet' : 'No such job'}>
            Syncs, imports and exports appear here with their progress. Press r to refresh what is old.
          </EmptyNote>
        );
      }}
    </Loaded>
  );
}

/** Changes, and syncs, imports and exports: what runs, what ran, and what went wrong. */
export function ActivityScreen() {
  const params = new URLSearchParams(useHashSearch());
  const show = params.get('show') ?? 'all';
  const runId = params.get('run');
  const setSearch = useSetSearch();
  return (
    <div className={classes['page']}>
      <PageHeader
        title="Activity"
        actions={
          <SegmentedControl
            data={filters}
            value={show}
            aria-label="Shown"
            onChange={(next) => setSearch({ show: next === 'all' ? null : next })}
          />
        }
      />
      <div className={classes['body']}>
        <div className={classes['lists']}>
          <Panel title="Changes">
            <RunList show={show} onOpen={(run) => setSearch({ run })} />
          </Panel>
          <Panel title="Syncs, imports and exports">
            <JobList show={show} />
          </Panel>
        </div>
        {runId ? (
          <SidePane label="run" width={580}>
            <RunPane runId={runId} onClose={() => setSearch({ run: null })} />
          </SidePane>
        ) : null}
      </div>
    </div>
  );
}
