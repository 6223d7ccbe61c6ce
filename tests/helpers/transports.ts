import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MessageChannel, type MessagePort as NodePort } from 'node:worker_threads';
import { WebSocketServer } from 'ws';
import { webSocketPort } from '#host/server/web-socket-port.ts';
import { webSocketPortOf } from '#renderer/rpc/ports.ts';
import type { Port } from '#shared/contract/port.ts';

/** Two connected ends: the one to serve and the one of the renderer. */
export interface PortPair {
  server: Port;
  client: Port;
  /** Sends text without encoding it. Over a message port it is a plain string message. */
  sendText(text: string): void;
  end(): Promise<void>;
}

/** The two real transports of the boundary. */
export const transports: { name: string; open: () => Promise<PortPair> }[] = [
  { name: 'message port', open: () => Promise.resolve(openChannel()) },
  { name: 'WebSocket', open: openSockets },
];

function openChannel(): PortPair {
  const { port1, port2 } = new MessageChannel();
  const client = nodePort(port2);
  return {
    server: nodePort(port1),
    client,
    sendText: (text) => client.post(text),
    end: () => {
      port1.close();
      port2.close();
      return Promise.resolve();
    },
  };
}

/** A worker_threads port as a `Port`; Electron's own is adapted in `electron/main/main-port.ts`. */
export function nodePort(port: NodePort): Port {
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', listener),
    onClose: (listener) => void port.once('close', listener),
    close: () => port.close(),
  };
}

async function openSockets(): Promise<PortPair> {
  const http = createServer();
  const sockets = new WebSocketServer({ server: http });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const accepted = new Promise<Port>((resolve) => sockets.once('connection', (socket) => resolve(webSocketPort(socket))));
  const socket = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`);
  const server = await accepted;
  if (socket.readyState !== WebSocket.OPEN) await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }));
  return {
    server,
    client: webSocketPortOf(socket),
    sendText: (text) => socket.send(text),
    end: async () => {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}
