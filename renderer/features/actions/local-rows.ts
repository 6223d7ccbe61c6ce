import { type CSSProperties, useMemo } from 'react';
import type { GridRows } from '../../ui/grid/use-window.ts';

/** A list that is here already, as rows of a grid. */
export function useLocalRows<T>(list: readonly T[]): GridRows<T> {
  return useMemo(() => ({ count: list.length, at: (index) => list[index], onRange: () => {} }), [list]);
}

/** Tells the styles how many lines a grid has, so that a short one is not a tall empty box. */
export function linesStyle(lines: number): CSSProperties {
  return { '--lines': lines } as CSSProperties;
}
