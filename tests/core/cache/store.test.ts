import { randomUUID } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CacheApi } from '#core/cache/cache-api.ts';
import { createCostStore } from '#core/cache/costs/cost-store.ts';
import type { Sqlite } from '#core/cache/sqlite.ts';
import type { Groups } from '#core/threads/thread-api.ts';
import { appError } from '#shared/errors/app-error.ts';
import type { Job } from '#shared/model/job.ts';
import { cacheHere, everyMachine, openCache } from '#tests/helpers/cache.ts';
import { testKey } from '#tests/helpers/cache-key.ts';
import { charges } from '#tests/helpers/costs.ts';
import { fleet, machine } from '#tests/helpers/machines.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';

const outcome = { at: 1000, staleAfter: 2000, nextRefresh: 3000 };
const costs = { connectionId: 'c', scope: 'a' };

async function storeCosts(cache: Groups<CacheApi>, days: string[], scope = costs) {
  const run = randomUUID();
  await cache.costs.begin({ ...scope, run, resume: false });
  // Amounts that do not repeat, so that they take the space that real ones take.
  await cache.costs.append({ run, batch: charges(days, 'Compute', (row) => Math.sin(row)), cursor: null });
  await cache.costs.commit({ run, report: null, rates: [], ...outcome });
}

/** One charge a day in the first days of each of these months of 2026. */
function days(months: number[], each = 3) {
  return months.flatMap((month) =>
    Array.from({ length: each }, (_, day) => `2026-${String(month).padStart(2, '0')}-${String(1 + (day % 28)).padStart(2, '0')}`),
  );
}

describe('freshness', () => {
  const key = { connectionId: 'c', dataSet: 'machines', scope: 'eu' } as const;
  const put = { connectionId: 'c', scope: 'eu', run: 'one', machines: [machine({ id: 'a' }), machine({ id: 'b' })] };

  it('says that rows are from an unfinished read, where it can go on, and what failed', async () => {
    const { cache } = await openCache();
    await cache.machines.put({ ...put, cursor: 'page-2' });
    expect(await cache.sets.cursor(key)).toEqual({ cursor: 'page-2', run: 'one' });
    expect(await cache.sets.list({})).toMatchObject([{ ...key, complete: false, rows: 2, asOf: null }]);
    const error = appError('rate_limited', 'Slow down', { retryAfterMs: 5 });
    await cache.sets.failed({ ...key, error, at: 7, nextRefresh: 9 });
    expect(await cache.sets.list({})).toMatchObject([{ rows: 2, lastError: error, lastErrorAt: 7, nextRefresh: 9 }]);
    expect(await cache.sets.cursor(key)).toEqual({ cursor: 'page-2', run: 'one' });
    expect((await cache.machines.query(everyMachine)).total).toBe(2);
  });

  it('is complete after the read; machines not seen again are gone', async () => {
    const { cache } = await openCache();
    await cache.machines.put({ ...put, cursor: 'x' });
    await cache.machines.put({ ...put, run: 'two', machines: [machine({ id: 'b', state: 'stopped' })], cursor: null });
    expect(await cache.machines.finish({ connectionId: 'c', scope: 'eu', run: 'two', ...outcome })).toEqual({ removed: 1 });
    const { rows, sets } = await cache.machines.query(everyMachine);
    expect(rows.map(({ id, state }) => [id, state])).toEqual([['b', 'stopped']]);
    expect(sets).toMatchObject([{ complete: true, rows: 1, asOf: 1000, staleAfter: 2000, nextRefresh: 3000, lastError: null }]);
    expect(await cache.sets.cursor(key)).toBeNull();
  });

  it('of scopes that the provider no longer has goes with their rows', async () => {
    const { cache } = await openCache();
    await cache.machines.put({ ...put, cursor: null });
    await cache.machines.put({ ...put, scope: 'us', machines: [machine({ id: 'c' })], cursor: null });
    await storeCosts(cache, days([1]));
    await storeCosts(cache, days([1]), { connectionId: 'c', scope: 'b' });
    await cache.sets.keepScopes({ connectionId: 'c', dataSet: 'machines', scopes: ['us'] });
    await cache.sets.keepScopes({ connectionId: 'c', dataSet: 'costs', scopes: ['b', 'new'] });
    expect((await cache.machines.query(everyMachine)).rows.map((row) => row.id)).toEqual(['c']);
    expect((await cache.sets.list({})).map(({ dataSet, scope }) => [dataSet, scope])).toEqual([
      ['costs', 'b'],
      ['machines', 'us'],
    ]);
    expect((await cache.store.status()).costRows).toBe(3);
  });
});

describe('jobs', () => {
  const job = (id: string, state: Job['state'], startedAt: number): Job => {
    const endedAt = state === 'succeeded' ? startedAt : null;
    const shown = {
      kind: 'sync',
      title: id,
      description: '',
      connectionId: null,
      progress: 0.5,
      rows: 3,
      errors: [],
      spent: null,
    } as const;
    return { ...shown, id, state, startedAt, endedAt, errors: [] };
  };

  it('that were running when the process was killed are interrupted after it', async () => {
    const { cache, folder } = await openCache();
    await cache.jobs.put(job('done', 'succeeded', 1));
    await cache.jobs.put(job('busy', 'queued', 2));
    await cache.jobs.put(job('busy', 'running', 2));
    await cache.store.close();
    const again = (await openCache(folder)).cache;
    const interrupted = { ...job('busy', 'interrupted', 2), endedAt: 50 };
    expect(await again.jobs.interruptRunning({ now: 50 })).toEqual([interrupted]);
    expect(await again.jobs.list({ limit: 10 })).toEqual([interrupted, job('done', 'succeeded', 1)]);
    expect(await again.jobs.interruptRunning({ now: 60 })).toEqual([]);
    expect(await again.jobs.list({ limit: 1 })).toHaveLength(1);
  });
});

describe('limits', () => {
  it('drop months past the age limit, and the status says so', async () => {
    const { cache } = await openCache();
    await storeCosts(cache, days([1, 2, 3, 4]));
    const evicted = await cache.store.evict({ now: 99, keepCostMonths: 2 });
    expect(evicted).toEqual({ removedMonths: ['2026-01', '2026-02'], removedRows: 6 });
    const status = await cache.store.status();
    expect(status.costRows).toBe(6);
    expect(status.evictions).toEqual([
      { at: 99, what: `Costs of 2026-02, ${costs.connectionId}`, rows: 3, why: 'older than the 2 months kept' },
      { at: 99, what: `Costs of 2026-01, ${costs.connectionId}`, rows: 3, why: 'older than the 2 months kept' },
    ]);
    expect((await cache.costs.inventory()).firstDay).toBe('2026-03-01');
    expect(await cache.store.evict({ now: 100, keepCostMonths: 2 })).toEqual({ removedMonths: [], removedRows: 0 });
  });

  it('count the age of months for each connection: an old file stays beside new costs', async () => {
    const { cache } = await openCache();
    await storeCosts(cache, days([1]), { connectionId: 'old file', scope: '' });
    await storeCosts(cache, days([6, 7]));
    expect(await cache.store.evict({ now: 99, keepCostMonths: 1 })).toEqual({ removedMonths: ['2026-06'], removedRows: 3 });
    expect((await cache.costs.inventory()).firstDay).toBe('2026-01-01');
  });

  it('drop the oldest months while the file is too large, and the file shrinks; the newest month stays', async () => {
    const { cache, folder } = await openCache();
    const months = [1, 2, 3, 4, 5, 6];
    await storeCosts(cache, days(months, 20_000));
    await cache.store.close();
    await cache.store.open({ folder, key: testKey, maxBytes: 1e9 });
    const before = (await cache.store.status()).bytes;
    await cache.store.setMaxBytes({ maxBytes: before / 2 });
    const evicted = await cache.store.evict({ now: 1, keepCostMonths: 100 });
    expect(evicted.removedMonths[0]).toBe('2026-01');
    expect(evicted.removedMonths.length).toBeLessThan(5);
    const after = await cache.store.status();
    expect(after.bytes).toBeLessThanOrEqual(before / 2);
    expect(after.bytes).toBe(statSync(join(folder, 'cache.db')).size);
    expect(after.evictions.at(-1)!.why).toMatch(/over its limit of \d+ MB/);
    await cache.store.setMaxBytes({ maxBytes: 1 });
    await cache.store.evict({ now: 2, keepCostMonths: 100 });
    expect((await cache.store.status()).costRows).toBe(20_000);
  });
});

describe('a connection that is forgotten', () => {
  it('takes its rows and freshness with it and leaves the others', async () => {
    const { cache } = await openCache();
    for (const connectionId of ['c', 'd']) {
      await cache.machines.put({ connectionId, scope: '', run: 'r', machines: fleet(5), cursor: null });
      await storeCosts(cache, days([1]), { connectionId, scope: connectionId });
    }
    expect(await cache.store.forget({ connectionId: 'c' })).toEqual({ removedRows: 8 });
    expect(await cache.store.status()).toMatchObject({ machines: 5, costRows: 3 });
    expect(new Set((await cache.sets.list({})).map((set) => set.connectionId))).toEqual(new Set(['d']));
    expect((await cache.machines.query(everyMachine)).all).toBe(5);
  });
});

describe('backups', () => {
  it('are encrypted copies; the newest two stay', async () => {
    const { cache, folder } = await openCache();
    await cache.machines.put({ connectionId: 'c', scope: '', run: 'r', machines: fleet(10), cursor: null });
    for (const now of [1000, 3000, 2000]) {
      const { path, bytes } = await cache.store.backup({ now });
      if (now === 3000) expect(statSync(path).size).toBe(bytes);
    }
    expect(readdirSync(folder).filter((name) => name.includes('backup'))).toEqual(['backup-2000.db', 'backup-3000.db']);
    expect((await cache.store.status()).lastBackupAt).toBe(3000);
    await cache.store.close();
    expect(readdirSync(folder).filter((name) => /-wal|-shm|open-/.test(name))).toEqual([]);
  });
});

describe('a full disk', () => {
  it('fails a write with what to do and keeps what was there', async () => {
    let db!: Sqlite;
    const cache = cacheHere({ createCosts: (opened, sets) => createCostStore((db = opened), sets) });
    await cache.store.open({ folder: tempFolder(), key: testKey, maxBytes: 1e9 });
    const put = (from: number) =>
      cache.machines.put({ connectionId: 'c', scope: '', run: 'r', machines: fleet(500, from), cursor: String(from) });
    await put(0);
    db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true }) as number}`);
    await expect(put(500)).rejects.toThrow('The disk is full');
    await expect(storeCosts(cache, days([1, 2, 3], 5000))).rejects.toMatchObject({
      error: { hint: expect.stringContaining('Free space') as string },
    });
    expect((await cache.machines.query(everyMachine)).total).toBe(500);
    expect(await cache.sets.cursor({ connectionId: 'c', dataSet: 'machines', scope: '' })).toMatchObject({ cursor: '0' });
    db.pragma('max_page_count = 1000000');
    await put(500);
    await storeCosts(cache, days([1]));
    expect(await cache.store.status()).toMatchObject({ machines: 1000, costRows: 3 });
  });
});
