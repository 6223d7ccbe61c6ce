import { createContext, useContext } from 'react';
import type { CachedBucket, StorageFeatures, StorageVerb } from '#shared/model/storage.ts';
import { type Output, useRead } from '../../app/reads.ts';

type Store = Output<'storage', 'features'>[number];

/** Connections with storage and what each can do. */
export interface Stores {
  list: Store[];
  of: (connectionId: string) => Store | undefined;
  can: (connectionId: string, verb: StorageVerb) => boolean;
  buckets: CachedBucket[];
}

const none: Stores = { list: [], of: () => undefined, can: () => false, buckets: [] };

export const StoresContext = createContext<Stores>(none);

export const useStores = (): Stores => useContext(StoresContext);

export function storesOf(list: Store[], buckets: CachedBucket[]): Stores {
  const byId = new Map(list.map((store) => [store.connectionId, store]));
  return {
    list,
    buckets,
    of: (id) => byId.get(id),
    can: (id, verb) => byId.get(id)?.features.verbs.includes(verb) ?? false,
  };
}

export function useBuckets() {
  return useRead(['storage', 'buckets'], {}, { keep: true });
}

/** `s3://bucket/key`. */
export function addressOf(features: StorageFeatures | undefined, bucket: string, key: string): string {
  return `${features?.scheme ?? 'store'}://${bucket}/${key}`;
}
