import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Run } from '#shared/model/action.ts';
import { useRead } from '../../app/reads.ts';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { formatCount } from '../../ui/format/number.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { RunTable } from '../actions/run-table.tsx';

const step = 50;

function keep(run: Run, show: string): boolean {
  if (show === 'running') return run.state === 'running';
  return show !== 'problems' || ['partial', 'failed', 'interrupted'].includes(run.state);
}

/** Changes made from here, newest first. */
export function RunList({ show, onOpen }: { show: string; onOpen: (runId: string) => void }) {
  const [limit, setLimit] = useState(step);
  const read = useRead(['actions', 'runs'], { limit }, { keep: true });
  return (
    <Loaded read={read}>
      {({ runs, total }) => {
        const shown = runs.filter((run) => keep(run, show));
        const more = total - runs.length;
        return (
          <>
            {shown.length > 0 ? (
              <RunTable runs={shown} onOpen={onOpen} />
            ) : (
              <EmptyNote title={total === 0 ? 'Nothing was changed yet' : 'No such change'}>
                Choose machines under Compute and an action above the grid: what was done, by whom and how each target fared is kept here.
              </EmptyNote>
            )}
            {more > 0 ? (
              <Button variant="subtle" onClick={() => setLimit(Math.min(2000, limit + step * 2))}>
                Show more ({formatCount(more)} left)
              </Button>
            ) : null}
          </>
        );
      }}
    </Loaded>
  );
}
