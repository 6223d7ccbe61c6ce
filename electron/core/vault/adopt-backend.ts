import type { Clock, Keyring } from '../ports.ts';
import { newCacheKey, readCacheKeyFile, removeCacheKeyFile } from './cache-key-file.ts';
import { writeCacheKeyRow } from './cache-key-row.ts';
import { ensureDataKey, loadDataKey } from './data-key.ts';
import { openRecorded, rowsPath } from './recorded-vault.ts';
import { openSecretRows, type SecretRows } from './secret-rows.ts';
import { ensureRecord, type VaultRecord, writeRecord } from './vault-record.ts';
import { isLasting, recordedOther, unreadableRecord, type VaultState } from './vault-state.ts';

interface Adoption {
  home: string;
  clock: Clock;
  record: VaultRecord;
  backend: 'keychain' | 'passphrase';
  keyring: Keyring;
  /** Secrets of a memory vault move along. */
  current: VaultState;
}

function copySecrets(current: VaultState, rows: SecretRows, dataKey: Buffer): void {
  if (current.state !== 'open') return;
  for (const { connectionId, key } of current.rows.all()) {
    const value = current.rows.get(current.dataKey, connectionId, key);
    if (value !== null) rows.set(dataKey, { connectionId, key, value });
  }
}

/**
 * Fills the vault and records the choice. A crash before the record leaves the home without a choice and the cache key
 * in its file; a crash after it leaves the file for `settleCacheKey`. The key is never in neither.
 */
async function fill(adoption: Adoption, rows: SecretRows): Promise<Buffer> {
  const { home, record, backend, current } = adoption;
  const dataKey = await ensureDataKey(adoption.keyring, record.id);
  rows.clear();
  writeCacheKeyRow(rows, dataKey, readCacheKeyFile(home) ?? newCacheKey());
  copySecrets(current, rows, dataKey);
  writeRecord(home, { ...record, backend, chosenAt: adoption.clock.now() });
  return dataKey;
}

/** Makes `backend` the vault of the home. Throws, with nothing recorded, when the keyring is absent, locked or loses the key. */
export async function adoptBackend(adoption: Adoption): Promise<VaultState> {
  const { home, record, backend, keyring } = adoption;
  // Asked before vault.db is made: most homes without a keychain never need the file.
  await loadDataKey(keyring, record.id);
  const rows = openSecretRows(rowsPath(home));
  try {
    const dataKey = await rows.exclusively(adoption.clock, async () => {
      // Another process may have chosen while this one waited for the lock.
      if (isLasting(ensureRecord(home)?.backend ?? null)) return null;
      return fill(adoption, rows);
    });
    if (dataKey) {
      removeCacheKeyFile(home);
      return { state: 'open', backend, dataKey, rows, detail: '' };
    }
  } catch (cause) {
    rows.close();
    throw cause;
  }
  rows.close();
  return adoptOther(home, keyring);
}

/** What the other process recorded: opened when it is the same backend, else the caller's choice is a conflict. */
async function adoptOther(home: string, keyring: Keyring): Promise<VaultState> {
  const recorded = ensureRecord(home);
  if (!recorded?.backend) throw unreadableRecord();
  if (recorded.backend !== keyring.backend) throw recordedOther(recorded.backend, keyring.backend);
  return openRecorded(home, recorded, keyring);
}
