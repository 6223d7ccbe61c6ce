import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { failure } from '#shared/errors/app-error.ts';
import type { Keyring } from '../ports.ts';
import { replaceFile } from './atomic-file.ts';
import {
  deriveKeys,
  formatPassphraseFile,
  newKdf,
  type PassphraseBody,
  type PassphraseKeys,
  parsePassphraseFile,
  provesPassphrase,
} from './passphrase-file.ts';
import { seal, unseal } from './secret-box.ts';

function damaged(path: string) {
  return failure('conflict', `The passphrase vault ${basename(path)} is damaged.`, {
    hint: 'Restore the file from a backup. Nothing was changed or removed.',
    fix: { kind: 'choose_vault' },
  });
}

function wrongPassphrase() {
  return failure('auth_required', 'The passphrase does not open the vault.', {
    hint: 'Enter the passphrase this vault was made with.',
    fix: { kind: 'choose_vault' },
  });
}

/** The file's body; null when there is no file yet. */
function read(path: string): PassphraseBody | null {
  if (!existsSync(path)) return null;
  const body = parsePassphraseFile(readFileSync(path, 'utf8'));
  if (!body) throw damaged(path);
  return body;
}

function contextOf(account: string): string {
  return `aetherium passphrase entry ${account}`;
}

/**
 * Keys in a file that only the passphrase opens (scrypt, AES-256-GCM). The passphrase itself is stored nowhere. A wrong
 * passphrase is `auth_required`, a damaged file `conflict`, an empty one `null`: never one for the other.
 */
export function passphraseKeyring(options: { path: string; passphrase: string }): Keyring {
  const { path, passphrase } = options;
  let made: { salt: string; keys: Promise<PassphraseKeys> } | null = null;

  async function keysOf(body: PassphraseBody): Promise<PassphraseKeys> {
    const { salt } = body.kdf;
    if (made?.salt !== salt) made = { salt, keys: deriveKeys(passphrase, body.kdf) };
    const keys = await made.keys;
    if (!provesPassphrase(keys, body)) throw wrongPassphrase();
    return keys;
  }

  async function newBody(): Promise<PassphraseBody> {
    const kdf = newKdf();
    made = { salt: kdf.salt, keys: deriveKeys(passphrase, kdf) };
    const { verifier } = await made.keys;
    return { version: 1, kdf, verifier: verifier.toString('hex'), entries: {} };
  }

  return {
    backend: 'passphrase',
    async get(account) {
      const body = read(path);
      if (!body) return null;
      const keys = await keysOf(body);
      const sealed = body.entries[account];
      if (sealed === undefined) return null;
      const plain = unseal(keys.seal, Buffer.from(sealed, 'hex'), contextOf(account));
      if (!plain) throw damaged(path);
      return plain.toString('utf8');
    },
    async set(account, value) {
      const body = read(path) ?? (await newBody());
      const keys = await keysOf(body);
      const sealed = seal(keys.seal, Buffer.from(value), contextOf(account)).toString('hex');
      replaceFile(path, formatPassphraseFile({ ...body, entries: { ...body.entries, [account]: sealed } }));
    },
    async delete(account) {
      const body = read(path);
      if (!body) return false;
      await keysOf(body);
      const { [account]: removed, ...entries } = body.entries;
      if (removed !== undefined) replaceFile(path, formatPassphraseFile({ ...body, entries }));
      return removed !== undefined;
    },
  };
}
