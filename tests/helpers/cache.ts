import { onTestFinished } from 'vitest';
import { createCache } from '#core/cache/cache.ts';
import type { CacheApi } from '#core/cache/cache-api.ts';
import { createCostStore } from '#core/cache/costs/cost-store.ts';
import { migrations } from '#core/cache/migrations/index.ts';
import type { CacheParts } from '#core/cache/session.ts';
import type { Groups } from '#core/threads/thread-api.ts';
import { machineQuerySchema } from '#shared/model/machine.ts';
import { testKey } from './cache-key.ts';
import { tempFolder } from './temp-folder.ts';

/** What `machines.query` answers by default. */
export const everyMachine = machineQuerySchema.parse({});

const parts: CacheParts = {
  migrations,
  createCosts: createCostStore,
  report: (cause) => {
    throw cause;
  },
};

/** The cache in this thread with the interface it has from another one; closed when the test has ended. */
export function cacheHere(overrides: Partial<CacheParts> = {}): Groups<CacheApi> {
  const cache = createCache({ ...parts, ...overrides }) as unknown as Record<string, Record<string, (...args: unknown[]) => unknown>>;
  const group = (name: string) =>
    new Proxy(
      {},
      {
        get:
          (_, method) =>
          async (...args: unknown[]) =>
            cache[name]![method as string]!(...args),
      },
    );
  const api = Object.fromEntries(Object.keys(cache).map((name) => [name, group(name)])) as Groups<CacheApi>;
  onTestFinished(() => api.store.close());
  return api;
}

/** An open cache in a folder of its own (or in `folder`). */
export async function openCache(folder = tempFolder()): Promise<{ cache: Groups<CacheApi>; folder: string; recovery: string | null }> {
  const cache = cacheHere();
  const { recovery } = await cache.store.open({ folder, key: testKey, maxBytes: 1e9 });
  return { cache, folder, recovery };
}
