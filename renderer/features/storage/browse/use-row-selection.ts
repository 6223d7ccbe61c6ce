import { useState } from 'react';
import { appError } from '#shared/errors/app-error.ts';
import { formatCount } from '../../../ui/format/number.ts';
import type { GridSelection } from '../../../ui/grid/grid-selection.ts';
import type { RowRange } from '../../../ui/grid/use-window.ts';
import { tellError } from '../../../ui/tell.ts';
import { lastName, visibleName } from '../places.ts';
import { type ListingRow, rowKeyOf, rowPath } from './use-listing.ts';

/** Most objects that one plan takes by name. */
const mostChosen = 5000;

/** Rows one by one, or everything that the folder holds. */
export type ChosenRows = { kind: 'rows'; rows: ReadonlyMap<string, ListingRow> } | { kind: 'all' };

export const nothingChosen: ChosenRows = { kind: 'rows', rows: new Map() };

interface Shown {
  total: number;
  filtered: boolean;
  at: (index: number) => ListingRow | undefined;
  page: (offset: number, limit: number) => Promise<ListingRow[] | null>;
}

const tooMany = appError('invalid_input', `At most ${formatCount(mostChosen)} can be chosen one by one`, {
  hint: 'Narrow the filter, or choose the whole folder without a filter.',
});

/** Rows of some ranges: those here at once, the others from the host. */
async function rowsOf(shown: Shown, ranges: readonly RowRange[]): Promise<ListingRow[] | null> {
  const rows: ListingRow[] = [];
  for (const { first, last } of ranges) {
    const here = Array.from({ length: last - first + 1 }, (_, index) => shown.at(first + index)).filter((row) => row !== undefined);
    const all = here.length === last - first + 1 ? here : await shown.page(first, last - first + 1);
    if (!all) return null;
    rows.push(...all);
  }
  return rows;
}

/** What is chosen in a listing. */
export function useRowSelection(shown: Shown): { grid: GridSelection<ListingRow>; chosen: ChosenRows; count: number } {
  const [chosen, setChosen] = useState<ChosenRows>(nothingChosen);
  const rows = chosen.kind === 'rows' ? chosen.rows : new Map<string, ListingRow>();
  const add = (list: readonly ListingRow[]) => {
    const next = new Map([...rows, ...list.map((row) => [rowKeyOf(row), row] as const)]);
    if (next.size > mostChosen) tellError(tooMany);
    else setChosen({ kind: 'rows', rows: next });
  };
  const addRanges = async (ranges: readonly RowRange[]) => {
    const wanted = ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0);
    const list = wanted > mostChosen ? tellError(tooMany) : await rowsOf(shown, ranges);
    if (list) add(list);
  };
  const clear = () => setChosen(nothingChosen);
  const count = chosen.kind === 'all' ? shown.total : rows.size;
  const state = count === 0 ? 'none' : count >= shown.total ? 'all' : 'some';
  const toggleAll = () => {
    if (state === 'all') return clear();
    if (shown.total <= mostChosen) return void addRanges([{ first: 0, last: shown.total - 1 }]);
    return shown.filtered ? tellError(tooMany) : setChosen({ kind: 'all' });
  };
  return {
    chosen,
    count,
    grid: {
      has: (row) => chosen.kind === 'all' || rows.has(rowKeyOf(row)),
      state,
      nameOf: (row) => visibleName(lastName(rowPath(row))),
      allLabel: state === 'all' ? 'Clear the selection' : `Select all ${formatCount(shown.total)}`,
      toggle: (row) => {
        const next = new Map(rows);
        if (!next.delete(rowKeyOf(row))) next.set(rowKeyOf(row), row);
        setChosen({ kind: 'rows', rows: next });
      },
      addRanges: (ranges) => void addRanges(ranges),
      addGroup: () => {},
      toggleAll,
      clear,
    },
  };
}
