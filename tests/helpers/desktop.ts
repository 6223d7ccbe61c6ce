import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';

const root = join(import.meta.dirname, '../..');
const executables: Partial<Record<NodeJS.Platform, string>> = { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' };
const executable = executables[process.platform] ?? 'electron';

/** The Electron to run: `AETHERIUM_ELECTRON` names the program, `ELECTRON_OVERRIDE_DIST_PATH` its folder. */
function findElectron(): string {
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(root, 'node_modules/electron/dist');
  const path = process.env['AETHERIUM_ELECTRON'] ?? join(folder, executable);
  if (!existsSync(path)) throw new Error(`There is no Electron at ${path}: set AETHERIUM_ELECTRON`);
  return path;
}

export interface Desktop {
  app: ElectronApplication;
  window: Page;
  home: string;
  /** Quits the app and waits for its end; the home stays. */
  quit(): Promise<void>;
  /** Quits and removes a home that was made here. */
  end(): Promise<void>;
}

export interface DesktopOptions {
  /** Default: a fresh temporary folder. */
  home?: string;
  env?: Record<string, string>;
  args?: string[];
}

/** How the built app is started on a home. Containers and many build machines allow no sandbox: tests, and only they, run without. */
export function desktopCommand({ home, env = {}, args = [] }: DesktopOptions & { home: string }) {
  return {
    program: findElectron(),
    args: ['--no-sandbox', root, ...args],
    env: { ...inherited(), AETHERIUM_HOME: home, AETHERIUM_VAULT: 'memory', AETHERIUM_OFFLINE: '0', ...env },
  };
}

/** Starts the built desktop app on a home and waits for its window. */
export async function launchDesktop({ home, ...options }: DesktopOptions = {}): Promise<Desktop> {
  const folder = home ?? (await mkdtemp(join(tmpdir(), 'aetherium-desktop-')));
  const { program, args, env } = desktopCommand({ ...options, home: folder });
  // Only without an `executablePath` does Playwright hold the app back until it has attached. With one it races against
  // the first window, and hangs when it loses. So it is told where Electron is through Electron's own package.
  process.env['ELECTRON_OVERRIDE_DIST_PATH'] = program.slice(0, -executable.length);
  const app = await _electron.launch({ args, env });
  const window = await app.firstWindow();
  const quit = () => app.close();
  const end = async () => {
    await quit();
    if (!home) await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  };
  return { app, window, home: folder, quit, end };
}

/** The test's own environment, without what would reach into a developer's console. */
function inherited(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    ([key, value]) => value !== undefined && !/^(AETHERIUM_|ELECTRON_|NODE_OPTIONS)/.test(key),
  );
  return Object.fromEntries(entries) as Record<string, string>;
}
