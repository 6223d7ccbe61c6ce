import { SegmentedControl, TextInput } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { Plan, PlanTarget } from '#shared/model/action.ts';
import { formatCount } from '../../ui/format/number.ts';
import { DataGrid, type GridColumn } from '../../ui/grid/data-grid.tsx';
import type { GridView } from '../../ui/grid/grid-view.ts';
import { EnvironmentMark } from '../../ui/machine-state.tsx';
import classes from './actions.module.css';
import { linesStyle, useLocalRows } from './local-rows.ts';
import { costText, type Fate, fateOf, stateText } from './plan-text.ts';

function What({ target }: { target: PlanTarget }) {
  if (target.refusal) return <span style={{ color: 'var(--ae-bad)' }}>Refused: {target.refusal.message}</span>;
  if (target.skip !== null) return <span className="ae-muted">Skipped: {target.skip}</span>;
  return <>{target.steps.map(({ title }) => title).join(' → ')}</>;
}

const dryRuns = { passed: 'accepted', refused: 'refused' };

const columns: GridColumn<PlanTarget>[] = [
  { id: 'name', header: 'Name', width: 224, cell: (one) => one.name || one.machineId },
  { id: 'environment', header: 'Environment', width: 110, cell: ({ environment }) => <EnvironmentMark environment={environment} /> },
  { id: 'before', header: 'Now', width: 170, cell: ({ before }) => stateText(before) },
  { id: 'what', header: 'What happens', width: 240, cell: (one) => <What target={one} /> },
  { id: 'warnings', header: 'Warnings', width: 200, cell: ({ warnings }) => warnings.join('; ') },
  {
    id: 'dependants',
    header: 'Depends on it',
    width: 190,
    cell: ({ dependants }) => dependants.map(({ kind, name, id }) => `${kind} ${name || id}`).join(', '),
  },
  { id: 'cost', header: 'Cost / month', width: 120, numeric: true, cell: ({ cost }) => (cost ? costText(cost) : '') },
  { id: 'dryRun', header: 'Dry run', width: 90, cell: ({ dryRun }) => (dryRun ? dryRuns[dryRun] : '') },
  {
    id: 'place',
    header: 'Account, region',
    width: 220,
    cell: ({ accountName, account, region }) => `${accountName || account}, ${region}`,
  },
];

const firstView: GridView = { columns: columns.map(({ id }) => id), widths: {}, sort: null };

function matches(target: PlanTarget, words: readonly string[]): boolean {
  const { name, machineId, environment, accountName, account, region, warnings, skip, refusal } = target;
  const hay = [name, machineId, environment, accountName, account, region, ...warnings, skip, refusal?.message].join(' ').toLowerCase();
  return words.every((word) => hay.includes(word));
}

/** Every target of a plan: what it is, what happens to it, and why nothing does. */
export function PlanTargets({ plan }: { plan: Plan }) {
  const [view, setView] = useState(firstView);
  const [text, setText] = useState('');
  const [fate, setFate] = useState<Fate | 'all'>('all');
  const shown = useMemo(() => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    return plan.targets.filter((one) => (fate === 'all' || fateOf(one) === fate) && matches(one, words));
  }, [plan.targets, text, fate]);
  const rows = useLocalRows(shown);
  const { act, skip, refuse } = plan.counts;
  return (
    <>
      <div className={classes['bar']}>
        <TextInput
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          placeholder="Filter targets"
          aria-label="Filter targets"
          leftSection={<IconFilter size={14} />}
          w={220}
        />
        <SegmentedControl
          aria-label="Targets shown"
          value={fate}
          onChange={setFate}
          data={[
            { value: 'all', label: `All ${formatCount(plan.targets.length)}` },
            { value: 'act', label: `${formatCount(act)} act` },
            { value: 'skip', label: `${formatCount(skip)} skipped` },
            { value: 'refuse', label: `${formatCount(refuse)} refused` },
          ]}
        />
      </div>
      <div className={classes['targets']} style={linesStyle(shown.length)}>
        <DataGrid
          label="Targets of the plan"
          columns={columns}
          view={view}
          onView={setView}
          rows={rows}
          rowKey={({ connectionId, machineId }) => `${connectionId} ${machineId}`}
        />
      </div>
    </>
  );
}
