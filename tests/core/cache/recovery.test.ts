import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { AppFailure } from '#shared/errors/app-error.ts';
import { cacheHere, everyMachine, openCache } from '#tests/helpers/cache.ts';
import { testKey } from '#tests/helpers/cache-key.ts';
import { fleet } from '#tests/helpers/machines.ts';

const page = (from: number) => ({ connectionId: 'c', scope: '', run: 'r', machines: fleet(500, from), cursor: null });

/** A closed cache of 1,000 machines whose backup holds the first 500. */
async function cacheWithBackup() {
  const { cache, folder } = await openCache();
  await cache.machines.put(page(0));
  await cache.store.backup({ now: Date.UTC(2026, 10, 20, 10) });
  await cache.machines.put(page(500));
  await cache.store.close();
  return { folder, database: join(folder, 'cache.db') };
}

function flip(path: string, offset: number) {
  const bytes = readFileSync(path);
  bytes[offset]! ^= 0x10;
  writeFileSync(path, bytes);
}

const damages: [string, (path: string) => void][] = [
  ['a bit of the first page', (path) => flip(path, 100)],
  ['a bit in the middle', (path) => flip(path, Math.floor(readFileSync(path).length / 2))],
  ['a bit of the last page', (path) => flip(path, readFileSync(path).length - 200)],
  ['cut in half', (path) => truncateSync(path, Math.floor(readFileSync(path).length / 2))],
  ['cut inside the first page', (path) => truncateSync(path, 100)],
  ['emptied', (path) => truncateSync(path, 0)],
];

describe('a damaged cache', () => {
  it.each(damages)('%s: is set aside and restored from the backup', async (_, damage) => {
    const { folder, database } = await cacheWithBackup();
    damage(database);
    const broken = readFileSync(database);
    const { cache, recovery } = await openCache(folder);
    expect(recovery).toContain('restored from the backup of 2026-11-20 10:00 UTC');
    expect((await cache.machines.query(everyMachine)).total).toBe(500);
    expect((await cache.store.status()).recovery).toBe(recovery);
    const aside = readdirSync(folder).find((name) => /^cache\.db\.damaged-[^.]*$/.test(name))!;
    expect(readFileSync(join(folder, aside)).equals(broken)).toBe(true);
    await cache.store.close();
    expect((await openCache(folder)).recovery).toBeNull();
  });

  it('starts empty when the backup is damaged too', async () => {
    const { folder, database } = await cacheWithBackup();
    const backup = readdirSync(folder).find((name) => name.startsWith('backup-'))!;
    flip(join(folder, backup), 9000);
    flip(database, 9000);
    const { cache, recovery } = await openCache(folder);
    expect(recovery).toContain('starts empty');
    expect((await cache.machines.query(everyMachine)).total).toBe(0);
    await cache.machines.put(page(0));
    expect((await cache.machines.query(everyMachine)).total).toBe(500);
  });

  it('is restored while in use: the call that met the damage fails, the next one works', async () => {
    const { folder, database } = await cacheWithBackup();
    const { cache } = await openCache(folder);
    // Another connection's write makes this one forget the pages it holds in memory.
    const other = (await openCache(folder)).cache;
    await other.machines.put({ ...page(0), machines: [] });
    await other.store.close();
    const bytes = readFileSync(database);
    for (let at = 8192 * 2 + 50; at < bytes.length; at += 8192) bytes[at]! ^= 1;
    writeFileSync(database, bytes);
    await expect(cache.machines.query(everyMachine)).rejects.toThrow(AppFailure);
    expect((await cache.machines.query(everyMachine)).total).toBe(500);
    expect((await cache.store.status()).recovery).toContain('restored from the backup');
  });

  it('is found by the backup, which then keeps the good backups that are there', async () => {
    const { folder, database } = await cacheWithBackup();
    const { cache } = await openCache(folder);
    flip(database, readFileSync(database).length - 200);
    await expect(cache.store.backup({ now: Date.UTC(2026, 10, 21) })).rejects.toMatchObject({ error: { code: 'conflict' } });
    const status = await cache.store.status();
    expect(status).toMatchObject({ lastBackupAt: Date.UTC(2026, 10, 20, 10), machines: 500 });
    expect(status.recovery).toContain('restored from the backup');
  });

  it('too large to be checked at opening is checked behind it, after an unclean end only', async () => {
    const { folder, database } = await cacheWithBackup();
    const large = { folder, key: testKey, maxBytes: 1e9 };
    flip(database, readFileSync(database).length - 200);
    const markers = () => readdirSync(folder).filter((name) => name.startsWith('open-'));

    const afterCleanEnd = cacheHere({ checkAtOnceBelow: 0 });
    expect((await afterCleanEnd.store.open(large)).recovery).toBeNull();
    await afterCleanEnd.store.close();
    expect(markers()).toEqual([]);

    writeFileSync(join(folder, `open-${process.pid}-0a`), '');
    const cache = cacheHere({ checkAtOnceBelow: 0 });
    expect((await cache.store.open(large)).recovery).toBeNull();
    while ((await cache.store.status()).recovery === null) await setImmediate();
    expect((await cache.machines.query(everyMachine)).total).toBe(500);
    await cache.store.close();

    const sound = cacheHere({ checkAtOnceBelow: 0 });
    writeFileSync(join(folder, `open-${process.pid}-0b`), '');
    await sound.store.open(large);
    while (markers().length > 1) await setImmediate();
    expect((await sound.store.status()).recovery).toBeNull();
  });
});
