import { Anchor } from '@mantine/core';
import { outcomes, type Run } from '#shared/model/action.ts';
import { useZone } from '../../app/preferences.ts';
import { formatDuration, formatTime } from '../../ui/format/time.ts';
import { JobState } from '../../ui/job-state.tsx';
import { SimpleTable } from '../../ui/simple-table.tsx';
import { useNow } from '../../ui/use-now.ts';
import { OutcomeMark } from './outcome-mark.tsx';
import { RunActions } from './run-actions.tsx';

function Counts({ run }: { run: Run }) {
  return (
    <span style={{ display: 'inline-flex', flexWrap: 'wrap', gap: '0 12px' }}>
      {outcomes
        .filter((outcome) => run.counts[outcome] > 0)
        .map((outcome) => (
          <OutcomeMark key={outcome} outcome={outcome} count={run.counts[outcome]} />
        ))}
    </span>
  );
}

/** Runs, newest first: what, who, when, how it went. */
export function RunTable({ runs, onOpen }: { runs: Run[]; onOpen: (runId: string) => void }) {
  const zone = useZone();
  const now = useNow();
  return (
    <SimpleTable
      label="Changes"
      rows={runs}
      rowKey={({ id }) => id}
      columns={[
        { key: 'state', header: 'State', width: 120, render: ({ state }) => <JobState state={state} /> },
        {
          key: 'what',
          header: 'Change',
          render: (run) => (
            <Anchor component="button" type="button" size="sm" onClick={() => onOpen(run.id)}>
              {run.title}
              {run.origin ? ` (${run.origin.kind})` : ''}
            </Anchor>
          ),
        },
        { key: 'counts', header: 'Targets', render: (run) => <Counts run={run} /> },
        { key: 'who', header: 'By', render: ({ actor }) => (actor.kind === 'schedule' ? `schedule ${actor.name}` : actor.name) },
        { key: 'time', header: 'Duration', numeric: true, render: (run) => formatDuration((run.endedAt ?? now) - run.startedAt) },
        { key: 'start', header: 'Started', width: 170, render: ({ startedAt }) => formatTime(startedAt, zone) },
        {
          key: 'act',
          header: <span className="ae-muted">Action</span>,
          width: 110,
          render: (run) => (run.endedAt === null ? <RunActions run={run} /> : null),
        },
      ]}
    />
  );
}
