import { randomBytes } from 'node:crypto';
import { failure } from '#shared/errors/app-error.ts';
import type { Keyring } from '../ports.ts';

const keyPattern = /^[0-9a-f]{64}$/;

/** Only this entry is in the keyring: Windows caps a blob at 2,560 bytes, and one entry means one prompt. */
function accountOf(vaultId: string): string {
  return `data-key/${vaultId}`;
}

/** The 32-byte data key of a vault; null when the keyring has none. */
export async function loadDataKey(keyring: Keyring, vaultId: string): Promise<Buffer | null> {
  const text = await keyring.get(accountOf(vaultId));
  if (text === null) return null;
  if (!keyPattern.test(text)) {
    throw failure('conflict', 'The key in the keychain is damaged.', {
      hint: 'Restore the keychain from a backup. Nothing was changed or removed.',
      fix: { kind: 'choose_vault' },
    });
  }
  return Buffer.from(text, 'hex');
}

/** The data key, made when the keyring has none and read back: some stores take a value and lose it. */
export async function ensureDataKey(keyring: Keyring, vaultId: string): Promise<Buffer> {
  const found = await loadDataKey(keyring, vaultId);
  if (found) return found;
  const made = randomBytes(32);
  await keyring.set(accountOf(vaultId), made.toString('hex'));
  const stored = await loadDataKey(keyring, vaultId);
  if (stored?.equals(made)) return made;
  throw failure('unsupported', 'The keychain did not keep the key it was given.', { fix: { kind: 'choose_vault' } });
}
