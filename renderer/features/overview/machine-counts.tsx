import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Dated } from '#shared/model/freshness.ts';
import { machineStates, type MachineState as State } from '#shared/model/machine.ts';
import type { Overview } from '#shared/model/overview.ts';
import { useScopedHref } from '../../app/scope.ts';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { formatCount, formatNoun } from '../../ui/format/number.ts';
import { providerName } from '../../ui/format/provider.ts';
import { MachineState } from '../../ui/machine-state.tsx';
import { Panel } from '../../ui/panel.tsx';
import classes from './overview.module.css';

function Counts({ rows, total }: { rows: { key: string; label: ReactNode; count: number; to: string }[]; total: number }) {
  return (
    <dl className={classes['bars']}>
      {rows.map(({ key, label, count, to }) => (
        <div key={key} style={{ display: 'contents' }}>
          <dt>{label}</dt>
          <dd aria-hidden>
            <div className={classes['bar']} style={{ width: `${Math.max(0.5, (count / Math.max(1, total)) * 100)}%` }} />
          </dd>
          <dd style={{ justifyContent: 'flex-end' }}>
            <Anchor component={Link} href={to} size="sm" className="ae-num" aria-label={`${formatCount(count)} machines ${key}`}>
              {formatCount(count)}
            </Anchor>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Machines by state and by provider; each count opens the grid filtered to it. */
export function MachineCounts({ data, dated }: { data: Overview; dated: Dated }) {
  const href = useScopedHref();
  const { total, byState, byProvider } = data.machines;
  const states = machineStates.filter((state) => (byState[state] ?? 0) > 0);
  const link = (column: string, value: string) =>
    href('/compute', { where: ['kind in ["machine"]', `${column} in ${JSON.stringify([value])}`] });
  return (
    <Panel title="Machines" detail={<span data-testid="machine-total">{formatNoun(total, 'machine')}</span>} dated={dated}>
      {total === 0 ? (
        <EmptyNote title="No machines yet">Connections that offer compute list their machines here.</EmptyNote>
      ) : (
        <>
          <Counts
            total={total}
            rows={states.map((state: State) => ({
              key: state,
              label: <MachineState state={state} />,
              count: byState[state] ?? 0,
              to: link('state', state),
            }))}
          />
          <Counts
            total={total}
            rows={Object.entries(byProvider)
              .sort(([, a], [, b]) => b - a)
              .map(([provider, count]) => ({ key: provider, label: providerName(provider), count, to: link('provider', provider) }))}
          />
        </>
      )}
    </Panel>
  );
}
