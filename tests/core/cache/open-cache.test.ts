import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
// oxlint-disable-next-line import/default -- CommonJS with `export =`: the linter does not see its default export
import Database from 'better-sqlite3-multiple-ciphers';
import { describe, expect, it } from 'vitest';
import { migrations } from '#core/cache/migrations/index.ts';
import { AppFailure } from '#shared/errors/app-error.ts';
import { cacheHere, everyMachine, openCache } from '#tests/helpers/cache.ts';
import { testKey } from '#tests/helpers/cache-key.ts';
import { fleet, machine } from '#tests/helpers/machines.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';

const otherKey = 'ff'.repeat(32);

async function failureOf(work: () => unknown) {
  try {
    await work();
  } catch (cause) {
    if (cause instanceof AppFailure) return cause.error;
    throw cause;
  }
  throw new Error('It did not fail');
}

/** A closed cache with machines in it. */
async function closedCache() {
  const { cache, folder } = await openCache();
  await cache.machines.put({ connectionId: 'c', scope: '', run: 'r', machines: fleet(50), cursor: null });
  await cache.store.close();
  return folder;
}

const contents = (folder: string) =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name)).toString('hex')]));

describe('opening the cache', () => {
  it('keeps no plain text in any file and needs the key', async () => {
    const { cache, folder } = await openCache();
    const needle = 'needle-in-the-haystack';
    await cache.machines.put({ connectionId: 'c', scope: needle, run: 'r', machines: [machine({ name: needle })], cursor: needle });
    const written = () => readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes(needle));
    expect(written()).toEqual([]);
    const backup = await cache.store.backup({ now: 1000 });
    await cache.store.close();
    expect(written()).toEqual([]);
    for (const path of [join(folder, 'cache.db'), backup.path]) {
      expect(readFileSync(path).subarray(0, 15).toString()).not.toBe('SQLite format 3');
      const db = new Database(path, { readonly: true });
      expect(() => db.prepare('SELECT * FROM machines').all()).toThrow('file is not a database');
      db.close();
    }
    expect(readFileSync(join(folder, 'cache.key-check'), 'utf8')).not.toContain(testKey);
  });

  it('shows the folder to its owner only', async () => {
    const folder = join(tempFolder(), 'deep', 'cache');
    await openCache(folder);
    expect(statSync(folder).mode & 0o077).toBe(0);
    expect(statSync(join(folder, 'cache.key-check')).mode & 0o077).toBe(0);
  });

  it('answers a wrong key with auth_required and leaves every file as it was', async () => {
    const folder = await closedCache();
    const before = contents(folder);
    const error = await failureOf(() => cacheHere().store.open({ folder, key: otherKey, maxBytes: 1 }));
    expect(error).toMatchObject({ code: 'auth_required', fix: { kind: 'choose_vault' } });
    expect(contents(folder)).toEqual(before);
    expect((await (await openCache(folder)).cache.machines.query(everyMachine)).total).toBe(50);
  });

  it('does not take a wrong key for damage when the check value is lost', async () => {
    const folder = await closedCache();
    rmSync(join(folder, 'cache.key-check'));
    const before = contents(folder);
    expect(await failureOf(() => cacheHere().store.open({ folder, key: otherKey, maxBytes: 1 }))).toMatchObject({ code: 'auth_required' });
    expect(contents(folder)).toEqual(before);
    expect((await openCache(folder)).recovery).toBeNull();
    expect(readdirSync(folder)).toContain('cache.key-check');
  });

  it('refuses a newer schema with conflict and leaves the rows', async () => {
    const folder = await closedCache();
    const newer = cacheHere({ migrations: [...migrations, { name: 'future', statements: ['CREATE TABLE future (x)'] }] });
    await newer.store.open({ folder, key: testKey, maxBytes: 1 });
    await newer.store.close();
    const error = await failureOf(() => cacheHere().store.open({ folder, key: testKey, maxBytes: 1 }));
    expect(error.code).toBe('conflict');
    expect(error.message).toContain('newer');
    await newer.store.open({ folder, key: testKey, maxBytes: 1 });
    expect((await newer.machines.query(everyMachine)).total).toBe(50);
  });

  it('backs an existing database up before it migrates', async () => {
    const folder = await closedCache();
    const next = cacheHere({ migrations: [...migrations, { name: 'next', statements: ['DELETE FROM machines'] }] });
    expect(await next.store.open({ folder, key: testKey, maxBytes: 1 })).toMatchObject({
      recovery: null,
      schemaVersion: migrations.length + 1,
    });
    expect((await next.machines.query(everyMachine)).total).toBe(0);
    const backups = readdirSync(folder).filter((name) => name.startsWith('backup-'));
    expect(backups).toHaveLength(1);
    await next.store.close();
    writeFileSync(join(folder, 'cache.db'), readFileSync(join(folder, backups[0]!)));
    expect((await (await openCache(folder)).cache.machines.query(everyMachine)).total).toBe(50);
  });

  it('says so when it is not open', async () => {
    expect(await failureOf(() => cacheHere().machines.query(everyMachine))).toMatchObject({
      code: 'conflict',
      message: 'The cache is not open.',
    });
  });
});
