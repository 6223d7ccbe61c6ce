import type { CostQuery, CostResult } from '#shared/model/cost.ts';
import { otherColor, seriesColor } from '../../ui/chart-colors.ts';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { formatMoney } from '../../ui/format/money.ts';
import { Panel } from '../../ui/panel.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { CostChart, type Series } from './cost-chart.tsx';
import { CostTable } from './cost-table.tsx';
import classes from './costs.module.css';
import type { Drill } from './costs-state.ts';
import { dimensionName } from './dimension-names.ts';
import { groupLabel, type Pivot, type PivotGroup } from './pivot.ts';
import { RatesUsed } from './rates-used.tsx';
import { usePrevious } from './use-previous.ts';

interface Props {
  result: CostResult;
  pivots: Pivot[];
  query: CostQuery;
  /** First day in the cache. */
  firstDay: string | null;
  /** The figures belong to the view before; new ones are on their way. */
  busy: boolean;
  onDrill: (drill: Drill) => void;
}

function seriesOf(pivot: Pivot, grouped: boolean): Series[] {
  return pivot.groups.map((group, index) => ({
    group,
    color: group.other ? otherColor : seriesColor(index),
    label: groupLabel(group, grouped),
  }));
}

/** One chart above one table per currency: amounts of two currencies are never added. */
export function CostSections({ result, pivots, query, firstDay, busy, onDrill }: Props) {
  const [dimension] = query.groupBy;
  const shown = [...new Set(pivots.flatMap((pivot) => pivot.groups.filter(({ other }) => !other).map(({ value }) => value)))];
  const previous = usePrevious(query, dimension ? shown : [], firstDay);
  const open = (pivot: Pivot, group: PivotGroup | null, period: string | null) => {
    const of = group === null || !dimension ? {} : group.other ? { other: true } : { group: group.value };
    onDrill({ period, currency: pivot.currency, ...of });
  };
  if (pivots.length === 0)
    return <EmptyNote title="No charges in this view">Choose a longer time range, or remove filters or the scope above.</EmptyNote>;
  return (
    <div className={classes['sections']} aria-busy={busy}>
      {result.problems
        .filter(({ connectionId }) => connectionId === null)
        .map((problem) => (
          <ProblemNote key={problem.error.message} error={problem.error} />
        ))}
      {pivots.map((pivot) => {
        const series = seriesOf(pivot, dimension !== undefined);
        return (
          <Panel
            key={pivot.currency}
            title={formatMoney(pivot.total, pivot.currency)}
            detail={<RatesUsed rates={result.ratesUsed} currency={pivot.currency} />}
          >
            <CostChart pivot={pivot} series={series} onOpen={(group, period) => open(pivot, group, period)} />
            <CostTable
              pivot={pivot}
              series={series}
              groupedBy={dimension ? dimensionName(dimension) : 'All charges'}
              previous={previous}
              onOpen={(group, period) => open(pivot, group, period)}
            />
          </Panel>
        );
      })}
    </div>
  );
}
