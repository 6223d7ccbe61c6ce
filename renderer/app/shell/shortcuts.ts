import { useEffect } from 'react';
import { navigate, parseHash } from '../hash-location.ts';
import { useSettings } from '../preferences.ts';
import { scopeFromSearch, scopeSearch } from '../scope.ts';
import { screens } from '../screens.ts';
import { useSync } from '../sync.ts';

export type Overlay = 'palette' | 'keys';

/** Every key of the console, for the keyboard map. */
export const keyMap: { keys: string[]; does: string; group: string }[] = [
  { keys: ['Ctrl', 'K'], does: 'Search, screens and commands', group: 'Everywhere' },
  { keys: ['?'], does: 'This keyboard map', group: 'Everywhere' },
  { keys: ['/'], does: 'Go to the filter of the screen', group: 'Everywhere' },
  { keys: ['r'], does: 'Refresh what is past its age limit', group: 'Everywhere' },
  { keys: ['Esc'], does: 'Close what is open on top', group: 'Everywhere' },
  ...screens.map(({ key, title }) => ({ keys: ['g', key], does: title, group: 'Go to' })),
  { keys: ['↑', '↓'], does: 'Row before, row after', group: 'In a grid' },
  { keys: ['Page Up', 'Page Down'], does: 'A screenful of rows', group: 'In a grid' },
  { keys: ['Home', 'End'], does: 'First row, last row', group: 'In a grid' },
  { keys: ['Enter'], does: 'Open the row', group: 'In a grid' },
  { keys: ['←', '→'], does: 'On a column edge: narrower, wider', group: 'In a grid' },
  { keys: ['←', '→'], does: 'Fold, unfold the group', group: 'In a grid' },
  { keys: ['x', 'Space'], does: 'Select the row, or the group', group: 'In a grid' },
  { keys: ['Shift', '↑', '↓'], does: 'Select from row to row', group: 'In a grid' },
  { keys: ['Ctrl', 'A'], does: 'Select all that match', group: 'In a grid' },
  { keys: ['Esc'], does: 'Clear the selection', group: 'In a grid' },
  { keys: ['.', 'Shift F10'], does: 'Actions for the row or the selection', group: 'In a grid' },
  { keys: ['Backspace'], does: 'Folder above', group: 'In Storage' },
  { keys: ['Alt', '←', '→'], does: 'Back, forward in the tab', group: 'In Storage' },
  { keys: ['o'], does: 'To the other pane', group: 'In Storage' },
  { keys: ['F2'], does: 'Rename or move', group: 'In Storage' },
  { keys: ['F5', 'F6'], does: 'Copy, move to the other pane', group: 'In Storage' },
  { keys: ['F7'], does: 'New folder', group: 'In Storage' },
  { keys: ['F8'], does: 'Synchronise the folder to another', group: 'In Storage' },
  { keys: ['Delete'], does: 'Delete what is selected', group: 'In Storage' },
  { keys: ['Ctrl', 'F'], does: 'Filter the folder', group: 'In Storage' },
  { keys: ['Ctrl', 'L'], does: 'Edit the path', group: 'In Storage' },
  { keys: ['l'], does: 'In Search: show the object in its folder', group: 'In Storage' },
];

const sequenceMs = 1500;

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function goTo(path: string): void {
  const scope = scopeSearch(scopeFromSearch(parseHash(location.hash).search));
  navigate(scope ? `${path}?${scope}` : path);
}

function focusFilter(): boolean {
  const input = document.querySelector<HTMLInputElement>('main [data-filter-input]');
  input?.focus();
  input?.select();
  return input !== null;
}

interface Actions {
  open: (overlay: Overlay) => void;
  sync: () => void;
}

/** Handles one plain key; `afterG` says that `g` came right before. Returns whether the key was used. */
function plainKey(key: string, afterG: boolean, { open, sync }: Actions): boolean {
  if (afterG) {
    const screen = screens.find((one) => one.key === key);
    if (screen) goTo(screen.path);
    return screen !== undefined;
  }
  if (key === '?') open('keys');
  else if (key === 'r') sync();
  else if (key === '/') return focusFilter();
  else return false;
  return true;
}

/** Listens for the keys of the console. Single keys can be switched off in the settings (WCAG 2.1.4). */
export function useShortcuts(open: (overlay: Overlay) => void): void {
  const sync = useSync();
  const single = useSettings()?.singleKeys ?? true;
  useEffect(() => {
    let gAt = 0;
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        return open('palette');
      }
      if (!single || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const afterG = event.timeStamp - gAt < sequenceMs && gAt > 0;
      gAt = event.key === 'g' && !afterG ? event.timeStamp : 0;
      if (plainKey(event.key, afterG, { open, sync: () => void sync() })) event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [open, single, sync]);
}
