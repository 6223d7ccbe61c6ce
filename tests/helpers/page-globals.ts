import { vi } from 'vitest';
import { WebSocket as NodeSocket } from 'ws';

export interface FakePage {
  location: { hash: string; pathname: string; search: string; host: string; protocol: string };
  /** Ends every open socket as a lost network would. */
  dropSockets(): void;
}

/** Gives a Node test what a page has: its address, storage, and requests that carry cookie and Origin like a browser's. */
export function stubPage(url: string): FakePage {
  const { hash, pathname, search, host, protocol, origin } = new URL(url);
  const location = { hash, pathname, search, host, protocol };
  const stored = new Map<string, string>();
  const sockets = new Set<NodeSocket>();
  let cookie = '';

  vi.stubGlobal('window', { location, history: { replaceState: () => (location.hash = '') } });
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
  });
  const realFetch = globalThis.fetch;
  vi.stubGlobal('fetch', async (path: string, init: RequestInit = {}) => {
    const headers = { ...(init.headers as Record<string, string>), cookie, ...(init.method === 'POST' && { origin }) };
    const response = await realFetch(origin + path, { ...init, headers });
    cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
    return response;
  });
  vi.stubGlobal(
    'WebSocket',
    class extends NodeSocket {
      constructor(address: string, protocols: string[]) {
        super(address, protocols, { origin, headers: { cookie } });
        sockets.add(this);
        // A browser tells a page nothing about why a socket failed.
        this.on('error', () => undefined);
      }
    },
  );
  return {
    location,
    dropSockets: () => {
      for (const socket of sockets) socket.terminate();
    },
  };
}
