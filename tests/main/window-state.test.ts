import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readWindowState, writeWindowState } from '../../electron/main/window-state.ts';

const screen = { x: 0, y: 0, width: 1920, height: 1080 };
const state = { x: 100, y: 50, width: 1200, height: 800, maximized: false };
let home: string;
beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'aetherium-window-'))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

it('restores what was saved', () => {
  writeWindowState(home, state);
  expect(readWindowState(home, [screen])).toEqual(state);
});

it.each([
  ['on a screen that is gone', { ...state, x: 2500 }],
  ['above all screens', { ...state, y: -500 }],
  ['with its title bar below the screen', { ...state, y: 1070 }],
  ['too small to use', { ...state, width: 10 }],
  ['absurdly large', { ...state, width: 1e9 }],
  ['with text for numbers', { ...state, x: '1' }],
])('forgets a window %s', (_name, saved) => {
  writeFileSync(join(home, 'window-state.json'), JSON.stringify(saved));
  expect(readWindowState(home, [screen])).toBeNull();
});

it('keeps a window on a second screen', () => {
  writeWindowState(home, { ...state, x: -1500 });
  expect(readWindowState(home, [screen, { x: -1920, y: 0, width: 1920, height: 1080 }])).toMatchObject({ x: -1500 });
});

it('starts without a saved state, with a broken one and without a folder to write to', () => {
  expect(readWindowState(home, [screen])).toBeNull();
  writeFileSync(join(home, 'window-state.json'), '{');
  expect(readWindowState(home, [screen])).toBeNull();
  expect(() => writeWindowState(join(home, 'missing'), state)).not.toThrow();
});
