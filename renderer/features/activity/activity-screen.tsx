import { SegmentedControl } from '@mantine/core';
import type { Job } from '#shared/model/job.ts';
import { useHashSearch, useSetSearch } from '../../app/hash-location.ts';
import { useRead } from '../../app/reads.ts';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { JobTable } from './job-table.tsx';

const filters = [
  { value: 'all', label: 'All' },
  { value: 'running', label: 'Running' },
  { value: 'problems', label: 'With problems' },
];

function keep(job: Job, show: string): boolean {
  if (show === 'running') return job.state === 'running' || job.state === 'queued';
  return show !== 'problems' || ['partial', 'failed', 'interrupted'].includes(job.state);
}

/** Syncs, imports and exports: what runs, what ran, and what went wrong. */
export function ActivityScreen() {
  const show = new URLSearchParams(useHashSearch()).get('show') ?? 'all';
  const setSearch = useSetSearch();
  const read = useRead(['jobs', 'list'], { limit: 500 });
  return (
    <>
      <PageHeader
        title="Activity"
        actions={
          <SegmentedControl
            data={filters}
            value={show}
            aria-label="Jobs shown"
            onChange={(next) => setSearch({ show: next === 'all' ? null : next })}
          />
        }
      />
      <Loaded read={read} height={200}>
        {(jobs) => {
          const shown = jobs.filter((job) => keep(job, show));
          if (shown.length > 0) return <JobTable jobs={shown} />;
          return (
            <EmptyNote title={jobs.length === 0 ? 'Nothing has run yet' : 'No such job'}>
              Syncs, imports and exports appear here with their progress. Press r to refresh what is old.
            </EmptyNote>
          );
        }}
      </Loaded>
    </>
  );
}
