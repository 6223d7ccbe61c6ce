import http from 'node:http';
import { failure } from '#shared/errors/app-error.ts';
import type { HttpPort } from '../ports.ts';
import { type ProxyChoice, proxyChoice } from './proxy-choice.ts';
import { trustSystemCertificates } from './system-certificates.ts';

/** Opaque: made and used by the runtime's fetch. */
type Dispatcher = object;
const dispatcherSlot = Symbol.for('undici.globalDispatcher.1');

/**
 * The runtime's own proxying dispatcher for `fetch`. It can only be had by making it the global one, so that is done and
 * undone at once: the whole process must not change because one port was made.
 */
function dispatcherFor(proxy: string): Dispatcher {
  if (!/^https?:/.test(proxy) || typeof http.setGlobalProxyFromEnv !== 'function') {
    throw failure('unsupported', `This request cannot use a ${new URL(proxy).protocol.slice(0, -1)} proxy.`, {
      hint: 'Set HTTPS_PROXY to an http or https proxy.',
    });
  }
  const restore = http.setGlobalProxyFromEnv({ http_proxy: proxy, https_proxy: proxy, no_proxy: '' });
  const dispatcher = (globalThis as unknown as Record<symbol, Dispatcher>)[dispatcherSlot];
  restore();
  if (!dispatcher) throw new Error('the runtime made no proxy dispatcher');
  return dispatcher;
}

function proxiedFetch(choose: ProxyChoice): typeof fetch {
  const dispatchers = new Map<string, Dispatcher>();
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (url.startsWith('https:')) await trustSystemCertificates();
    const proxy = await choose(url);
    if (!proxy) return fetch(input, init);
    const dispatcher = dispatchers.get(proxy) ?? dispatcherFor(proxy);
    dispatchers.set(proxy, dispatcher);
    // `dispatcher` is the runtime's own addition to the standard.
    return fetch(input, { ...init, dispatcher } as RequestInit);
  };
}

interface HttpOptions {
  /** The desktop's proxy for a URL, e.g. Electron's `session.resolveProxy`; without it only the environment counts. */
  resolveProxy?: (url: string) => Promise<string>;
  /** Send loopback addresses to the proxy too. */
  proxyLoopback?: boolean;
}

/**
 * HTTP for every SDK: proxies by environment (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY), PAC or desktop setting, and
 * the certificates of the operating system. The agent also speaks to SOCKS proxies and PAC files (`pac+https://…`) given
 * by environment; `fetch` to http and https proxies only, and says so.
 */
export function createHttp(options: HttpOptions = {}): HttpPort {
  const choose = proxyChoice(options);
  const getProxyForUrl = async (url: string) => {
    if (/^(https|wss):/.test(url)) await trustSystemCertificates();
    return choose(url);
  };
  let agent: Promise<http.Agent> | null = null;
  // Loaded late: the package with its PAC interpreter costs more than 100 ms at start.
  const makeAgent = async () => new (await import('proxy-agent')).ProxyAgent({ keepAlive: true, getProxyForUrl });
  return { agent: () => (agent ??= makeAgent()), fetch: proxiedFetch(choose) };
}
