import { type BrowserWindow, ipcMain, MessageChannelMain, type MessagePortMain } from 'electron';
import type { Core } from '#core/core.ts';
import type { AppEvent } from '#shared/contract/events.ts';
import { channels } from './channels.ts';
import type { DesktopCore } from './desktop-core.ts';
import { isOurFrame } from './lockdown.ts';
import { mainPort } from './main-port.ts';

export interface Broker {
  /** An event of this host alone, for the page that is shown now. */
  emit(event: AppEvent): void;
}

export interface BrokerOptions {
  window: BrowserWindow;
  /** May still be starting: calls wait in the port until then. */
  core: Promise<DesktopCore>;
}

/** Gives the window's page its port. Each port belongs to one page: navigation, reload and crash revoke it. */
export function brokerPorts({ window, core }: BrokerOptions): Broker {
  const listeners = new Set<(event: AppEvent) => void>();
  let revoke = () => {};

  const onEvent = (owner: Core) => (listener: (event: AppEvent) => void) => {
    listeners.add(listener);
    const unsubscribe = owner.onEvent(listener);
    return () => {
      listeners.delete(listener);
      unsubscribe();
    };
  };

  const serve = (port: MessagePortMain) => {
    let close = () => port.close();
    let revoked = false;
    void core.then(
      ({ core: owner, logger, serve: servePort }) => {
        if (revoked) return;
        const server = servePort({ port: mainPort(port), handlers: owner.services, onEvent: onEvent(owner), logger });
        close = () => server.close();
      },
      () => close(),
    );
    return () => {
      revoked = true;
      close();
    };
  };

  const onRequest = ({ senderFrame }: Electron.IpcMainEvent) => {
    if (!senderFrame || !isOurFrame(window.webContents, senderFrame)) return;
    revoke();
    const { port1, port2 } = new MessageChannelMain();
    revoke = serve(port1);
    senderFrame.postMessage(channels.port, null, [port2]);
  };

  ipcMain.on(channels.port, onRequest);
  window.webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) revoke();
  });
  window.webContents.on('render-process-gone', () => revoke());
  window.once('closed', () => {
    ipcMain.off(channels.port, onRequest);
    revoke();
  });
  return {
    emit: (event) => {
      for (const listener of listeners) listener(event);
    },
  };
}
