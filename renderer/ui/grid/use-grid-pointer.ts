import { type MouseEvent, useState } from 'react';
import type { GridCommands } from './grid-commands.ts';

interface Parts<T> {
  commands: GridCommands<T>;
  /** Whether rows can be chosen. */
  choosing: boolean;
  setActive: (at: number) => void;
  onMenu: ((row: T, at: { x: number; y: number }) => void) | undefined;
  focusGrid: () => void;
}

/** Line of the row that was clicked; null for what lies between. */
export function lineOf({ target }: Pick<MouseEvent, 'target'>): number | null {
  const line = (target as Element).closest<HTMLElement>('[data-line]')?.dataset['line'];
  return line === undefined ? null : Number(line);
}

/**
 * A click opens a row; on its box, or with Ctrl, it chooses it; with Shift it chooses from the row clicked before. The other
 * button opens the row's menu.
 */
export function useGridPointer<T>({ commands, choosing, setActive, onMenu, focusGrid }: Parts<T>) {
  const [anchor, setAnchor] = useState(0);
  const choose = (at: number) => {
    setAnchor(at);
    commands.choose(at);
  };
  const onClick = (event: MouseEvent) => {
    const at = lineOf(event);
    if (at === null) return;
    setActive(at);
    const box = event.target instanceof HTMLInputElement;
    if (!choosing || !(box || event.shiftKey || event.ctrlKey || event.metaKey)) {
      setAnchor(at);
      return commands.open(at);
    }
    if (event.shiftKey) commands.extend(anchor, at);
    else choose(at);
    focusGrid();
  };
  const onContextMenu = (event: MouseEvent) => {
    const at = lineOf(event);
    const row = at === null ? undefined : commands.rowAt(at);
    if (at === null || row === undefined || !onMenu) return;
    event.preventDefault();
    setActive(at);
    onMenu(row, { x: event.clientX, y: event.clientY });
  };
  return { choose, onClick, onContextMenu };
}
