import type { KeyboardEvent } from 'react';

interface Keys {
  count: number;
  active: number;
  /** Rows of a screenful. */
  page: number;
  move: (index: number) => void;
  scrollTo: (index: number) => void;
  open: (index: number) => void;
}

/** Row a key leads to; null when the key does not move. */
export function rowAfterKey(key: string, { count, active, page }: Pick<Keys, 'count' | 'active' | 'page'>): number | null {
  const steps: Record<string, number> = {
    ArrowDown: active + 1,
    ArrowUp: active - 1,
    PageDown: active + page,
    PageUp: active - page,
    Home: 0,
    End: count - 1,
  };
  const to = steps[key];
  return to === undefined || count === 0 ? null : Math.min(count - 1, Math.max(0, to));
}

/** Arrow keys, page keys, Home and End move the active row; Enter opens it. */
export function useGridKeys(keys: Keys): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.target !== event.currentTarget) return;
    const to = rowAfterKey(event.key, keys);
    if (to !== null) {
      event.preventDefault();
      keys.move(to);
      keys.scrollTo(to);
    } else if (event.key === 'Enter') keys.open(keys.active);
  };
}
