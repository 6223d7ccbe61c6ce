import { join } from 'node:path';
import { app, nativeTheme, session } from 'electron';
import { connectors } from '#connectors/registry.ts';
import { type PortServer, type PortServerOptions, servePort } from '#core/boundary/port-server.ts';
import type { Core } from '#core/core.ts';
import { createCore } from '#core/create-core.ts';
import { createHttp } from '#core/net/http-port.ts';
import { clearDragFolders } from '#core/platform/drag-folders.ts';
import { createLogger, type FileLogger } from '#core/platform/logger.ts';
import { nodeClock } from '#core/platform/node-clock.ts';
import { type Contract, contract } from '#shared/contract/services.ts';
import { failure } from '#shared/errors/app-error.ts';
import { type VaultBackend, vaultBackends } from '#shared/model/vault.ts';
import { desktopConnectivity } from './desktop-connectivity.ts';
import { desktopShell } from './desktop-shell.ts';

export interface DesktopCore {
  core: Core;
  logger: FileLogger;
  /** Serves the contract on a port. It comes with the core, so that the start does not load the schemas before the window. */
  serve: (options: Omit<PortServerOptions<Contract>, 'contract'>) => PortServer;
  close: () => Promise<void>;
}

export interface DesktopCoreOptions {
  home: string;
  passphrase: string | null;
  /** Called as soon as there is a log, before anything else can fail. */
  onLogger: (logger: FileLogger) => void;
}

/** Starts the core with the desktop's facilities: dialogs, proxy settings, sleep and network state. */
export async function startDesktopCore({ home, passphrase, onLogger }: DesktopCoreOptions): Promise<DesktopCore> {
  const secretsSeen = new Set<string>();
  const logger = createLogger({ folder: join(home, 'logs'), secrets: secretsSeen });
  onLogger(logger);
  const connectivity = desktopConnectivity();
  const core = await createCore({
    home,
    version: app.getVersion(),
    shell: desktopShell(home),
    clock: nodeClock,
    logger,
    connectivity,
    http: createHttp({ resolveProxy: (url) => session.defaultSession.resolveProxy(url) }),
    connectors,
    vaultBackend: requestedVault(),
    passphrase,
    schedule: true,
    secretsSeen,
  });
  followTheme(core);
  // What an earlier process left there; a failure costs some space on the disk only.
  clearDragFolders(home).catch((cause: unknown) => logger.warn('folders of earlier drags were not removed', { cause }));
  const close = async () => {
    await core.close();
    await clearDragFolders(home).catch(() => undefined);
    connectivity.close();
    logger.close();
  };
  return { core, logger, serve: (options) => servePort({ ...options, contract }), close };
}

function requestedVault(): VaultBackend | null {
  const asked = process.env['AETHERIUM_VAULT'] || null;
  const known = vaultBackends.find((backend) => backend === asked);
  if (asked && !known)
    throw failure('invalid_input', `AETHERIUM_VAULT=${asked} is unknown`, { hint: `It is one of ${vaultBackends.join(', ')}.` });
  return known ?? null;
}

/** Menus, dialogs and scrollbars in the theme that the person chose. */
function followTheme(core: Core): void {
  const apply = async () => {
    const { theme } = await core.services.settings.get({}, { id: 'theme', signal: new AbortController().signal });
    nativeTheme.themeSource = theme;
  };
  void apply();
  core.onEvent((event) => {
    if (event.type === 'changed' && event.tables.includes('settings')) void apply();
  });
}
