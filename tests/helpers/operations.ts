import { onTestFinished } from 'vitest';
import { createOperations } from '#core/operations/operations.ts';
import type { OperationsApi } from '#core/operations/operations-api.ts';
import type { Groups } from '#core/threads/thread-api.ts';
import { testKey } from './cache-key.ts';
import { tempFolder } from './temp-folder.ts';

type Methods = Record<string, Record<string, (...args: unknown[]) => unknown>>;

/** The operations store in this thread with the interface it has from another one; closed when the test has ended. */
export function operationsHere(folder = tempFolder()): Groups<OperationsApi> {
  const store = createOperations();
  store.store.open({ folder, key: testKey });
  onTestFinished(() => store.store.close());
  const methods = store as unknown as Methods;
  const group = (name: string) =>
    new Proxy(
      {},
      {
        get:
          (_, method) =>
          async (...args: unknown[]) =>
            structuredClone(methods[name]![method as string]!(...structuredClone(args))),
      },
    );
  return Object.fromEntries(Object.keys(store).map((name) => [name, group(name)])) as Groups<OperationsApi>;
}
