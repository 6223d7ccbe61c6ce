import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AppFailure, failure } from '#shared/errors/app-error.ts';
import type { VaultBackend, VaultStatus } from '#shared/model/vault.ts';
import type { Clock, Keyring, Logger } from '../ports.ts';
import { adoptBackend } from './adopt-backend.ts';
import { ensureCacheKeyFile } from './cache-key-file.ts';
import { readCacheKeyRow } from './cache-key-row.ts';
import { ensureDataKey } from './data-key.ts';
import { memoryKeyring } from './memory-keyring.ts';
import { passphraseKeyring } from './passphrase-keyring.ts';
import { attempt, openRecorded } from './recorded-vault.ts';
import { openSecretRows } from './secret-rows.ts';
import type { Secrets, Vault } from './vault.ts';
import { ensureRecord, type VaultRecord, writeRecord } from './vault-record.ts';
import { closedBy, fileProtection, isLasting, notOpen, recordedOther, unreadableRecord, type VaultState } from './vault-state.ts';

export interface VaultOptions {
  /** Folder of the home; made when missing. */
  home: string;
  /** Backend asked for by the environment; null: what the home recorded. */
  requested: VaultBackend | null;
  /** Passphrase from the environment, if any. */
  passphrase: string | null;
  keychain: Keyring;
  logger: Logger;
  clock: Clock;
}

const shortest = 8;

function weakPassphrase(): AppFailure {
  return failure('invalid_input', `A passphrase of at least ${shortest} characters is needed.`, {
    hint: 'Give one (AETHERIUM_PASSPHRASE on the command line).',
  });
}

class OpenedVault implements Vault {
  readonly #options: VaultOptions;
  #state: VaultState = { state: 'unset', backend: null, rows: null, detail: '' };
  #keychainAvailable = false;
  /** Choices and unlocks run one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: VaultOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { requested, passphrase, home } = this.#options;
    const record = ensureRecord(home);
    if (!record) return this.#become(closedBy(unreadableRecord().error, null, null));
    if (isLasting(record.backend)) {
      if (requested && requested !== record.backend) throw recordedOther(record.backend, requested);
      return this.#become(await openRecorded(home, record, this.#keyring(record.backend, passphrase)));
    }
    const wanted = requested ?? record.backend ?? 'keychain';
    if (wanted === 'memory') return this.#openMemory();
    const chosen = await attempt(() => this.#adopt(wanted, passphrase, record));
    if (chosen.error && requested) this.#become(closedBy(chosen.error, requested, null));
    else if (chosen.error) {
      const { message } = chosen.error;
      this.#become({
        state: 'unset',
        backend: null,
        rows: null,
        detail: `${message} Secrets need a vault: choose one in the settings, or set AETHERIUM_VAULT (with passphrase: AETHERIUM_PASSPHRASE too). ${fileProtection}`,
      });
    }
  }

  status(): VaultStatus {
    const { state, backend, detail } = this.#state;
    const cacheKey = isLasting(backend) ? 'vault' : 'file';
    return { backend, state, cacheKey, detail, keychainAvailable: this.#keychainAvailable };
  }

  choose(options: { backend: VaultBackend; passphrase?: string }): Promise<VaultStatus> {
    return this.#inTurn(() => this.#choose(options.backend, options.passphrase ?? null));
  }

  unlock(options: { passphrase?: string }): Promise<VaultStatus> {
    return this.#inTurn(() => this.#unlock(options.passphrase ?? null));
  }

  async cacheKey(): Promise<string> {
    const state = this.#state;
    if (state.state === 'open' && isLasting(state.backend)) return readCacheKeyRow(state.rows, state.dataKey);
    if (state.state === 'open' || state.state === 'unset') return ensureCacheKeyFile(this.#options.home);
    throw notOpen(state);
  }

  readonly secrets: Secrets = {
    get: async (connectionId, key) => {
      const { rows, dataKey } = this.#opened();
      return rows.get(dataKey, connectionId, key);
    },
    set: async (connectionId, key, value) => {
      const { rows, dataKey } = this.#opened();
      rows.set(dataKey, { connectionId, key, value });
    },
    remove: async (connectionId, key) => this.#opened().rows.remove(connectionId, key),
    keys: (connectionId) => this.#state.rows?.keys(connectionId) ?? [],
  };

  close(): void {
    this.#become({ state: 'locked', backend: this.#state.backend, rows: null, detail: 'The vault was closed.' });
  }

  #opened() {
    if (this.#state.state !== 'open') throw notOpen(this.#state);
    return this.#state;
  }

  #inTurn(work: () => Promise<void>): Promise<VaultStatus> {
    const turn = this.#turn.then(work).then(() => this.status());
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  #become(next: VaultState): void {
    const before = this.#state;
    this.#state = next;
    if (before.rows && before.rows !== next.rows) before.rows.close();
    if (before.state === 'open') before.dataKey.fill(0);
    if (next.backend === 'keychain') this.#keychainAvailable = next.state !== 'unavailable';
    this.#options.logger.info('vault', { backend: next.backend, state: next.state });
  }

  #keyring(backend: 'keychain' | 'passphrase', passphrase: string | null): Keyring | null {
    if (backend === 'keychain') return this.#options.keychain;
    return passphrase === null ? null : passphraseKeyring({ path: join(this.#options.home, 'vault.passphrase.json'), passphrase });
  }

  async #openMemory(): Promise<void> {
    const detail = `Secrets are kept for this session only. ${fileProtection}`;
    const dataKey = await ensureDataKey(memoryKeyring(), 'session');
    this.#become({ state: 'open', backend: 'memory', dataKey, rows: openSecretRows(':memory:'), detail });
  }

  async #choose(backend: VaultBackend, passphrase: string | null): Promise<void> {
    const { home, clock } = this.#options;
    const record = ensureRecord(home);
    if (!record) throw unreadableRecord();
    if (isLasting(record.backend)) {
      if (record.backend !== backend) throw recordedOther(record.backend, backend);
      return this.#unlock(passphrase);
    }
    if (backend !== 'memory') return this.#adopt(backend, passphrase, record);
    writeRecord(home, { ...record, backend, chosenAt: clock.now() });
    if (this.#state.state !== 'open') await this.#openMemory();
  }

  async #adopt(backend: 'keychain' | 'passphrase', passphrase: string | null, record: VaultRecord): Promise<void> {
    const keyring = this.#keyring(backend, passphrase);
    if (!keyring || (backend === 'passphrase' && (passphrase ?? '').length < shortest)) throw weakPassphrase();
    const { home, clock } = this.#options;
    this.#become(await adoptBackend({ home, clock, record, keyring, backend, current: this.#state }));
  }

  async #unlock(passphrase: string | null): Promise<void> {
    const { home } = this.#options;
    const state = this.#state;
    if (state.state === 'open') return;
    const record = ensureRecord(home);
    if (!record) throw unreadableRecord();
    if (isLasting(record.backend)) return this.#unlockRecorded(passphrase, record);
    // The environment asked for a backend that could not be had at start.
    if (isLasting(state.backend)) return this.#adopt(state.backend, passphrase, record);
    throw notOpen(state);
  }

  async #unlockRecorded(passphrase: string | null, record: VaultRecord): Promise<void> {
    const keyring = isLasting(record.backend) ? this.#keyring(record.backend, passphrase) : null;
    const next = await openRecorded(this.#options.home, record, keyring);
    this.#become(next);
    if (next.error) throw new AppFailure(next.error);
  }
}

/**
 * Opens the vault of a home. Without a choice the keychain is recorded when it answers, else the vault stays `unset`.
 * Throws `conflict` when the environment asks for another backend than the recorded one; everything else is a state.
 */
export async function openVault(options: VaultOptions): Promise<Vault> {
  mkdirSync(options.home, { recursive: true, mode: 0o700 });
  const vault = new OpenedVault(options);
  await vault.start();
  return vault;
}
