import type { DesktopBridge } from '#shared/contract/desktop-bridge.ts';
import { connectBrowser } from './browser-connection.ts';
import type { Connection } from './connection.ts';
import { connectDesktop } from './desktop-connection.ts';

/**
 * Connects to the host of this page: the desktop window's main process, or the headless host that served it.
 *
 * @throws AppFailure `auth_required` or `offline` when a headless host does not let us in
 */
export function connect(): Promise<Connection> {
  const bridge = (window as { aetherium?: DesktopBridge<File> }).aetherium;
  return bridge ? connectDesktop(bridge) : connectBrowser();
}
