import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fakeKeychain } from '#tests/helpers/fake-keychain.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';
import { errorOf, fileIn, goodPassphrase, vaultAt } from '#tests/helpers/vaults.ts';

const hexKey = /^[0-9a-f]{64}$/;

describe('a home without a choice', () => {
  test('records the keychain when it answers', async () => {
    const home = tempFolder();
    const keychain = fakeKeychain();
    const vault = await vaultAt(home, { keychain });
    expect(vault.status()).toEqual({ backend: 'keychain', state: 'open', cacheKey: 'vault', detail: '', keychainAvailable: true });
    expect(await vault.cacheKey()).toMatch(hexKey);
    expect(fileIn(home, 'cache.key')).toBeNull();
    expect(JSON.parse(fileIn(home, 'vault.json')!)).toMatchObject({ backend: 'keychain' });
  });

  test('puts nothing but one 32-byte key into the keychain', async () => {
    const keychain = fakeKeychain();
    const vault = await vaultAt(tempFolder(), { keychain });
    await vault.secrets.set('c1', 'token', 'a very secret value');
    expect([...keychain.entries.values()]).toEqual([expect.stringMatching(hexKey)]);
    expect([...keychain.entries.values()]).not.toContain(await vault.cacheKey());
  });

  test.each(['absent', 'locked', 'forgetful'] as const)('stays unset when the keychain is %s', async (mode) => {
    const home = tempFolder();
    const vault = await vaultAt(home, { keychain: fakeKeychain(mode) });
    expect(vault.status()).toMatchObject({ backend: null, state: 'unset', cacheKey: 'file' });
    expect(vault.status().detail).toContain('file permissions only');
    expect(await vault.cacheKey()).toBe(fileIn(home, 'cache.key')!.trim());
    expect(await errorOf(vault.secrets.set('c1', 'token', 'x'))).toMatchObject({ code: 'auth_required', fix: { kind: 'choose_vault' } });
    expect(JSON.parse(fileIn(home, 'vault.json')!).backend).toBeNull();
  });

  test('gives the same cache key at every start', async () => {
    const home = tempFolder();
    const first = await (await vaultAt(home)).cacheKey();
    expect(await (await vaultAt(home)).cacheKey()).toBe(first);
  });

  test('moves the cache key into a backend chosen later and removes the file', async () => {
    const home = tempFolder();
    const vault = await vaultAt(home);
    const key = await vault.cacheKey();
    expect(await vault.choose({ backend: 'passphrase', passphrase: goodPassphrase })).toMatchObject({
      backend: 'passphrase',
      state: 'open',
      cacheKey: 'vault',
    });
    expect(await vault.cacheKey()).toBe(key);
    expect(fileIn(home, 'cache.key')).toBeNull();
    const again = await vaultAt(home, { passphrase: goodPassphrase });
    expect(await again.cacheKey()).toBe(key);
  });

  test('records a keychain that answers at a later start', async () => {
    const home = tempFolder();
    const key = await (await vaultAt(home)).cacheKey();
    const later = await vaultAt(home, { keychain: fakeKeychain() });
    expect(later.status()).toMatchObject({ backend: 'keychain', cacheKey: 'vault' });
    expect(await later.cacheKey()).toBe(key);
  });

  test.each([
    ['keychain', 'unavailable', fakeKeychain('absent')],
    ['keychain', 'locked', fakeKeychain('locked')],
    ['passphrase', 'unavailable', fakeKeychain()],
  ] as const)('asked for %s by the environment it never takes another: %s', async (requested, state, keychain) => {
    const home = tempFolder();
    const vault = await vaultAt(home, { requested, keychain });
    expect(vault.status()).toMatchObject({ backend: requested, state });
    expect(await errorOf(vault.cacheKey())).toMatchObject({ code: 'auth_required', fix: { kind: 'choose_vault' } });
    expect(fileIn(home, 'cache.key')).toBeNull();
    expect(JSON.parse(fileIn(home, 'vault.json')!).backend).toBeNull();
  });

  test('takes what was asked for once it can be had', async () => {
    const keychain = fakeKeychain('locked');
    const vault = await vaultAt(tempFolder(), { requested: 'keychain', keychain });
    expect(await errorOf(vault.unlock({}))).toMatchObject({ code: 'auth_required' });
    keychain.mode = 'open';
    expect(await vault.unlock({})).toMatchObject({ backend: 'keychain', state: 'open' });
  });
});

describe('choosing', () => {
  test('refuses a short or missing passphrase', async () => {
    const vault = await vaultAt(tempFolder());
    expect(await errorOf(vault.choose({ backend: 'passphrase' }))).toMatchObject({ code: 'invalid_input' });
    expect(await errorOf(vault.choose({ backend: 'passphrase', passphrase: 'short' }))).toMatchObject({ code: 'invalid_input' });
    expect(vault.status().state).toBe('unset');
  });

  test.each([
    ['absent', 'unsupported'],
    ['locked', 'auth_required'],
    ['forgetful', 'unsupported'],
  ] as const)('a keychain that is %s fails with %s and records nothing', async (mode, code) => {
    const home = tempFolder();
    const vault = await vaultAt(home);
    const key = await vault.cacheKey();
    const other = await vaultAt(home, { keychain: fakeKeychain(mode) });
    expect(await errorOf(other.choose({ backend: 'keychain' }))).toMatchObject({ code });
    expect(other.status().state).toBe('unset');
    expect(await other.cacheKey()).toBe(key);
  });

  test('never replaces a recorded backend', async () => {
    const vault = await vaultAt(tempFolder(), { keychain: fakeKeychain() });
    const error = await errorOf(vault.choose({ backend: 'passphrase', passphrase: goodPassphrase }));
    expect(error).toMatchObject({ code: 'conflict' });
    expect(error.message).toContain('keychain');
    expect(await errorOf(vault.choose({ backend: 'memory' }))).toMatchObject({ code: 'conflict' });
    expect(await vault.choose({ backend: 'keychain' })).toMatchObject({ backend: 'keychain', state: 'open' });
  });

  test('memory keeps secrets for the process only and can be replaced by a lasting backend, secrets included', async () => {
    const home = tempFolder();
    const vault = await vaultAt(home);
    const key = await vault.cacheKey();
    expect(await vault.choose({ backend: 'memory' })).toMatchObject({ backend: 'memory', state: 'open', cacheKey: 'file' });
    await vault.secrets.set('c1', 'token', 'kept in memory');
    const restarted = await vaultAt(home);
    expect(restarted.status()).toMatchObject({ backend: 'memory', state: 'open' });
    expect(await restarted.secrets.get('c1', 'token')).toBeNull();
    await vault.choose({ backend: 'passphrase', passphrase: goodPassphrase });
    expect(await vault.secrets.get('c1', 'token')).toBe('kept in memory');
    expect(await vault.cacheKey()).toBe(key);
  });
});

describe('asked for memory by the environment', () => {
  test('it is not recorded', async () => {
    const home = tempFolder();
    const keychain = fakeKeychain();
    const vault = await vaultAt(home, { requested: 'memory', keychain });
    expect(vault.status()).toMatchObject({ backend: 'memory', state: 'open', cacheKey: 'file' });
    await vault.secrets.set('c1', 'token', 'gone soon');
    expect(await vault.secrets.get('c1', 'token')).toBe('gone soon');
    expect(keychain.calls).toEqual([]);
    expect(fileIn(home, 'vault.db')).toBeNull();
    expect(JSON.parse(fileIn(home, 'vault.json')!).backend).toBeNull();
  });
});

describe('a recorded keychain', () => {
  test('opens again with its secrets', async () => {
    const home = tempFolder();
    const keychain = fakeKeychain();
    const vault = await vaultAt(home, { keychain });
    await vault.secrets.set('c1', 'token', 'lasting');
    const again = await vaultAt(home, { keychain });
    expect(await again.secrets.get('c1', 'token')).toBe('lasting');
    expect(await again.cacheKey()).toBe(await vault.cacheKey());
  });

  test('locked is not empty', async () => {
    const home = tempFolder();
    const keychain = fakeKeychain();
    const key = await (await vaultAt(home, { keychain })).cacheKey();
    keychain.mode = 'locked';
    const vault = await vaultAt(home, { keychain });
    expect(vault.status()).toMatchObject({ backend: 'keychain', state: 'locked', keychainAvailable: true });
    expect(await errorOf(vault.cacheKey())).toMatchObject({ code: 'auth_required', fix: { kind: 'choose_vault' } });
    expect(await errorOf(vault.secrets.get('c1', 'token'))).toMatchObject({ code: 'auth_required' });
    expect(fileIn(home, 'cache.key')).toBeNull();
    keychain.mode = 'open';
    expect(await vault.unlock({})).toMatchObject({ state: 'open' });
    expect(await vault.cacheKey()).toBe(key);
  });

  test('names which secrets exist while it is locked', async () => {
    const home = tempFolder();
    const keychain = fakeKeychain();
    await (await vaultAt(home, { keychain })).secrets.set('c1', 'token', 'x');
    keychain.mode = 'locked';
    expect((await vaultAt(home, { keychain })).secrets.keys('c1')).toEqual(['token']);
  });

  test('gone is unavailable, not unset', async () => {
    const home = tempFolder();
    await vaultAt(home, { keychain: fakeKeychain() });
    const vault = await vaultAt(home, { keychain: fakeKeychain('absent') });
    expect(vault.status()).toMatchObject({ backend: 'keychain', state: 'unavailable', keychainAvailable: false });
  });

  test('a key that was deleted from it is never made anew', async () => {
    const home = tempFolder();
    const keychain = fakeKeychain();
    await vaultAt(home, { keychain });
    keychain.entries.clear();
    const vault = await vaultAt(home, { keychain });
    expect(vault.status()).toMatchObject({ backend: 'keychain', state: 'unavailable' });
    expect(keychain.entries.size).toBe(0);
    expect(await errorOf(vault.unlock({}))).toMatchObject({ code: 'not_found' });
  });

  test('another backend in the environment is a conflict', async () => {
    const home = tempFolder();
    await vaultAt(home, { keychain: fakeKeychain() });
    for (const requested of ['passphrase', 'memory'] as const) {
      const error = await errorOf(vaultAt(home, { requested, passphrase: goodPassphrase }));
      expect(error).toMatchObject({ code: 'conflict', fix: { kind: 'choose_vault' } });
    }
  });

  test('two homes of one person do not share a key', async () => {
    const keychain = fakeKeychain();
    await vaultAt(tempFolder(), { keychain });
    await vaultAt(tempFolder(), { keychain });
    expect(new Set(keychain.entries.values()).size).toBe(2);
  });
});

describe('a recorded passphrase', () => {
  test('is locked without it, and with a wrong one', async () => {
    const home = tempFolder();
    await vaultAt(home, { requested: 'passphrase', passphrase: goodPassphrase });
    const vault = await vaultAt(home);
    expect(vault.status()).toMatchObject({ backend: 'passphrase', state: 'locked' });
    expect(await errorOf(vault.unlock({ passphrase: 'wrong passphrase' }))).toMatchObject({ code: 'auth_required' });
    expect(vault.status().state).toBe('locked');
    expect(await vault.unlock({ passphrase: goodPassphrase })).toMatchObject({ state: 'open' });
  });

  test('is in no file of the home', async () => {
    const home = tempFolder();
    const vault = await vaultAt(home, { requested: 'passphrase', passphrase: goodPassphrase });
    await vault.secrets.set('c1', 'token', 'plain text secret');
    const key = await vault.cacheKey();
    for (const name of readdirSync(home)) {
      const text = fileIn(home, name)!;
      for (const hidden of [goodPassphrase, 'plain text secret', key]) expect(text.includes(hidden), `${hidden} in ${name}`).toBe(false);
    }
  });
});

describe('files', () => {
  test.skipIf(process.platform === 'win32')('belong to their owner alone', async () => {
    const home = join(tempFolder(), 'home');
    const vault = await vaultAt(home);
    await vault.cacheKey();
    expect(statSync(join(home, 'cache.key')).mode & 0o777).toBe(0o600);
    await vault.choose({ backend: 'passphrase', passphrase: goodPassphrase });
    expect(statSync(home).mode & 0o777).toBe(0o700);
    expect(readdirSync(home).sort()).toEqual(['vault.db', 'vault.json', 'vault.passphrase.json']);
    for (const name of readdirSync(home)) expect(statSync(join(home, name)).mode & 0o777, name).toBe(0o600);
  });
});

test('a closed vault gives nothing', async () => {
  const vault = await vaultAt(tempFolder(), { keychain: fakeKeychain() });
  vault.close();
  expect(await errorOf(vault.cacheKey())).toMatchObject({ code: 'auth_required' });
});
