import { CloseButton } from '@mantine/core';
import { useState } from 'react';
import type { RunTarget } from '#shared/model/action.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { formatDuration } from '../../ui/format/time.ts';
import { DataGrid, type GridColumn } from '../../ui/grid/data-grid.tsx';
import type { GridView } from '../../ui/grid/grid-view.ts';
import type { GridRows } from '../../ui/grid/use-window.ts';
import { EnvironmentMark } from '../../ui/machine-state.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import classes from './actions.module.css';
import { linesStyle } from './local-rows.ts';
import { OutcomeMark } from './outcome-mark.tsx';
import { differences, stateText } from './plan-text.ts';

const columns: GridColumn<RunTarget>[] = [
  { id: 'outcome', header: 'Outcome', width: 110, cell: ({ outcome }) => <OutcomeMark outcome={outcome} /> },
  { id: 'name', header: 'Name', width: 224, cell: (one) => one.name || one.machineId },
  { id: 'environment', header: 'Environment', width: 110, cell: ({ environment }) => <EnvironmentMark environment={environment} /> },
  { id: 'step', header: 'Step', width: 130, cell: ({ step }) => step ?? '' },
  { id: 'after', header: 'Now', width: 170, cell: ({ after }) => (after ? stateText(after) : '') },
  { id: 'error', header: 'Why', width: 280, cell: ({ error }) => error?.message ?? '' },
  { id: 'calls', header: 'Calls', width: 64, numeric: true, cell: ({ calls }) => (calls > 0 ? String(calls) : '') },
  { id: 'place', header: 'Account, region', width: 220, cell: ({ account, region }) => `${account}, ${region}` },
];

const firstView: GridView = { columns: columns.map(({ id }) => id), widths: {}, sort: null };
const keyOf = ({ connectionId, machineId }: RunTarget) => `${connectionId} ${machineId}`;

function TargetDetail({ target, onClose }: { target: RunTarget; onClose: () => void }) {
  const changes = target.after ? differences(target.before, target.after) : [];
  const took = target.startedAt !== null && target.endedAt !== null ? formatDuration(target.endedAt - target.startedAt) : null;
  return (
    <section className={classes['target']} aria-label={`Target ${target.name || target.machineId}`}>
      <div className={classes['paneHead']}>
        <h3>{target.name || target.machineId}</h3>
        <CloseButton size="sm" aria-label="Close the target" onClick={onClose} />
      </div>
      <div className={classes['bar']}>
        <OutcomeMark outcome={target.outcome} />
        <span className="ae-mono">{target.machineId}</span>
        {took ? <span className="ae-muted">took {took}</span> : null}
      </div>
      {changes.length > 0 ? <p>{changes.join('; ')}</p> : null}
      {target.error ? <ProblemNote error={target.error} /> : null}
      {target.requestIds.map((id) => (
        <CopyButton key={id} text={id} label={`Copy request id ${id}`} />
      ))}
    </section>
  );
}

/** How each target fares; one opened shows its error and the provider's request ids. */
export function RunTargets({ rows }: { rows: GridRows<RunTarget> }) {
  const [view, setView] = useState(firstView);
  const [open, setOpen] = useState<{ key: string; index: number } | null>(null);
  const list = Array.from({ length: open ? rows.count : 0 }, (_, index) => rows.at(index));
  const shown = open ? list.find((one) => one && keyOf(one) === open.key) : undefined;
  return (
    <>
      <div className={classes['targets']} style={linesStyle(rows.count)}>
        <DataGrid
          label="Targets of the run"
          columns={columns}
          view={view}
          onView={setView}
          rows={rows}
          rowKey={keyOf}
          openKey={open?.key ?? null}
          onOpen={(target) => setOpen({ key: keyOf(target), index: target.index })}
        />
      </div>
      {shown ? <TargetDetail target={shown} onClose={() => setOpen(null)} /> : null}
    </>
  );
}
