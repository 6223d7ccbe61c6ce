import type { IncomingMessage } from 'node:http';

/** Names under which the host is reached. A page of any other name that resolves to 127.0.0.1 (DNS rebinding) is refused. */
const ownNames = ['127.0.0.1', 'localhost'];

/** Whether the request names this host and port as its target. */
export function isOwnHost(request: IncomingMessage, port: number): boolean {
  return ownNames.some((name) => request.headers.host === `${name}:${port}`);
}

/** Whether the request comes from a page of this host. Browsers send `Origin` with every POST and every WebSocket. */
export function isOwnOrigin(request: IncomingMessage): boolean {
  return request.headers.origin === `http://${request.headers.host}`;
}

/** Whether an `Origin`, when there is one, is ours. Plain navigations and same-origin GETs send none. */
export function isForeignOrigin(request: IncomingMessage): boolean {
  return request.headers.origin !== undefined && !isOwnOrigin(request);
}
