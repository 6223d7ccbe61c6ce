import { z } from 'zod';

export const vaultBackends = ['keychain', 'passphrase', 'memory'] as const;
export type VaultBackend = (typeof vaultBackends)[number];

/** State of the secret store as screens see it. */
export const vaultStatusSchema = z.object({
  /** Backend recorded for this home; null when none was chosen yet. */
  backend: z.enum(vaultBackends).nullable(),
  /** `unset`: no choice yet and nothing stored; `locked` is not empty: it needs the keychain or passphrase. */
  state: z.enum(['unset', 'open', 'locked', 'unavailable']),
  /** Where the key of the cache database is kept. `file`: beside the cache, protected by file permissions only. */
  cacheKey: z.enum(['vault', 'file']),
  /** Why it is locked or unavailable, or why a weaker protection is in force. */
  detail: z.string(),
  keychainAvailable: z.boolean(),
});
export type VaultStatus = z.infer<typeof vaultStatusSchema>;
