import { useCallback, useMemo } from 'react';
import { changeSearch, useHashSearch, useSetSearch } from './hash-location.ts';
import { defaultRange, parseRange, type Range } from './range.ts';

/** What part of the estate is looked at. It lives in the URL and travels from screen to screen. */
export interface Scope {
  /** Connection id. */
  connection: string | null;
  account: string | null;
  region: string | null;
  environment: string | null;
  range: Range;
}

const keys = { connection: 'connection', account: 'account', region: 'region', environment: 'env', range: 'range' } as const;

export function scopeFromSearch(search: string): Scope {
  const params = new URLSearchParams(search);
  const text = (key: string) => params.get(key) || null;
  return {
    connection: text(keys.connection),
    account: text(keys.account),
    region: text(keys.region),
    environment: text(keys.environment),
    range: parseRange(params.get(keys.range)) ?? defaultRange,
  };
}

/** Scope parameters alone, for links to other screens. */
export function scopeSearch(scope: Scope): string {
  return changeSearch('', {
    [keys.connection]: scope.connection,
    [keys.account]: scope.account,
    [keys.region]: scope.region,
    [keys.environment]: scope.environment,
    [keys.range]: scope.range === defaultRange ? null : scope.range,
  });
}

export function useScope(): Scope {
  const search = useHashSearch();
  return useMemo(() => scopeFromSearch(search), [search]);
}

export function useSetScope(): (change: Partial<Scope>) => void {
  const setSearch = useSetSearch();
  return useCallback(
    (change) => {
      const named = Object.entries(change).map(([key, value]) => [keys[key as keyof Scope], value === defaultRange ? null : value]);
      setSearch(Object.fromEntries(named), { replace: false });
    },
    [setSearch],
  );
}

/** Link to a screen that keeps the scope, with parameters of that screen added. */
export function useScopedHref(): (path: string, params?: Record<string, string | string[] | null>) => string {
  const scope = useScope();
  return useCallback(
    (path, params = {}) => {
      const search = changeSearch(scopeSearch(scope), params);
      return search ? `${path}?${search}` : path;
    },
    [scope],
  );
}
