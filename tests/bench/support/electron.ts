import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchEnv, builtApp, ended } from './demo-home.ts';

const root = join(import.meta.dirname, '../../..');

/** Path of an Electron runtime: `AETHERIUM_ELECTRON`, `ELECTRON_OVERRIDE_DIST_PATH`, or the installed one. Null: there is none. */
function electronPath(): string | null {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const pathFile = join(root, 'node_modules/electron/path.txt');
  const installed = existsSync(pathFile) ? join(root, 'node_modules/electron/dist', readFileSync(pathFile, 'utf8').trim()) : null;
  const path = process.env['AETHERIUM_ELECTRON'] ?? (override ? join(override, 'electron') : installed);
  return path && existsSync(path) ? path : null;
}

export interface Desktop {
  electron: string;
  display: string;
  stop(): Promise<void>;
}

const xvfb = 'Xvfb';

function hasXvfb(): boolean {
  return spawnSync(xvfb, ['-help'], { stdio: 'ignore' }).error === undefined;
}

/** Own virtual display: its start must not count as ours. */
async function startXvfb(): Promise<{ display: string; stop: () => Promise<void> }> {
  const child = spawn(xvfb, ['-displayfd', '1', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const number = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').once('data', resolve);
    child.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}`)));
  });
  const stop = async () => {
    child.kill();
    await ended(child);
  };
  return { display: `:${number.trim()}`, stop };
}

/** An Electron runtime and a display to measure on, or the reason why there is none. */
export async function openDesktop(): Promise<Desktop | { reason: string }> {
  const electron = electronPath();
  if (!electron) return { reason: 'there is no Electron runtime (AETHERIUM_ELECTRON or ELECTRON_OVERRIDE_DIST_PATH names one)' };
  const own = process.env['DISPLAY'];
  if (own) return { electron, display: own, stop: async () => {} };
  if (process.platform !== 'linux' || !hasXvfb()) return { reason: 'there is no display and no Xvfb' };
  return { electron, ...(await startXvfb()) };
}

/**
 * Loaded into the main process ahead of the app (`--require`): when a page is committed it is told to look for the
 * element on every frame; the time of the frame after that is printed. Nothing has to be attached from outside, so
 * nothing is missed and both windows are measured in the same way.
 */
const hook = `
const { app } = require('electron');
const selector = process.env.AETHERIUM_BENCH_SELECTOR;
const look = '(' + ((selector) => new Promise((resolve) => {
  const frame = () => document.querySelector(selector) ? requestAnimationFrame(() => resolve(Date.now())) : requestAnimationFrame(frame);
  frame();
})) + ')(' + JSON.stringify(selector) + ')';
app.on('web-contents-created', (_, contents) => {
  contents.once('did-navigate', () => contents.mainFrame.executeJavaScript(look).then((at) => process.stdout.write('SHOWN ' + at + '\\n')));
});
`;

const blankMain = `
const { app, BrowserWindow } = require('electron');
app.setPath('userData', process.env.AETHERIUM_HOME);
app.whenReady().then(() => new BrowserWindow({ width: 1440, height: 900 }).loadURL('data:text/html,<title>blank</title><p id=blank>blank'));
app.on('window-all-closed', () => app.quit());
`;

/** A window to measure: the console's, or a blank one. */
export interface MeasuredApp {
  folder: string;
  /** CSS selector of what must be seen. */
  selector: string;
  home: string;
}

/** Files that the measurements need, in a temporary folder. */
export function benchApps(): { hookPath: string; blank: MeasuredApp; console: (home: string) => MeasuredApp; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'aetherium-bench-app-'));
  const hookPath = join(folder, 'hook.cjs');
  const blankFolder = join(folder, 'blank');
  mkdirSync(join(folder, 'home'));
  mkdirSync(blankFolder);
  writeFileSync(hookPath, hook);
  writeFileSync(join(blankFolder, 'package.json'), '{"name":"blank","main":"main.js"}');
  writeFileSync(join(blankFolder, 'main.js'), blankMain);
  return {
    hookPath,
    blank: { folder: blankFolder, selector: '#blank', home: join(folder, 'home') },
    console: (home) => ({ folder: builtApp, selector: '[data-testid^="month-cost-"]', home }),
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

export interface Shown {
  process: ChildProcess;
  /** From the spawn to the frame in which the element was there. */
  ms: number;
  stop(): Promise<void>;
}

/** Longest wait for a window. */
const limitMs = 60_000;

/** Starts an app and waits until its element is seen. */
export async function showApp(desktop: Desktop, hookPath: string, app: MeasuredApp): Promise<Shown> {
  const env = { ...benchEnv, DISPLAY: desktop.display, AETHERIUM_HOME: app.home, AETHERIUM_BENCH_SELECTOR: app.selector };
  const start = Date.now();
  const child = spawn(desktop.electron, ['--no-sandbox', '--require', hookPath, app.folder], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const stop = async () => {
    child.kill();
    await ended(child);
  };
  const shownAt = await new Promise<number>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`nothing was seen within ${limitMs} ms: ${stderr.slice(-2000)}`)), limitMs);
    child.once('exit', (code) => reject(new Error(`the window's process ended with ${code}: ${stderr.slice(-2000)}`)));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const at = /SHOWN (\d+)/.exec(text)?.[1];
      if (!at) return;
      clearTimeout(timer);
      resolve(Number(at));
    });
  }).catch(async (cause: unknown) => {
    await stop();
    throw cause;
  });
  return { process: child, ms: shownAt - start, stop };
}
