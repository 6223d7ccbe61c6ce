import type { Port } from '#shared/contract/port.ts';
import { fromWireText } from './wire-text.ts';

/** A message port of the page as a `Port`. The desktop host closes its end on reload, crash and quit. */
export function messagePortOf(port: MessagePort): Port {
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.addEventListener('message', ({ data }) => listener(data));
      port.start();
    },
    // `close` fires when the other end goes away; older engines only know it as a property.
    onClose: (listener) => port.addEventListener('close', listener, { once: true }),
    close: () => port.close(),
  };
}

/** An open WebSocket as a `Port`: JSON text both ways. */
export function webSocketPortOf(socket: WebSocket): Port {
  return {
    post: (message) => {
      if (socket.readyState !== WebSocket.OPEN) throw new Error('The connection is closed');
      socket.send(JSON.stringify(message));
    },
    onMessage: (listener) => socket.addEventListener('message', ({ data }) => typeof data === 'string' && listener(fromWireText(data))),
    onClose: (listener) => socket.addEventListener('close', listener, { once: true }),
    close: () => socket.close(1000),
  };
}
