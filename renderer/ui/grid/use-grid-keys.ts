import type { KeyboardEvent } from 'react';

interface Keys {
  count: number;
  active: number;
  /** Rows of a screenful. */
  page: number;
  move: (index: number) => void;
  scrollTo: (index: number) => void;
  open: (index: number) => void;
  toggle?: ((index: number) => void) | undefined;
  /** Chooses all lines between two. */
  extend?: ((from: number, to: number) => void) | undefined;
  toggleAll?: (() => void) | undefined;
  /** Clears what is chosen; false when nothing was. */
  clear?: (() => boolean) | undefined;
  menu?: ((index: number) => void) | undefined;
  /** Folds (left) or unfolds (right) the group of a line; false when there is none. */
  fold?: ((index: number, folded: boolean) => boolean) | undefined;
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

function isMenuKey({ key, shiftKey }: KeyboardEvent): boolean {
  return key === 'ContextMenu' || key === '.' || (key === 'F10' && shiftKey);
}

/** Keys that choose, fold and open menus; returns whether the key was used. */
function otherKey(event: KeyboardEvent, keys: Keys): boolean {
  const { active } = keys;
  const command = event.ctrlKey || event.metaKey;
  if (command) {
    if (event.key.toLowerCase() !== 'a' || !keys.toggleAll) return false;
    keys.toggleAll();
    return true;
  }
  if (event.key === 'Enter') keys.open(active);
  else if (isMenuKey(event) && keys.menu) keys.menu(active);
  else if ((event.key === ' ' || event.key === 'x') && keys.toggle) keys.toggle(active);
  else if (event.key === 'Escape') return keys.clear?.() ?? false;
  else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') return keys.fold?.(active, event.key === 'ArrowLeft') ?? false;
  else return false;
  return true;
}

/**
 * Arrow keys, page keys, Home and End move the active row, with Shift they choose; Enter opens it, Space and `x` choose it,
 * Shift+F10, the menu key and `.` open its menu, left and right fold its group, Escape clears what is chosen.
 */
export function useGridKeys(keys: Keys): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.target !== event.currentTarget) return;
    const to = rowAfterKey(event.key, keys);
    if (to !== null) {
      event.preventDefault();
      if (event.shiftKey && keys.extend) keys.extend(keys.active, to);
      keys.move(to);
      keys.scrollTo(to);
    } else if (otherKey(event, keys)) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
}
