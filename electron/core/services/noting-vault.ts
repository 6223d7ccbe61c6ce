import type { Vault } from '../vault/vault.ts';

/** Shorter text is no secret worth masking, and masking it would garble every log line. */
const shortest = 4;

/** Adds to `seen` every secret that is read or stored, before anything else can log it. */
export function notingVault(vault: Vault, seen: Set<string>): Vault {
  const note = <T extends string | null>(value: T): T => {
    if (value !== null && value.length >= shortest) seen.add(value);
    return value;
  };
  const { secrets } = vault;
  return {
    status: () => vault.status(),
    choose: (options) => vault.choose(options),
    unlock: (options) => vault.unlock(options),
    cacheKey: () => vault.cacheKey(),
    close: () => vault.close(),
    secrets: {
      ...secrets,
      get: async (connectionId, key) => note(await secrets.get(connectionId, key)),
      set: (connectionId, key, value) => secrets.set(connectionId, key, note(value)),
    },
  };
}
