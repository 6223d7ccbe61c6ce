import { type CostDimension, type CostMetric, costMetrics } from '#shared/focus/columns.ts';
import { type CostFilter, costDimensionSchema } from '#shared/model/cost.ts';
import { readFilter, writeFilter } from '../../ui/filter-text.ts';

/** A figure that was opened: the charges behind it are shown. */
export interface Drill {
  /** Month or day; null for the whole range. */
  period: string | null;
  /** Value of the group; undefined when the figure is a total over groups. */
  group?: string | null;
  /** The figure sums the groups left out. */
  other?: boolean;
  currency: string | null;
}

/** Everything the Costs screen shows besides the scope. The URL holds all of it. */
export interface CostsState {
  groupBy: CostDimension | null;
  granularity: 'daily' | 'monthly';
  metric: CostMetric;
  /** `apart`, or the currency to convert to; null follows the settings. */
  currency: string | null;
  top: number;
  filters: CostFilter[];
  drill: Drill | null;
}

export const defaultCosts: CostsState = {
  groupBy: 'ServiceName',
  granularity: 'monthly',
  metric: 'EffectiveCost',
  currency: null,
  top: 10,
  filters: [],
  drill: null,
};

const ops = ['in', 'notIn', 'contains'] as const;

export function dimensionOf(text: string | null): CostDimension | null {
  const parsed = costDimensionSchema.safeParse(text);
  return parsed.success ? parsed.data : null;
}

function filterOf(text: string): CostFilter[] {
  const filter = readFilter(text);
  const dimension = dimensionOf(filter?.column ?? null);
  const op = ops.find((one) => one === filter?.op);
  return filter && dimension && op ? [{ dimension, op, values: filter.values }] : [];
}

function drillOf(text: string | null): Drill | null {
  if (text === null) return null;
  try {
    const raw = JSON.parse(text) as Partial<Drill>;
    if (typeof raw !== 'object' || raw === null) return null;
    const textOrNull = (value: unknown) => (typeof value === 'string' ? value : null);
    return {
      period: textOrNull(raw.period),
      currency: textOrNull(raw.currency),
      ...(raw.other === true ? { other: true } : {}),
      ...('group' in raw ? { group: textOrNull(raw.group) } : {}),
    };
  } catch {
    return null;
  }
}

function currencyOf(text: string | null): string | null {
  return text === 'apart' || (text !== null && /^[A-Z]{3}$/.test(text)) ? text : null;
}

function oneOf<T extends string>(values: readonly T[], text: string | null, otherwise: T): T {
  return values.find((value) => value === text) ?? otherwise;
}

function topOf(text: string | null): number {
  const top = Number(text);
  return text !== null && Number.isInteger(top) && top >= 1 && top <= 50 ? top : defaultCosts.top;
}

/** Reads the state from a URL. What is missing or not understood takes its default: an old link still opens. */
export function costsFromSearch(search: string): CostsState {
  const params = new URLSearchParams(search);
  const groupBy = params.get('groupBy');
  return {
    groupBy: groupBy === 'none' ? null : (dimensionOf(groupBy) ?? defaultCosts.groupBy),
    granularity: oneOf(['daily', 'monthly'], params.get('granularity'), defaultCosts.granularity),
    metric: oneOf(costMetrics, params.get('metric'), defaultCosts.metric),
    currency: currencyOf(params.get('currency')),
    top: topOf(params.get('top')),
    filters: params.getAll('filter').flatMap(filterOf),
    drill: drillOf(params.get('drill')),
  };
}

/** Parameters for a change of state; null removes a parameter that has its default. */
export function costsToParams(state: Partial<CostsState>): Record<string, string | string[] | null> {
  const params: Record<string, string | string[] | null> = {};
  const put = <K extends keyof CostsState>(key: K, write: (value: CostsState[K]) => string | null) => {
    if (key in state) params[key] = state[key] === defaultCosts[key] ? null : write(state[key] as CostsState[K]);
  };
  put('groupBy', (value) => value ?? 'none');
  put('granularity', (value) => value);
  put('metric', (value) => value);
  put('currency', (value) => value);
  put('top', String);
  put('drill', (value) => JSON.stringify(value));
  if (state.filters) params['filter'] = state.filters.map(({ dimension, op, values }) => writeFilter({ column: dimension, op, values }));
  return params;
}
