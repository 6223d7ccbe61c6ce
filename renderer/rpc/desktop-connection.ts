import type { DesktopBridge } from '#shared/contract/desktop-bridge.ts';
import type { AppEvent } from '#shared/contract/events.ts';
import { fail, ok, type Reply } from '#shared/errors/reply.ts';
import type { ChosenFile, Connection, ConnectionStatus } from './connection.ts';
import { type Link, openLink } from './link.ts';
import { createListeners, earlyEvents } from './listeners.ts';
import { messagePortOf } from './ports.ts';
import { createServicesClient } from './services-client.ts';

/** Connects this page to the main process by the message port that the preload script hands over. */
export async function connectDesktop(bridge: DesktopBridge<File>): Promise<Connection> {
  const events = createListeners<AppEvent>(earlyEvents);
  const statuses = createListeners<ConnectionStatus>();
  const losses = createListeners<void>();
  const link: Link = openLink(messagePortOf(await receivePort(bridge)), {
    onEvent: events.emit,
    // The main process hands out one port per page: without it only a reload helps.
    onClose: () => {
      losses.emit();
      statuses.emit('closed');
    },
  });
  const services = createServicesClient(link.send);
  return {
    host: 'desktop',
    services,
    files: {
      open: (options) => services.files.chooseOpen(options),
      register: (files) => registerAll(bridge, files),
      download: () => undefined,
      dragOut: (token) => bridge.dragOut(token),
    },
    onEvent: events.add,
    onClose: losses.add,
    onStatus: statuses.add,
  };
}

function receivePort(bridge: DesktopBridge<File>): Promise<MessagePort> {
  return new Promise((resolve) => {
    const onMessage = ({ source, data, ports }: MessageEvent) => {
      if (source !== window || data !== bridge.portMessage || !ports[0]) return;
      window.removeEventListener('message', onMessage);
      resolve(ports[0]);
    };
    window.addEventListener('message', onMessage);
    bridge.requestPort();
  });
}

async function registerAll(bridge: DesktopBridge<File>, files: File[]): Promise<Reply<ChosenFile[]>> {
  const replies = await Promise.all(files.map((file) => bridge.registerFile(file)));
  const failed = replies.find((reply) => !reply.ok);
  return failed ? fail(failed.error) : ok(replies.flatMap((reply) => (reply.ok ? [reply.value] : [])));
}
