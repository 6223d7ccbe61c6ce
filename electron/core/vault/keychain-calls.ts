import { AsyncEntry } from '@napi-rs/keyring';
import type * as keytar from '@napi-rs/keyring/keytar';

/** The part of keytar's API that is used. */
type Keytar = Pick<typeof keytar, 'getPassword' | 'setPassword' | 'deletePassword'>;

/**
 * keytar's calls on entries pinned to the Secret Service. The module's own keytar face cannot pin: on Linux it would
 * fall back to the kernel keyring, which forgets everything at the next boot.
 */
function entry(service: string, account: string): AsyncEntry {
  return new AsyncEntry(service, account, { linux: { store: 'secret-service' } });
}

const pinnedKeytar: Keytar = {
  getPassword: async (service, account) => entry(service, account).getPassword(),
  setPassword: async (service, account, password) => entry(service, account).setPassword(password),
  deletePassword: async (service, account) => entry(service, account).deletePassword(),
};

/** One call as plain data: it crosses to the keychain process. */
export type KeychainCall = { service: string; account: string } & ({ verb: 'get' } | { verb: 'set'; value: string } | { verb: 'delete' });

export type KeychainAnswer = { ok: true; value: string | boolean | null } | { ok: false; message: string };

async function run(call: KeychainCall): Promise<string | boolean | null> {
  const { service, account } = call;
  if (call.verb === 'get') return pinnedKeytar.getPassword(service, account);
  if (call.verb === 'delete') return pinnedKeytar.deletePassword(service, account);
  await pinnedKeytar.setPassword(service, account, call.value);
  return null;
}

export async function answer(call: KeychainCall): Promise<KeychainAnswer> {
  try {
    return { ok: true, value: await run(call) };
  } catch (cause) {
    return { ok: false, message: cause instanceof Error ? cause.message : String(cause) };
  }
}
