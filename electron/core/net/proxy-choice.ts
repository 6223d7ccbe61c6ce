import { failure } from '#shared/errors/app-error.ts';

/** Which proxy a request takes; `''` for none. */
export type ProxyChoice = (url: string) => Promise<string>;

const schemes: Record<string, string> = { PROXY: 'http', HTTP: 'http', HTTPS: 'https', SOCKS: 'socks', SOCKS4: 'socks4', SOCKS5: 'socks5' };

/**
 * The first entry of a PAC answer (`PROXY host:8080; DIRECT`) as a proxy URL, `''` for DIRECT; a URL stays as it is.
 * Later entries are fallbacks of a browser; a request that fails here is tried again by the scheduler.
 */
export function proxyUrlOf(answer: string): string {
  const first = (answer.split(';')[0] ?? '').trim();
  if (first === '' || first.toUpperCase() === 'DIRECT') return '';
  if (first.includes('://')) return first;
  const [word = '', host] = first.split(/\s+/);
  const scheme = schemes[word.toUpperCase()];
  if (scheme && host) return `${scheme}://${host}`;
  throw failure('invalid_input', `The system's proxy setting is not understood: ${word}.`, {
    hint: 'Correct the proxy setting or PAC file.',
  });
}

/** This machine itself, which no proxy can reach on our behalf. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/i.test(hostname);
}

/** NO_PROXY: a name stands for itself and all below it (`corp`, `.corp`, `*.corp` alike, as curl reads it), with or without a port, or `*`. */
export function bypasses(url: URL, noProxy: string): boolean {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return noProxy.split(/[\s,]+/).some((entry) => {
    if (entry === '' || entry === '*') return entry === '*';
    const [, name = '', only] = /^(.+?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    if (only && only !== port) return false;
    const ending = name.replace(/^\*?\.?/, '');
    return url.hostname === ending || url.hostname.endsWith(`.${ending}`);
  });
}

interface ProxyRules {
  /** The desktop's answer for a URL (`session.resolveProxy`, PAC syntax or a proxy URL). */
  resolveProxy?: (url: string) => Promise<string>;
  /** Sends even this machine's own addresses to the proxy, for tests and debugging proxies. */
  proxyLoopback?: boolean;
}

/** Order: loopback and NO_PROXY go direct, then HTTPS_PROXY and its kin, then the desktop's setting. */
export function proxyChoice(rules: ProxyRules): ProxyChoice {
  let fromEnvironment: ((url: string) => string) | null = null;
  return async (address) => {
    const url = new URL(address);
    if (isLoopback(url.hostname) && !rules.proxyLoopback) return '';
    if (bypasses(url, process.env['no_proxy'] ?? process.env['NO_PROXY'] ?? '')) return '';
    fromEnvironment ??= new (await import('proxy-agent')).ProxyAgent().getProxyForUrl as (url: string) => string;
    const fixed = fromEnvironment(address);
    if (fixed || !rules.resolveProxy) return fixed;
    return proxyUrlOf(await rules.resolveProxy(address));
  };
}
