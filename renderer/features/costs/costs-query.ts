import type { CostDimension } from '#shared/focus/columns.ts';
import type { CostFilter, CostInventory, CostQuery, CostRange, CostRowsQuery } from '#shared/model/cost.ts';
import { addDays, resolveRange } from '../../app/range.ts';
import type { Scope } from '../../app/scope.ts';
import type { CostsState, Drill } from './costs-state.ts';

/** The tag that holds the environment, by its usual names. */
function environmentTag(dimensions: string[]): CostDimension | null {
  return (dimensions.find((name) => /^tag:env(ironment)?$/i.test(name)) as CostDimension | undefined) ?? null;
}

/** The scope bar as cost filters. */
export function scopeFilters(scope: Scope, dimensions: string[]): CostFilter[] {
  const pairs: [CostDimension | null, string | null][] = [
    ['ConnectionId', scope.connection],
    ['SubAccountId', scope.account],
    ['RegionId', scope.region],
    [environmentTag(dimensions) ?? 'tag:environment', scope.environment],
  ];
  return pairs.flatMap(([dimension, value]) => (dimension && value !== null ? [{ dimension, op: 'in' as const, values: [value] }] : []));
}

export interface CostsView {
  state: CostsState;
  scope: Scope;
  inventory: CostInventory;
  /** Currency the settings ask for; null shows currencies apart. */
  preferred: string | null;
}

export function rangeOf({ scope, inventory }: CostsView): CostRange {
  return resolveRange(scope.range, inventory.lastDay);
}

/** The currency amounts are converted to; null when they are shown apart. */
export function convertTo({ state, preferred }: CostsView): string | null {
  if (state.currency === 'apart') return null;
  return state.currency ?? preferred;
}

/** The query behind chart and table. */
export function chartQuery(view: CostsView): CostQuery {
  const { state, scope, inventory } = view;
  const target = convertTo(view);
  return {
    range: rangeOf(view),
    granularity: state.granularity,
    metric: state.metric,
    groupBy: state.groupBy ? [state.groupBy] : [],
    filters: [...scopeFilters(scope, inventory.dimensions), ...state.filters],
    currency: target ? { convertTo: target } : 'apart',
    top: state.groupBy ? state.top : null,
  };
}

/** Days of one period inside a range. */
export function periodRange(period: string, range: CostRange): CostRange {
  const first = period.length === 7 ? `${period}-01` : period;
  const after = period.length === 7 ? `${addDays(first, 31).slice(0, 7)}-01` : addDays(first, 1);
  return {
    start: range.start !== null && range.start > first ? range.start : first,
    end: range.end !== null && range.end < after ? range.end : after,
  };
}

/** The charges behind a figure. `shown` are the groups that have a bar of their own: "other" is everything else. */
export function drillQuery(view: CostsView, drill: Drill, shown: (string | null)[]): Pick<CostRowsQuery, 'range' | 'filters'> {
  const { groupBy } = view.state;
  const base = chartQuery(view);
  const filters = [...base.filters];
  if (groupBy && drill.other && shown.length > 0) filters.push({ dimension: groupBy, op: 'notIn', values: shown });
  else if (groupBy && drill.group !== undefined) filters.push({ dimension: groupBy, op: 'in', values: [drill.group] });
  if (drill.currency && base.currency === 'apart') filters.push({ dimension: 'BillingCurrency', op: 'in', values: [drill.currency] });
  return { range: drill.period ? periodRange(drill.period, base.range) : base.range, filters };
}
