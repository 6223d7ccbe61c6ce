import { type FacetColumn, type MachineQuery, machineColumns } from '#shared/model/machine.ts';
import type { Scope } from '../../app/scope.ts';
import { readFilter, writeFilter } from '../../ui/filter-text.ts';

type Where = MachineQuery['where'];
export type SortColumn = MachineQuery['sort']['column'];

/** What the Compute screen shows besides scope and column arrangement. The URL holds all of it. */
export interface ComputeState {
  text: string;
  where: Where;
  sort: MachineQuery['sort'] | null;
  /** Column whose values head groups of rows. */
  group: FacetColumn | null;
  /** Values of the groups that are folded. */
  folded: string[];
  /** Machine whose detail is open. */
  open: { connectionId: string; machineId: string } | null;
  tab: DetailTab;
}

/** Parts of the detail, in order. */
export const detailTabs = ['overview', 'metrics', 'cost', 'activity', 'related', 'raw', 'connect'] as const;
export type DetailTab = (typeof detailTabs)[number];

const facetColumns = ['kind', 'state', 'health', 'provider', 'account', 'region', 'type', 'environment', 'connectionId'] as const;

export function facetColumn(text: string): FacetColumn | null {
  if (text.startsWith('tag:') && text.length > 4) return text as FacetColumn;
  return facetColumns.find((column) => column === text) ?? null;
}

export function sortColumn(text: string): SortColumn | null {
  if (text.startsWith('tag:')) return text as SortColumn;
  return machineColumns.find((column) => column === text) ?? null;
}

function whereOf(text: string): Where {
  const filter = readFilter(text);
  const column = facetColumn(filter?.column ?? '');
  const values = filter?.values.filter((value) => value !== null) ?? [];
  return filter?.op === 'in' && column && values.length > 0 ? [{ column, values }] : [];
}

function sortOf(text: string | null): ComputeState['sort'] {
  if (!text) return null;
  const descending = text.startsWith('-');
  const column = sortColumn(descending ? text.slice(1) : text);
  return column ? { column, descending } : null;
}

function openOf(text: string | null): ComputeState['open'] {
  const cut = text?.indexOf(' ') ?? -1;
  return text && cut > 0 ? { connectionId: text.slice(0, cut), machineId: text.slice(cut + 1) } : null;
}

export function computeFromSearch(search: string): ComputeState {
  const params = new URLSearchParams(search);
  return {
    text: (params.get('text') ?? '').slice(0, 200),
    where: params.getAll('where').flatMap(whereOf),
    sort: sortOf(params.get('sort')),
    group: facetColumn(params.get('group') ?? ''),
    folded: params.getAll('fold'),
    open: openOf(params.get('open')),
    tab: detailTabs.find((tab) => tab === params.get('tab')) ?? 'overview',
  };
}

export function computeToParams(state: Partial<ComputeState>): Record<string, string | string[] | null> {
  return {
    ...(state.text !== undefined ? { text: state.text || null } : {}),
    ...(state.where ? { where: state.where.map(({ column, values }) => writeFilter({ column, op: 'in', values })) } : {}),
    ...(state.sort !== undefined ? { sort: state.sort && `${state.sort.descending ? '-' : ''}${state.sort.column}` } : {}),
    ...(state.group !== undefined ? { group: state.group } : {}),
    ...(state.folded ? { fold: state.folded } : {}),
    ...(state.tab ? { tab: state.tab === 'overview' ? null : state.tab } : {}),
    ...(state.open !== undefined ? { open: state.open && `${state.open.connectionId} ${state.open.machineId}` } : {}),
  };
}

/** Scope and facets together; the scope's time range does not apply to machines. */
export function machineQuery({ text, where }: Pick<ComputeState, 'text' | 'where'>, scope: Scope): Pick<MachineQuery, 'text' | 'where'> {
  const pairs: [FacetColumn, string | null][] = [
    ['connectionId', scope.connection],
    ['account', scope.account],
    ['region', scope.region],
    ['environment', scope.environment],
  ];
  return { text, where: [...pairs.flatMap(([column, value]) => (value === null ? [] : [{ column, values: [value] }])), ...where] };
}

/** Where with one facet's values replaced; none removes it. */
export function withFacet(where: Where, column: FacetColumn, values: string[]): Where {
  const others = where.filter((one) => one.column !== column);
  return values.length > 0 ? [...others, { column, values }] : others;
}
