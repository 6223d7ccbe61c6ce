import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3-multiple-ciphers'; // oxlint-disable-line import/default
import { describe, expect, test } from 'vitest';
import { openVault } from '#core/vault/open-vault.ts';
import { fakeClock } from '#tests/helpers/fake-clock.ts';
import { fakeKeychain } from '#tests/helpers/fake-keychain.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';
import { errorOf, fileIn, silentLogger, vaultAt } from '#tests/helpers/vaults.ts';

/** Changes rows behind the vault's back. */
function tamper(home: string, change: (db: Database.Database) => void): void {
  const db = new Database(join(home, 'vault.db'));
  change(db);
  db.close();
}

function sealedOf(db: Database.Database, connection: string, key: string): Buffer {
  const row = db.prepare('SELECT sealed FROM secrets WHERE connection = ? AND key = ?').get(connection, key) as { sealed: Buffer };
  return row.sealed;
}

const update = 'UPDATE secrets SET sealed = ? WHERE connection = ? AND key = ?';

async function twoSecrets() {
  const home = tempFolder();
  const keychain = fakeKeychain();
  const vault = await vaultAt(home, { keychain });
  await vault.secrets.set('c1', 'token', 'first value');
  await vault.secrets.set('c2', 'token', 'second value');
  return { home, keychain, vault };
}

describe('rows changed from outside', () => {
  test('a flipped bit at any place is an error, never another value', async () => {
    const { home, vault } = await twoSecrets();
    let length = 1;
    for (let at = 0; at < length; at += 1) {
      tamper(home, (db) => {
        const sealed = sealedOf(db, 'c2', 'token');
        length = sealed.length;
        sealed[at]! ^= 1;
        db.prepare(update).run(sealed, 'c1', 'token');
        sealed[at]! ^= 1;
      });
      const error = await errorOf(vault.secrets.get('c1', 'token'));
      expect(error).toMatchObject({ code: 'auth_required', fix: { kind: 'edit_connection', connectionId: 'c1' } });
      expect(JSON.stringify(error)).not.toContain('value');
    }
    expect(await vault.secrets.get('c2', 'token')).toBe('second value');
  });

  test('a bit flipped in the row itself is an error', async () => {
    const { home, vault } = await twoSecrets();
    tamper(home, (db) => {
      const sealed = sealedOf(db, 'c1', 'token');
      sealed[sealed.length - 1]! ^= 0x80;
      db.prepare(update).run(sealed, 'c1', 'token');
    });
    expect(await errorOf(vault.secrets.get('c1', 'token'))).toMatchObject({ code: 'auth_required' });
  });

  test('a cut row is an error', async () => {
    const { home, vault } = await twoSecrets();
    for (const length of [0, 5, 28]) {
      tamper(home, (db) => db.prepare(update).run(sealedOf(db, 'c2', 'token').subarray(0, length), 'c1', 'token'));
      expect(await errorOf(vault.secrets.get('c1', 'token'))).toMatchObject({ code: 'auth_required' });
    }
  });

  test('swapped rows do not open in each other’s place', async () => {
    const { home, vault } = await twoSecrets();
    tamper(home, (db) => {
      const [first, second] = [sealedOf(db, 'c1', 'token'), sealedOf(db, 'c2', 'token')];
      db.prepare(update).run(second, 'c1', 'token');
      db.prepare(update).run(first, 'c2', 'token');
    });
    for (const connection of ['c1', 'c2'])
      expect(await errorOf(vault.secrets.get(connection, 'token'))).toMatchObject({ code: 'auth_required' });
  });

  test('connection and key cannot be shifted into each other', async () => {
    const home = tempFolder();
    const vault = await vaultAt(home, { keychain: fakeKeychain() });
    await vault.secrets.set('a', 'b","c', 'x');
    tamper(home, (db) => db.prepare('UPDATE secrets SET connection = ?, key = ? WHERE connection = ?').run('a","b', 'c', 'a'));
    expect(await errorOf(vault.secrets.get('a","b', 'c'))).toMatchObject({ code: 'auth_required' });
  });

  test('a damaged cache key is an error, never a new key', async () => {
    const { home, vault, keychain } = await twoSecrets();
    tamper(home, (db) => db.prepare(update).run(sealedOf(db, 'c1', 'token'), '', 'cache-key'));
    expect(await errorOf(vault.cacheKey())).toMatchObject({ code: 'conflict' });
    expect(await errorOf((await vaultAt(home, { keychain })).cacheKey())).toMatchObject({ code: 'conflict' });
  });
});

describe('files changed from outside', () => {
  test('a vault.db that is gone or no database is unavailable, not empty', async () => {
    const { home, keychain, vault } = await twoSecrets();
    vault.close();
    writeFileSync(join(home, 'vault.db'), 'no database at all, but long enough to be looked at');
    expect((await vaultAt(home, { keychain })).status()).toMatchObject({ backend: 'keychain', state: 'unavailable' });
    rmSync(join(home, 'vault.db'));
    const gone = await vaultAt(home, { keychain });
    expect(gone.status()).toMatchObject({ backend: 'keychain', state: 'unavailable' });
    expect(fileIn(home, 'vault.db')).toBeNull();
  });

  test.each(['', '{', '{"version":2,"backend":"keychain"}', '{"version":1,"id":"x","backend":"other"}'])(
    'a vault.json of %j is unavailable and left alone',
    async (text) => {
      const { home, keychain } = await twoSecrets();
      writeFileSync(join(home, 'vault.json'), text);
      const vault = await vaultAt(home, { keychain });
      expect(vault.status()).toMatchObject({ backend: null, state: 'unavailable' });
      expect(await errorOf(vault.cacheKey())).toMatchObject({ code: 'auth_required' });
      expect(await errorOf(vault.choose({ backend: 'memory' }))).toMatchObject({ code: 'conflict' });
      expect(fileIn(home, 'vault.json')).toBe(text);
    },
  );

  test('a damaged cache.key is an error, never a new key', async () => {
    const home = tempFolder();
    writeFileSync(join(home, 'cache.key'), 'abc\n');
    const vault = await vaultAt(home);
    expect(await errorOf(vault.cacheKey())).toMatchObject({ code: 'conflict' });
    expect(fileIn(home, 'cache.key')).toBe('abc\n');
    expect(await errorOf(vault.choose({ backend: 'passphrase', passphrase: 'long enough' }))).toMatchObject({ code: 'conflict' });
    expect(vault.status().state).toBe('unset');
  });
});

describe('a crash while a backend is being chosen', () => {
  /** A home without a choice, its cache key, and what a choice would leave behind. */
  async function interrupted() {
    const home = tempFolder();
    const key = await (await vaultAt(home)).cacheKey();
    return { home, key, keychain: fakeKeychain() };
  }

  test('after the keychain got the key: the choice is made anew with it', async () => {
    const { home, key, keychain } = await interrupted();
    const { id } = JSON.parse(fileIn(home, 'vault.json')!) as { id: string };
    keychain.entries.set(`data-key/${id}`, 'ab'.repeat(32));
    const vault = await vaultAt(home, { keychain });
    expect(await vault.cacheKey()).toBe(key);
    expect(keychain.entries.get(`data-key/${id}`)).toBe('ab'.repeat(32));
  });

  test('after the rows were written: rows of the unfinished choice are replaced', async () => {
    const { home, key, keychain } = await interrupted();
    const other = tempFolder();
    const elsewhere = await vaultAt(other, { keychain: fakeKeychain() });
    await elsewhere.secrets.set('stale', 'token', 'x');
    elsewhere.close();
    tamperCopy(other, home);
    const vault = await vaultAt(home, { keychain });
    expect(await vault.cacheKey()).toBe(key);
    expect(vault.secrets.keys('stale')).toEqual([]);
  });

  test('after the record was written: the key is taken from the file, then the file goes', async () => {
    const { home, key, keychain } = await interrupted();
    const vault = await vaultAt(home, { keychain });
    vault.close();
    tamper(home, (db) => db.exec('DELETE FROM secrets'));
    writeFileSync(join(home, 'cache.key'), `${key}\n`);
    expect(await (await vaultAt(home, { keychain })).cacheKey()).toBe(key);
    expect(fileIn(home, 'cache.key')).toBeNull();
  });

  test('after the rows and the record: the file that is left over goes', async () => {
    const { home, key, keychain } = await interrupted();
    (await vaultAt(home, { keychain })).close();
    writeFileSync(join(home, 'cache.key'), `${key}\n`);
    expect(await (await vaultAt(home, { keychain })).cacheKey()).toBe(key);
    expect(fileIn(home, 'cache.key')).toBeNull();
  });

  test('temporary files of a killed write do not matter', async () => {
    const { home, key } = await interrupted();
    writeFileSync(join(home, 'vault.json.0123456789ab.tmp'), '{"ver');
    expect(await (await vaultAt(home)).cacheKey()).toBe(key);
  });
});

function tamperCopy(from: string, to: string): void {
  tamper(from, (db) => db.exec(`VACUUM INTO '${join(to, 'vault.db').replaceAll("'", "''")}'`));
}

test('two starts at the same time agree on one key', async () => {
  const home = tempFolder();
  const keychain = fakeKeychain();
  const clock = { ...fakeClock(), sleep: () => new Promise<void>((resolve) => setImmediate(resolve)) };
  const options = { home, requested: null, passphrase: null, keychain, logger: silentLogger, clock };
  const vaults = await Promise.all([openVault(options), openVault(options), openVault(options)]);
  const keys = await Promise.all(vaults.map((vault) => vault.cacheKey()));
  for (const vault of vaults) vault.close();
  expect(new Set(keys).size).toBe(1);
  expect(keychain.entries.size).toBe(1);
});
