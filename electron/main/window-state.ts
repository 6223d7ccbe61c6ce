import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface WindowState extends Area {
  maximized: boolean;
}

/** Pixels of the title bar that must be on a screen for the window to be grabbed. */
const grabbable = 80;

/** What was saved at the last close, or null when there is nothing usable or no screen shows it any more. */
export function readWindowState(home: string, screens: Area[]): WindowState | null {
  try {
    const state: unknown = JSON.parse(readFileSync(pathIn(home), 'utf8'));
    return isWindowState(state) && screens.some((screen) => isReachable(state, screen)) ? state : null;
  } catch {
    return null;
  }
}

/** Losing the position of a window is no reason to keep it from closing. */
export function writeWindowState(home: string, state: WindowState): void {
  try {
    writeFileSync(pathIn(home), JSON.stringify(state), { mode: 0o600 });
  } catch {
    // The next start opens in the default place.
  }
}

function pathIn(home: string): string {
  return join(home, 'window-state.json');
}

/** By hand: loading the schema library before the window opens would cost more than this. */
function isWindowState(value: unknown): value is WindowState {
  if (typeof value !== 'object' || value === null) return false;
  const { x, y, width, height, maximized } = value as Record<string, unknown>;
  const sane = [x, y, width, height].every((number) => Number.isInteger(number) && Math.abs(number as number) < 50_000);
  return sane && (width as number) >= 600 && (height as number) >= 400 && typeof maximized === 'boolean';
}

function isReachable(window: Area, screen: Area): boolean {
  const overlap = Math.min(window.x + window.width, screen.x + screen.width) - Math.max(window.x, screen.x);
  return overlap >= grabbable && window.y >= screen.y && window.y < screen.y + screen.height - grabbable;
}
