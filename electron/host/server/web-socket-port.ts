import { type RawData, WebSocket } from 'ws';
import type { Port } from '#shared/contract/port.ts';

/** The host's end of a WebSocket as a port: JSON text both ways. Binary frames arrive as bytes and the guard drops them. */
export function webSocketPort(socket: WebSocket): Port {
  return {
    post: (message) => {
      const text = JSON.stringify(message);
      if (socket.readyState !== WebSocket.OPEN) throw new Error('The connection is closed');
      socket.send(text);
    },
    onMessage: (listener) => void socket.on('message', (data: RawData, isBinary: boolean) => listener(isBinary ? data : textOf(data))),
    onClose: (listener) => void socket.once('close', listener),
    close: () => socket.close(1000),
  };
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return (Buffer.isBuffer(data) ? data : Buffer.from(data)).toString('utf8');
}
