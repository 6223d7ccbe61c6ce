import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { passphraseKeyring } from '#core/vault/passphrase-keyring.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';
import { errorOf } from '#tests/helpers/vaults.ts';

const passphrase = 'Grüße aus dem Tresor';

async function filled() {
  const path = join(tempFolder(), 'vault.passphrase.json');
  await passphraseKeyring({ path, passphrase }).set('data-key', 'the value');
  return path;
}

test('no file is empty', async () => {
  const keyring = passphraseKeyring({ path: join(tempFolder(), 'none.json'), passphrase });
  expect(await keyring.get('data-key')).toBeNull();
  expect(await keyring.delete('data-key')).toBe(false);
});

test('keeps several entries, deletes one, and tells a missing entry from a wrong passphrase', async () => {
  const path = await filled();
  const keyring = passphraseKeyring({ path, passphrase });
  await keyring.set('other', 'second');
  expect(await keyring.get('data-key')).toBe('the value');
  expect(await keyring.get('never set')).toBeNull();
  expect(await keyring.delete('other')).toBe(true);
  expect(await keyring.delete('other')).toBe(false);
  expect(await keyring.get('other')).toBeNull();
});

test('a wrong passphrase is auth_required for every call and changes nothing', async () => {
  const path = await filled();
  const before = readFileSync(path, 'utf8');
  const wrong = passphraseKeyring({ path, passphrase: 'something else' });
  for (const call of [() => wrong.get('data-key'), () => wrong.set('data-key', 'x'), () => wrong.delete('data-key')]) {
    expect(await errorOf(call)).toMatchObject({ code: 'auth_required', fix: { kind: 'choose_vault' } });
  }
  expect(readFileSync(path, 'utf8')).toBe(before);
});

test('the same passphrase typed on another system opens it', async () => {
  const path = await filled();
  const composed = passphraseKeyring({ path, passphrase: passphrase.normalize('NFD') });
  expect(await composed.get('data-key')).toBe('the value');
});

test('any changed character is a damaged file, not a wrong passphrase', async () => {
  const path = await filled();
  const text = readFileSync(path, 'utf8');
  const keyring = passphraseKeyring({ path, passphrase });
  for (let at = 0; at < text.length; at += 7) {
    if (/\s/.test(text[at]!)) continue;
    writeFileSync(path, `${text.slice(0, at)}${text[at] === '0' ? '1' : '0'}${text.slice(at + 1)}`);
    expect(await errorOf(() => keyring.get('data-key')), `at ${at}`).toMatchObject({ code: 'conflict' });
  }
  for (const cut of ['', text.slice(0, 80), 'null']) {
    writeFileSync(path, cut);
    expect(await errorOf(() => keyring.get('data-key'))).toMatchObject({ code: 'conflict' });
  }
});

test('states its cost, of at least 2^17 rounds, and is readable by its owner alone', async () => {
  const path = await filled();
  const { body } = JSON.parse(readFileSync(path, 'utf8')) as { body: { kdf: { name: string; N: number } } };
  expect(body.kdf).toMatchObject({ name: 'scrypt' });
  expect(body.kdf.N).toBeGreaterThanOrEqual(2 ** 17);
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
});
