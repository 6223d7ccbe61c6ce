import { useCallback, useSyncExternalStore } from 'react';

/** Path and search of a location kept whole inside the URL fragment: `#/costs?groupBy=ServiceName`. */
export interface HashPlace {
  path: string;
  search: string;
}

/**
 * Reads the fragment. A fragment that is no place of ours (the one-time token of the headless host, for
 * example) counts as the first screen.
 */
export function parseHash(hash: string): HashPlace {
  const text = hash.replace(/^#/, '');
  if (!text.startsWith('/')) return { path: '/', search: '' };
  const cut = text.indexOf('?');
  return cut < 0 ? { path: text, search: '' } : { path: text.slice(0, cut), search: text.slice(cut + 1) };
}

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('hashchange', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('hashchange', listener);
  };
}

/** Goes to a place. wouter's own hash hook moves the search part out of the fragment, which the hosts do not serve. */
export function navigate(to: string, options: { replace?: boolean } = {}): void {
  const url = `#${to.startsWith('/') ? to : `/${to}`}`;
  if (options.replace) history.replaceState(null, '', url);
  else history.pushState(null, '', url);
  for (const listener of listeners) listener();
}

const currentPath = () => parseHash(location.hash).path;
const currentSearch = () => parseHash(location.hash).search;

function usePath(): [string, typeof navigate] {
  return [useSyncExternalStore(subscribe, currentPath), navigate];
}

/** Search part of the current place, without the question mark. */
export function useHashSearch(): string {
  return useSyncExternalStore(subscribe, currentSearch);
}

/** wouter location hook over the fragment. */
export const locationHook = Object.assign(usePath, { hrefs: (href: string) => `#${href}`, searchHook: useHashSearch });

/** Changes search parameters in place; null removes one. */
export function useSetSearch(): (changes: Record<string, string | string[] | null>, options?: { replace?: boolean }) => void {
  return useCallback((changes, options = { replace: true }) => {
    const { path, search } = parseHash(location.hash);
    const next = changeSearch(search, changes);
    navigate(next ? `${path}?${next}` : path, options);
  }, []);
}

/** The search string with parameters set or removed. */
export function changeSearch(search: string, changes: Record<string, string | string[] | null>): string {
  const params = new URLSearchParams(search);
  for (const [key, value] of Object.entries(changes)) {
    params.delete(key);
    if (value === null) continue;
    for (const one of Array.isArray(value) ? value : [value]) params.append(key, one);
  }
  return params.toString();
}

/** A link to what is on screen: for the desktop under its own scheme, for a browser at the host's address. */
export function placeLink(host: 'desktop' | 'headless'): string {
  const { path, search } = parseHash(location.hash);
  const place = search ? `${path}?${search}` : path;
  return host === 'desktop' ? `aetherium:/${place}` : `${location.origin}${location.pathname}#${place}`;
}
