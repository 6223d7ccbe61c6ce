import type { AppEvent } from '#shared/contract/events.ts';
import { rpcProtocol } from '#shared/contract/wire.ts';
import { appError, failure } from '#shared/errors/app-error.ts';
import { fail } from '#shared/errors/reply.ts';
import { browserFiles } from './browser-files.ts';
import { hasSession, signIn, storedKey } from './browser-session.ts';
import type { Connection, ConnectionStatus } from './connection.ts';
import { type Link, openLink } from './link.ts';
import { createListeners, earlyEvents } from './listeners.ts';
import { webSocketPortOf } from './ports.ts';
import { createServicesClient } from './services-client.ts';

const firstDelayMs = 250;
const longestDelayMs = 10_000;

/** Connects this page to the headless host that served it, and again whenever the link breaks. */
export async function connectBrowser(): Promise<Connection> {
  await signIn();
  return reconnecting(await openSocket());
}

function reconnecting(first: WebSocket): Connection {
  const events = createListeners<AppEvent>(earlyEvents);
  const statuses = createListeners<ConnectionStatus>();
  const losses = createListeners<void>();
  let link: Link | null = null;

  const adopt = (socket: WebSocket) => {
    link = openLink(webSocketPortOf(socket), { onEvent: events.emit, onClose: lost });
  };
  const lost = () => {
    link = null;
    losses.emit();
    statuses.emit('reconnecting');
    retry(0);
  };
  const retry = (attempt: number) => void setTimeout(() => void reopen(attempt), delayMs(attempt));
  const reopen = async (attempt: number) => {
    try {
      if (!(await hasSession())) return statuses.emit('closed');
      adopt(await openSocket());
      statuses.emit('connected');
    } catch {
      retry(attempt + 1);
    }
  };

  adopt(first);
  return {
    host: 'headless',
    files: browserFiles,
    services: createServicesClient((call) => link?.send(call) ?? Promise.resolve(fail(appError('offline', 'The console does not answer')))),
    onEvent: events.add,
    onClose: losses.add,
    onStatus: statuses.add,
  };
}

function openSocket(): Promise<WebSocket> {
  const { protocol, host } = window.location;
  const socket = new WebSocket(`${protocol === 'https:' ? 'wss' : 'ws'}://${host}/rpc`, [rpcProtocol, storedKey() ?? 'none']);
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(socket), { once: true });
    socket.addEventListener('close', () => reject(failure('offline', 'The console refused the connection')), { once: true });
  });
}

/** Doubles, with jitter so that many tabs do not return in step. */
function delayMs(attempt: number): number {
  return Math.min(longestDelayMs, firstDelayMs * 2 ** attempt) * (0.5 + Math.random() / 2);
}
