import { join } from 'node:path';
import { BrowserWindow, dialog, nativeTheme, screen } from 'electron';
import type { Logger } from '#core/ports.ts';
import { pageOrigin } from './app-protocol.ts';
import { readWindowState, writeWindowState } from './window-state.ts';

export interface MainWindowOptions {
  home: string;
  /** Place to open, e.g. of a deep link. */
  place: string | null;
  logger: () => Promise<Logger>;
}

/** Opens the console's window: sandboxed, isolated, where it was last time. */
export function openMainWindow({ home, place, logger }: MainWindowOptions): BrowserWindow {
  const saved = readWindowState(
    home,
    screen.getAllDisplays().map(({ workArea }) => workArea),
  );
  const window = new BrowserWindow({
    ...(saved ?? { width: 1440, height: 900 }),
    minWidth: 640,
    minHeight: 400,
    title: 'Aetherium',
    // The page paints the same colours first: no flash between window and page.
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#1a1b1e' : '#ffffff',
    webPreferences: {
      preload: join(import.meta.dirname, '../preload/index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      v8CacheOptions: 'bypassHeatCheck',
    },
  });
  if (saved?.maximized) window.maximize();
  window.on('close', () => writeWindowState(home, { ...window.getNormalBounds(), maximized: window.isMaximized() }));
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    void logger().then((log) => log.error('window process gone', { reason, exitCode }));
    if (reason !== 'clean-exit') void offerReload(window);
  });
  void window.loadURL(`${pageOrigin()}/${place ? `#${place}` : ''}`);
  return window;
}

async function offerReload(window: BrowserWindow): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: 'The window stopped working',
    detail: 'Running refreshes and imports go on. Reload the window to see them.',
    buttons: ['Reload', 'Close'],
    defaultId: 0,
    cancelId: 1,
  });
  if (window.isDestroyed()) return;
  // Chromium must have left the crash's own event: a reload inside of it ends the whole app.
  if (response === 0) setImmediate(() => window.webContents.reload());
  else window.close();
}
