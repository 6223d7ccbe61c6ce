import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type AppError, AppFailure, failure } from '#shared/errors/app-error.ts';
import type { VaultBackend } from '#shared/model/vault.ts';
import type { Keyring } from '../ports.ts';
import { settleCacheKey } from './cache-key-row.ts';
import { loadDataKey } from './data-key.ts';
import { openSecretRows, type SecretRows } from './secret-rows.ts';
import type { VaultRecord } from './vault-record.ts';
import { closedBy, type VaultState } from './vault-state.ts';

export const rowsPath = (home: string) => join(home, 'vault.db');

function lost(what: string, hint: string): AppFailure {
  return failure('not_found', what, { hint, fix: { kind: 'choose_vault' } });
}

/** The rows of a recorded vault. A missing file is an error here: an empty vault would hide the loss. */
function openRows(home: string): SecretRows {
  const startOver = 'Restore vault.db from a backup, or remove vault.json and the cache to start over.';
  if (!existsSync(rowsPath(home))) throw lost('The secrets of this home (vault.db) are missing.', startOver);
  try {
    return openSecretRows(rowsPath(home));
  } catch (cause) {
    throw failure('conflict', 'The secrets of this home (vault.db) cannot be read.', { hint: startOver, cause });
  }
}

/** The error of an attempt; anything unexpected stays a bug. */
export async function attempt<T>(work: () => Promise<T> | T): Promise<{ value: T; error?: never } | { error: AppError }> {
  try {
    return { value: await work() };
  } catch (cause) {
    if (cause instanceof AppFailure) return { error: cause.error };
    throw cause;
  }
}

async function dataKeyOf(keyring: Keyring | null, record: VaultRecord): Promise<Buffer> {
  if (!keyring) {
    throw failure('auth_required', 'The vault is locked.', {
      hint: 'Enter the passphrase (AETHERIUM_PASSPHRASE on the command line).',
      fix: { kind: 'choose_vault' },
    });
  }
  const key = await loadDataKey(keyring, record.id);
  if (key) return key;
  const hint = 'Restore it, or remove vault.json, vault.db and the cache to start over.';
  throw lost('The key of this home is gone from where it was kept, so its secrets cannot be read.', hint);
}

/** Opens what the home recorded with the keyring given (null: the passphrase is not known). Never falls back, never makes a key. */
export async function openRecorded(home: string, record: VaultRecord, keyring: Keyring | null): Promise<VaultState & { error?: AppError }> {
  const backend = record.backend as VaultBackend;
  const opened = await attempt(() => openRows(home));
  if (opened.error) return { ...closedBy(opened.error, backend, null), error: opened.error };
  const rows = opened.value;
  const keyed = await attempt(async () => {
    const dataKey = await dataKeyOf(keyring, record);
    settleCacheKey(home, rows, dataKey);
    return dataKey;
  });
  if (keyed.error) return { ...closedBy(keyed.error, backend, rows), error: keyed.error };
  return { state: 'open', backend, dataKey: keyed.value, rows, detail: '' };
}
