import type { Keyring } from '#core/ports.ts';
import { failure } from '#shared/errors/app-error.ts';

/** A keychain of the desktop that a test can lock, take away or make forgetful. */
export interface FakeKeychain extends Keyring {
  mode: 'open' | 'locked' | 'absent' | 'forgetful';
  entries: Map<string, string>;
  /** Calls so far, `get data-key/…`. */
  calls: string[];
}

export function fakeKeychain(mode: FakeKeychain['mode'] = 'open'): FakeKeychain {
  const entries = new Map<string, string>();
  const keychain: FakeKeychain = {
    backend: 'keychain',
    mode,
    entries,
    calls: [],
    async get(account) {
      answer(keychain, `get ${account}`);
      return entries.get(account) ?? null;
    },
    async set(account, value) {
      answer(keychain, `set ${account}`);
      if (keychain.mode !== 'forgetful') entries.set(account, value);
    },
    async delete(account) {
      answer(keychain, `delete ${account}`);
      return entries.delete(account);
    },
  };
  return keychain;
}

function answer(keychain: FakeKeychain, call: string): void {
  keychain.calls.push(call);
  if (keychain.mode === 'locked') throw failure('auth_required', 'The keychain is locked.', { fix: { kind: 'choose_vault' } });
  if (keychain.mode === 'absent') throw failure('unsupported', 'This system offers no keychain.');
}
