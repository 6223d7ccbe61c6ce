import type { VaultBackend, VaultStatus } from '#shared/model/vault.ts';

/** Secrets of connections. Every call fails with `auth_required` and fix `choose_vault` while the vault is not open. */
export interface Secrets {
  /** Null when it was never set. A changed or damaged row is `auth_required`, never null. */
  get(connectionId: string, key: string): Promise<string | null>;
  set(connectionId: string, key: string, value: string): Promise<void>;
  /** Removes one secret, or all of the connection. */
  remove(connectionId: string, key?: string): Promise<void>;
  /** Keys that hold a value. Known even while the vault is locked; empty where the vault cannot be read at all. */
  keys(connectionId: string): string[];
}

/** The secret store of one home. Backends are chosen explicitly, recorded, and never replaced by a weaker one. */
export interface Vault {
  status(): VaultStatus;
  /**
   * Chooses the backend of a home that has none, or replaces `memory` by a lasting one; the cache key and secrets of this
   * process move along. `conflict` when another backend is recorded, `invalid_input` for a missing or short passphrase,
   * `unsupported` or `auth_required` when the keychain is absent or locked: then nothing was recorded.
   */
  choose(options: { backend: VaultBackend; passphrase?: string }): Promise<VaultStatus>;
  /** Opens a locked passphrase vault, or asks the keychain again. Fails with `auth_required` for a wrong passphrase. */
  unlock(options: { passphrase?: string }): Promise<VaultStatus>;
  /** Key of the cache database: 32 bytes in hex. `auth_required` with fix `choose_vault` while locked. */
  cacheKey(): Promise<string>;
  secrets: Secrets;
  /** Forgets the keys of this process and closes the files. */
  close(): void;
}
