import { enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { app, BrowserWindow, dialog, session } from 'electron';
import type { FileLogger } from '#core/platform/logger.ts';
import { declareAppProtocol, serveAppProtocol } from './app-protocol.ts';
import { deepLinkScheme, placeInArguments, placeOfDeepLink } from './deep-link.ts';
import type { DesktopCore } from './desktop-core.ts';
import { serveDragOut } from './drag-out.ts';
import { registerDroppedFiles } from './file-registration.ts';
import { chooseHome } from './home.ts';
import { denyPermissions, lockNavigation } from './lockdown.ts';
import { openMainWindow } from './main-window.ts';
import { setMenu } from './menu.ts';
import { type Broker, brokerPorts } from './port-broker.ts';

/** Taken out of the environment at once: Chromium's processes inherit it. */
const passphrase = process.env['AETHERIUM_PASSPHRASE'] ?? null;
delete process.env['AETHERIUM_PASSPHRASE'];
/** Longest wait for the core to put its work down when the app quits. */
const closeLimitMs = 5_000;

const home = chooseHome();
/** The core's code is compiled once per version, not at every start. */
enableCompileCache(join(home, 'window', 'compiled'));
let core: Promise<DesktopCore> | null = null;
let logger: FileLogger | null = null;
let broker: Broker | null = null;
let place = placeInArguments(process.argv);

/** The core's code is loaded while Chromium makes the window: the window comes first. */
function startCore(): Promise<DesktopCore> {
  const started = import('./desktop-core.ts').then(({ startDesktopCore }) =>
    startDesktopCore({ home, passphrase, onLogger: (made) => void keepLogger(made) }),
  );
  // Written now: a process that is killed would compile everything again.
  started.then(flushCompileCache, () => undefined);
  started.catch(async (cause: unknown) => {
    logger?.error('the core did not start', { error: cause });
    const { toAppError } = await import('#shared/errors/app-error.ts');
    const { message, hint } = toAppError(cause);
    quitWith('Aetherium could not start', `${message}\n\n${hint}`);
  });
  return started;
}

async function keepLogger(made: FileLogger): Promise<void> {
  logger = made;
  const { installCrashHandlers } = await import('#core/platform/crash-handlers.ts');
  installCrashHandlers(made, () => quitWith('Aetherium stopped', `An internal error was written to ${home}.`));
}

function quitWith(title: string, text: string): void {
  dialog.showErrorBox(title, text);
  app.exit(1);
}

function openWindow(): void {
  const window = openMainWindow({ home, place, logger: async () => (await (core ??= startCore())).logger });
  place = null;
  core ??= startCore();
  broker = brokerPorts({ window, core });
  registerDroppedFiles(window, core);
  serveDragOut({ window, core, home });
  window.once('closed', () => (broker = null));
}

/** Brings the window to the front, at a place if one is given; opens one if there is none. */
function show(path: string | null): void {
  const [window] = BrowserWindow.getAllWindows();
  if (!window) {
    place = path;
    return app.isReady() ? openWindow() : undefined;
  }
  if (path) broker?.emit({ type: 'navigate', path });
  if (window.isMinimized()) window.restore();
  window.focus();
}

let closing = false;
/** Jobs are put down and databases closed before the process ends. */
async function closeCore(): Promise<void> {
  const limit = new Promise<void>((resolve) => setTimeout(resolve, closeLimitMs).unref());
  await Promise.race([core?.then((opened) => opened.close()).catch(() => undefined), limit]);
  app.exit(0);
}

function start(): void {
  declareAppProtocol();
  lockNavigation();
  // Not from a source tree: links would open a bare Electron for the whole account.
  if (app.isPackaged) app.setAsDefaultProtocolClient(deepLinkScheme);
  app.on('second-instance', (_event, argv) => show(placeInArguments(argv)));
  app.on('open-url', (event, url) => {
    event.preventDefault();
    const target = placeOfDeepLink(url);
    if (target) show(target);
  });
  app.on('activate', () => BrowserWindow.getAllWindows().length === 0 && openWindow());
  app.on('window-all-closed', () => process.platform !== 'darwin' && app.quit());
  app.on('before-quit', (event) => {
    if (!core) return;
    // Held back also the second time, when the last window has closed: `closeCore` ends the process.
    event.preventDefault();
    if (closing) return;
    closing = true;
    for (const window of BrowserWindow.getAllWindows()) window.close();
    void closeCore();
  });
  void app.whenReady().then(() => {
    serveAppProtocol(session.defaultSession);
    denyPermissions(session.defaultSession);
    openWindow();
    setMenu(show);
  });
}

if (app.requestSingleInstanceLock()) start();
else app.quit();
