import { describe, expect, test } from 'vitest';
import { systemKeychain } from '#core/vault/keychain-keyring.ts';
import { missingPrograms, sessionBus } from '#tests/helpers/secret-service.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';
import { errorOf, fileIn, vaultAt } from '#tests/helpers/vaults.ts';

const password = 'password of the desktop';
const skipped = missingPrograms.length > 0 ? ` (skipped: no ${missingPrograms.join(', ')})` : '';

describe.skipIf(missingPrograms.length > 0)(`the Secret Service of gnome-keyring${skipped}`, () => {
  test('sets, gets, replaces and deletes', async () => {
    await (await sessionBus()).startKeyring(password);
    const keychain = systemKeychain();
    expect(await keychain.get('entry')).toBeNull();
    expect(await keychain.delete('entry')).toBe(false);
    await keychain.set('entry', 'first');
    await keychain.set('entry', 'second');
    expect(await keychain.get('entry')).toBe('second');
    expect(await keychain.get('another entry')).toBeNull();
    expect(await keychain.delete('entry')).toBe(true);
    expect(await keychain.get('entry')).toBeNull();
  });

  test('keeps an entry over a restart of the service', async () => {
    const bus = await sessionBus();
    await bus.startKeyring(password);
    await systemKeychain().set('entry', 'lasting');
    await bus.stopKeyring();
    await bus.startKeyring(password);
    expect(await systemKeychain().get('entry')).toBe('lasting');
  });

  test('a collection locked by the desktop is locked, not empty', async () => {
    const bus = await sessionBus();
    await bus.startKeyring(password);
    const keychain = systemKeychain();
    await keychain.set('entry', 'hidden');
    await bus.lock();
    expect(await errorOf(keychain.get('entry'))).toMatchObject({ code: 'auth_required', fix: { kind: 'choose_vault' } });
    expect(await errorOf(keychain.set('entry', 'x'))).toMatchObject({ code: 'auth_required' });
    expect(await errorOf(keychain.delete('entry'))).toMatchObject({ code: 'auth_required' });
  });

  test('no service on the bus is unsupported', async () => {
    await sessionBus();
    expect(await errorOf(systemKeychain().get('entry'))).toMatchObject({ code: 'unsupported' });
  });

  test('a vault in it survives a restart, a lock and the loss of the service', async () => {
    const bus = await sessionBus();
    await bus.startKeyring(password);
    const home = tempFolder();
    const keychain = systemKeychain();
    const vault = await vaultAt(home, { keychain });
    expect(vault.status()).toMatchObject({ backend: 'keychain', state: 'open', cacheKey: 'vault' });
    await vault.secrets.set('c1', 'token', 'kept');
    const key = await vault.cacheKey();

    await bus.stopKeyring();
    await bus.startKeyring(null);
    const locked = await vaultAt(home, { keychain });
    expect(locked.status()).toMatchObject({ backend: 'keychain', state: 'locked' });
    expect(await errorOf(locked.cacheKey())).toMatchObject({ code: 'auth_required' });
    expect(locked.secrets.keys('c1')).toEqual(['token']);

    await bus.stopKeyring();
    expect((await vaultAt(home, { keychain })).status()).toMatchObject({ backend: 'keychain', state: 'unavailable' });
    expect(fileIn(home, 'cache.key')).toBeNull();

    await bus.startKeyring(password);
    expect(await locked.unlock({})).toMatchObject({ state: 'open' });
    expect(await locked.cacheKey()).toBe(key);
    expect(await locked.secrets.get('c1', 'token')).toBe('kept');
  });
});
