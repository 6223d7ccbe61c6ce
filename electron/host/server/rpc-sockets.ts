import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { servePort } from '#core/boundary/port-server.ts';
import type { Core } from '#core/core.ts';
import type { Logger } from '#core/ports.ts';
import { contract } from '#shared/contract/services.ts';
import { maxMessageBytes, rpcProtocol } from '#shared/contract/wire.ts';
import { isOwnHost, isOwnOrigin } from './request-origin.ts';
import { cookieName } from './routes.ts';
import { cookieOf, type Sessions } from './sessions.ts';
import { webSocketPort } from './web-socket-port.ts';

/** Silence after which a client counts as gone. */
const heartbeatMs = 30_000;

export interface RpcSocketsOptions {
  core: Core;
  sessions: Sessions;
  port: number;
  logger: Logger;
}

export interface RpcSockets {
  /** Takes or refuses an upgrade. */
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  close: () => void;
}

/** The WebSocket side of the host: one served port per socket, for pages of ours with a session. */
export function createRpcSockets({ core, sessions, port, logger }: RpcSocketsOptions): RpcSockets {
  const server = new WebSocketServer({
    noServer: true,
    // The guard judges what is a little too large and counts it; only what is absurd ends the connection.
    maxPayload: 2 * maxMessageBytes,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(rpcProtocol) ? rpcProtocol : false),
  });
  const heartbeat = setInterval(() => server.clients.forEach(checkAlive), heartbeatMs);
  heartbeat.unref();

  const isAllowed = (request: IncomingMessage) =>
    request.url === '/rpc' &&
    isOwnHost(request, port) &&
    isOwnOrigin(request) &&
    sessions.isValid(cookieOf(request, cookieName(port)), offeredKey(request));

  return {
    upgrade: (request, socket, head) => {
      if (!isAllowed(request)) {
        logger.warn('WebSocket refused', { origin: request.headers.origin ?? null, host: request.headers.host ?? null });
        socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
        return;
      }
      server.handleUpgrade(request, socket, head, (client) => {
        watch(client, logger);
        servePort({
          port: webSocketPort(client),
          contract,
          handlers: core.services,
          onEvent: (listener) => core.onEvent(listener),
          logger,
        });
      });
    },
    close: () => {
      clearInterval(heartbeat);
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}

/** The key travels as a second sub-protocol: the one place where a browser lets a page add to an upgrade, besides the URL. */
function offeredKey(request: IncomingMessage): string | null {
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  return offered.length === 2 && offered[0] === rpcProtocol ? offered[1]! : null;
}

const silent = new WeakSet<WebSocket>();

function watch(client: WebSocket, logger: Logger): void {
  client.on('pong', () => silent.delete(client));
  client.on('error', (cause) => logger.warn('WebSocket failed', { error: cause.message }));
}

function checkAlive(client: WebSocket): void {
  if (silent.has(client)) return client.terminate();
  silent.add(client);
  client.ping();
}
