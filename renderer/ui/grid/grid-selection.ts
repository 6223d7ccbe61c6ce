import type { RowRange } from './use-window.ts';

/** Rows that are chosen. Rows that are not here yet can be chosen too: by range, by group, or all that match. */
export interface GridSelection<T> {
  has: (row: T) => boolean;
  /** How much of what the grid shows is chosen. */
  state: 'none' | 'some' | 'all';
  /** Name of a row, for its box. */
  nameOf: (row: T) => string;
  /** What the box in the header does, e.g. `Select all 2,000 that match`. */
  allLabel: string;
  toggle: (row: T) => void;
  addRanges: (ranges: RowRange[]) => void;
  addGroup: (value: string) => void;
  toggleAll: () => void;
  clear: () => void;
}

/** Width of the column with the boxes. */
export const boxWidth = 36;
