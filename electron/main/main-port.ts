import type { MessagePortMain } from 'electron';
import type { Port } from '#shared/contract/port.ts';

/** What a message that brings ports is replaced with: the guard drops it, the ports are closed. */
const notAMessage = null;

/** Electron's port as a `Port`. comlink's own Node adapter hands on `{ data: event }`, so nothing would be understood. */
export function mainPort(port: MessagePortMain): Port {
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.on('message', ({ data, ports }) => {
        for (const uninvited of ports) uninvited.close();
        listener(ports.length > 0 ? notAMessage : data);
      });
      port.start();
    },
    onClose: (listener) => void port.once('close', listener),
    close: () => port.close(),
  };
}
