import { type GridGroup, type GridLayout, rowRanges } from './grid-layout.ts';
import type { GridSelection } from './grid-selection.ts';
import type { GridRows } from './use-window.ts';

/** Groups of a grid, and which of them show only their header. */
export interface GridGrouping {
  list: GridGroup[];
  folded: ReadonlySet<string>;
  onFold: (value: string, folded: boolean) => void;
}

interface Parts<T> {
  layout: GridLayout;
  rows: GridRows<T>;
  grouping: GridGrouping | undefined;
  selection: GridSelection<T> | undefined;
  onOpen: ((row: T) => void) | undefined;
  /** Makes a line the active one and brings it into sight. */
  goTo: (at: number) => void;
}

/** What can be done with the lines of a grid, by pointer or key. `at` is a line. */
export interface GridCommands<T> {
  rowAt: (at: number) => T | undefined;
  /** Opens a row, or folds and unfolds a group. */
  open: (at: number) => void;
  choose: (at: number) => void;
  extend: (from: number, to: number) => void;
  toggleFold: (group: number) => void;
  /** From a row, folding goes to its group's header; false when there is nothing to fold. */
  fold: (at: number, folded: boolean) => boolean;
}

export function gridCommands<T>({ layout, rows, grouping, selection, onOpen, goTo }: Parts<T>): GridCommands<T> {
  const lineAt = (at: number) => (at < layout.count ? layout.line(at) : null);
  const valueOf = (group: number) => grouping?.list[group]?.value ?? '';
  const rowAt = (at: number) => {
    const line = lineAt(at);
    return line?.kind === 'row' ? rows.at(line.index) : undefined;
  };
  const setFolded = (group: number, folded: boolean) => {
    grouping?.onFold(valueOf(group), folded);
    goTo(layout.headerAt(group));
  };
  const toggleFold = (group: number) => setFolded(group, !grouping?.folded.has(valueOf(group)));
  return {
    rowAt,
    toggleFold,
    open: (at) => {
      const line = lineAt(at);
      if (line?.kind === 'group') return toggleFold(line.group);
      const row = rowAt(at);
      if (row !== undefined) onOpen?.(row);
    },
    choose: (at) => {
      const line = lineAt(at);
      if (line?.kind === 'group') return selection?.addGroup(valueOf(line.group));
      const row = rowAt(at);
      if (row !== undefined) selection?.toggle(row);
    },
    extend: (from, to) => selection?.addRanges(rowRanges(layout, Math.min(from, to), Math.max(from, to))),
    fold: (at, folded) => {
      const line = lineAt(at);
      if (!line || line.group === null) return false;
      if (line.kind === 'group') setFolded(line.group, folded);
      else if (folded) goTo(layout.headerAt(line.group));
      else return false;
      return true;
    },
  };
}
