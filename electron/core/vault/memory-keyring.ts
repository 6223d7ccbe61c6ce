import type { Keyring } from '../ports.ts';

/** Keys of this process only: chosen explicitly where nothing may be kept, and in tests. */
export function memoryKeyring(): Keyring {
  const entries = new Map<string, string>();
  return {
    backend: 'memory',
    get: async (account) => entries.get(account) ?? null,
    set: async (account, value) => void entries.set(account, value),
    delete: async (account) => entries.delete(account),
  };
}
