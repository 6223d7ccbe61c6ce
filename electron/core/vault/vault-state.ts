import { type AppError, type AppFailure, failure } from '#shared/errors/app-error.ts';
import type { VaultBackend } from '#shared/model/vault.ts';
import type { SecretRows } from './secret-rows.ts';

/** What a process holds of a vault: the keys, or the reason why it has none. */
export type VaultState =
  | { state: 'open'; backend: VaultBackend; dataKey: Buffer; rows: SecretRows; detail: string }
  | { state: 'unset' | 'locked' | 'unavailable'; backend: VaultBackend | null; rows: SecretRows | null; detail: string };

/** A backend that outlives the process: once recorded it is never replaced. */
export function isLasting(backend: VaultBackend | null): backend is 'keychain' | 'passphrase' {
  return backend === 'keychain' || backend === 'passphrase';
}

export const fileProtection = 'The cache key is in the file cache.key, protected by file permissions only.';

/** Closed but there, or not to be had: decided by the error the backend gave. */
export function closedBy(error: AppError, backend: VaultBackend | null, rows: SecretRows | null): VaultState {
  return { state: error.code === 'auth_required' ? 'locked' : 'unavailable', backend, rows, detail: `${error.message} ${error.hint}` };
}

/** The failure of a call that needs an open vault. */
export function notOpen(state: Exclude<VaultState, { state: 'open' }>): AppFailure {
  const message = state.state === 'unset' ? 'No vault was chosen for secrets.' : `The vault is ${state.state}.`;
  return failure('auth_required', message, { hint: state.detail, fix: { kind: 'choose_vault' } });
}

export function recordedOther(recorded: VaultBackend, wanted: VaultBackend): AppFailure {
  return failure('conflict', `This home keeps its secrets with “${recorded}”, not with “${wanted}”.`, {
    hint: `Ask for “${recorded}” (AETHERIUM_VAULT) or leave it out, or use another home.`,
    fix: { kind: 'choose_vault' },
  });
}

export function unreadableRecord(): AppFailure {
  return failure('conflict', 'The record of the vault (vault.json) is damaged or from a newer version.', {
    hint: 'Restore vault.json from a backup, or update the console. Nothing was changed.',
  });
}
