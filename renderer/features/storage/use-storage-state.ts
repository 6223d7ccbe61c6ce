import { useCallback, useMemo } from 'react';
import { useHashSearch, useSetSearch } from '../../app/hash-location.ts';
import { type StorageState, storageFromSearch, storageToParams } from './storage-state.ts';

export type ChangeStorage = (change: Partial<StorageState>, options?: { replace?: boolean }) => void;

/** State of the Storage screen from the URL, and what changes it. */
export function useStorageState(): [StorageState, ChangeStorage] {
  const search = useHashSearch();
  const setSearch = useSetSearch();
  const state = useMemo(() => storageFromSearch(search), [search]);
  return [state, useCallback((change, options = { replace: true }) => setSearch(storageToParams(change), options), [setSearch])];
}
