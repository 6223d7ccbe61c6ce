import { useCallback, useState } from 'react';
import { type AppError, appError } from '#shared/errors/app-error.ts';
import type { CachedMachine, MachineKey, MachineSelection } from '#shared/model/machine.ts';
import { type Output, useCall, useRead } from '../../app/reads.ts';
import { formatCount } from '../../ui/format/number.ts';
import type { GridSelection } from '../../ui/grid/grid-selection.ts';
import type { RowRange } from '../../ui/grid/use-window.ts';
import { tellError } from '../../ui/tell.ts';
import type { PlanRequest } from '../actions/use-plan.ts';
import { bothSelections, type Chosen, countOf, keyText, nothing, sameSelection, toggled, withKeys } from './chosen.ts';

/** Most targets of one plan, and most keys that the host names at once. */
export const mostChosen = 2000;

const tooMany: AppError = appError('invalid_input', `At most ${formatCount(mostChosen)} can be chosen one by one`, {
  hint: 'Narrow the filter.',
});

/** The question that the grid shows, and its answer as far as it is here. */
export interface Shown {
  query: MachineSelection;
  total: number;
  /** Row by its index; undefined: not here yet. */
  at: (index: number) => CachedMachine | undefined;
  /** The page of rows from an index, from the host. */
  page: (offset: number, limit: number) => Promise<CachedMachine[] | null>;
  group: MachineSelection['where'][number]['column'] | null;
}

export interface MachineSelectionState {
  grid: GridSelection<CachedMachine>;
  count: number;
  /** Chosen ones that the filter does not show; null: not known. */
  hidden: number | null;
  targets: PlanRequest['targets'];
  /** The filter, where the choice is "all that match". */
  filter: MachineSelection | null;
}

type Page = Pick<Output<'compute', 'query'>, 'total'>;
const totalOf = (page: Page | undefined) => page?.total ?? null;
const asKey = ({ connectionId, id }: CachedMachine): MachineKey => ({ connectionId, machineId: id });

/** Total and keys behind "all that match", as they are now. */
function useFilterChoice(chosen: Chosen) {
  const filter = chosen.kind === 'filter' ? chosen.selection : nothing.selection;
  const enabled = chosen.kind === 'filter';
  const total = totalOf(useRead(['compute', 'query'], { ...filter, limit: 1 }, { enabled, keep: true }).data);
  const keys = useRead(['compute', 'keys'], filter, { enabled: enabled && total !== null && total <= mostChosen }).data;
  return { total, keys: enabled && keys ? new Set(keys.map(keyText)) : null };
}

/** How many of those chosen the grid's question does not find. */
function useHidden(chosen: Chosen, shown: Shown, count: number): number | null {
  const filter = chosen.kind === 'filter' ? chosen.selection : null;
  const same = filter !== null && sameSelection(filter, shown.query);
  const both = filter && !same ? bothSelections(filter, shown.query) : null;
  const found = totalOf(useRead(['compute', 'query'], { ...both, limit: 1 }, { enabled: both !== null }).data);
  const byKeys = chosen.kind === 'machines' && chosen.keys.size > 0 && shown.total <= mostChosen;
  const keys = useRead(['compute', 'keys'], shown.query, { enabled: byKeys }).data;
  if (count === 0 || same) return 0;
  if (filter) return found === null ? null : count - found;
  if (shown.query.text === '' && shown.query.where.length === 0) return 0;
  if (!byKeys || !keys) return null;
  const matching = new Set(keys.map(keyText));
  return [...(chosen.kind === 'machines' ? chosen.keys.keys() : [])].filter((key) => !matching.has(key)).length;
}

/** Rows of some ranges: those here at once, the others from the host. */
async function rowsOf(shown: Shown, ranges: readonly RowRange[]): Promise<CachedMachine[] | null> {
  const wanted = ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  if (wanted > mostChosen) {
    tellError(tooMany);
    return null;
  }
  const rows: CachedMachine[] = [];
  for (const { first, last } of ranges) {
    const here = Array.from({ length: last - first + 1 }, (_, index) => shown.at(first + index)).filter((row) => row !== undefined);
    const all = here.length === last - first + 1 ? here : await shown.page(first, last - first + 1);
    if (!all) return null;
    rows.push(...all);
  }
  return rows;
}

/** What is chosen in the grid: machines one by one, or all that match a filter. It stays while the filter changes. */
export function useMachineSelection(shown: Shown): MachineSelectionState {
  const call = useCall();
  const [chosen, setChosen] = useState<Chosen>(nothing.chosen);
  const choice = useFilterChoice(chosen);
  const count = countOf(chosen, choice.total);
  const hidden = useHidden(chosen, shown, count);
  const clear = useCallback(() => setChosen(nothing.chosen), []);
  const has = (row: CachedMachine) => {
    if (chosen.kind === 'machines') return chosen.keys.has(keyText(asKey(row)));
    return choice.keys ? choice.keys.has(keyText(asKey(row))) : sameSelection(chosen.selection, shown.query);
  };
  /** Keys that match, or null after having said why not. */
  const keysOf = async (selection: MachineSelection): Promise<MachineKey[] | null> => {
    const reply = await call(['compute', 'keys'], selection);
    if (reply.ok) return reply.value;
    tellError(reply.error);
    return null;
  };
  /** Changes the choice of single machines. "All that match" becomes those that match now, first. */
  const change = async (how: (now: Chosen) => Chosen) => {
    const from = chosen.kind === 'machines' ? null : await keysOf(chosen.selection);
    if (chosen.kind === 'filter' && !from) return;
    setChosen((now) => how(from && now.kind === 'filter' ? withKeys(nothing.chosen, from) : now));
  };
  const add = async (load: () => Promise<MachineKey[] | null>) => {
    const keys = await load();
    if (!keys) return;
    if (countOf(withKeys(chosen, keys), null) > mostChosen) tellError(tooMany);
    else await change((now) => withKeys(now, keys));
  };
  const all = count > 0 && hidden === 0 && count === shown.total;
  const state = count === 0 ? 'none' : all ? 'all' : 'some';
  return {
    count,
    hidden,
    filter: chosen.kind === 'filter' ? chosen.selection : null,
    targets: chosen.kind === 'filter' ? { selection: chosen.selection } : { machines: [...chosen.keys.values()] },
    grid: {
      has,
      state,
      nameOf: ({ name, id }) => name || id,
      allLabel: all ? 'Clear the selection' : `Select all ${formatCount(shown.total)} that match`,
      toggle: (row) => void change((now) => toggled(now, asKey(row))),
      addRanges: (ranges) => void add(async () => (await rowsOf(shown, ranges))?.map(asKey) ?? null),
      addGroup: (value) =>
        void add(async () => {
          const { text, where } = shown.query;
          return shown.group ? keysOf({ text, where: [...where, { column: shown.group, values: [value] }] }) : null;
        }),
      toggleAll: () => setChosen(all ? nothing.chosen : { kind: 'filter', selection: shown.query }),
      clear,
    },
  };
}
