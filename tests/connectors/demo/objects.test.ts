import { expect, test } from 'vitest';
import { type Bucket, type ObjectRow, type ObjectStore, type ObjectVersion, objectRows } from '#connectors/sdk.ts';
import { openDemo, readAll } from './open-demo.ts';

const never = new AbortController().signal;

async function storage(connectionId = 'demo-1') {
  const { session } = await openDemo({ scale: 0.05, seed: 1 }, undefined, connectionId);
  const store = session.objects!;
  const buckets = (await readAll(store.buckets)).flatMap(({ items }) => items);
  return { store, buckets };
}

async function listed(store: ObjectStore, bucket: string, request: { prefix?: string; delimiter?: '/'; startAfter?: string } = {}) {
  const rows: ObjectRow[] = [];
  const prefixes: string[] = [];
  const { prefix = '', delimiter = null, startAfter } = request;
  const more = startAfter === undefined ? {} : { startAfter };
  for await (const page of store.list({ bucket, prefix, delimiter, ...more, signal: never })) {
    rows.push(...objectRows(page.objects));
    prefixes.push(...page.prefixes);
  }
  return { rows, prefixes };
}

const largest = (buckets: readonly Bucket[]) => buckets.toSorted((a, b) => b.objects! - a.objects!)[0]!;
const smallest = (buckets: readonly Bucket[]) => buckets.toSorted((a, b) => a.objects! - b.objects!)[0]!;

test('about a million objects in three clouds, more than 200,000 in one bucket', async () => {
  const { buckets } = await storage();
  expect(new Set(buckets.map(({ provider }) => provider))).toEqual(new Set(['aws', 'azure', 'gcp']));
  const total = buckets.reduce((sum, { objects }) => sum + objects!, 0);
  expect(total).toBeGreaterThan(900_000);
  expect(total).toBeLessThan(1_100_000);
  expect(largest(buckets).objects).toBeGreaterThan(200_000);
});

test('folders and everything below them are the same objects, in byte order', async () => {
  const { store, buckets } = await storage();
  const { bucket, objects } = smallest(buckets);
  const { rows } = await listed(store, bucket);
  const keys = rows.map(({ key }) => key);
  expect(keys).toEqual(keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
  expect(new Set(keys).size).toBe(keys.length);
  expect(Math.abs(keys.length - objects!)).toBeLessThan(objects! * 0.05 + 20);
  const { prefixes } = await listed(store, bucket, { delimiter: '/' });
  const below = await Promise.all(prefixes.map((prefix) => listed(store, bucket, { prefix })));
  expect(below.flatMap((one) => one.rows)).toEqual(rows);
  const half = keys[Math.floor(keys.length / 2)]!;
  expect((await listed(store, bucket, { startAfter: half })).rows).toEqual(
    rows.filter(({ key }) => Buffer.compare(Buffer.from(key), Buffer.from(half)) > 0),
  );
  expect(new Set(rows.map(({ storageClass }) => storageClass)).size).toBe(4);
});

test('the same seed gives the same objects', async () => {
  const [one, two] = [await storage('a'), await storage('b')];
  const { bucket } = smallest(one.buckets);
  expect(await listed(one.store, bucket)).toEqual(await listed(two.store, bucket));
});

test('what is read has the size that is listed, and any range of it is part of the whole', async () => {
  const { store, buckets } = await storage();
  const { bucket } = smallest(buckets);
  const seen = new Set<string>();
  for (const { key, size, etag, storageClass } of (await listed(store, bucket)).rows) {
    const ending = key.slice(key.lastIndexOf('.'));
    if (seen.has(ending) || storageClass === 'DEEP_ARCHIVE') continue;
    seen.add(ending);
    const head = await store.head({ bucket, key }, never);
    expect(head).toMatchObject({ size, etag });
    const take = async (offset: number, length: number) => {
      const chunks: Buffer[] = [];
      await store.read({ bucket, key, offset, length, signal: never }, (bytes) => void chunks.push(Buffer.from(bytes)));
      return Buffer.concat(chunks);
    };
    const start = await take(0, 4000);
    expect(start.length).toBe(Math.min(size, 4000));
    expect(await take(7, 130)).toEqual(start.subarray(7, Math.min(137, start.length)));
    expect((await take(size - 5, 100)).length).toBe(5);
    if (head.properties.contentType === 'image/png') expect(start.subarray(1, 4).toString()).toBe('PNG');
    if (head.properties.contentType === 'application/json') expect(JSON.parse(start.toString())).toHaveProperty('invoice');
    if (head.properties.contentType === 'text/csv') expect(start.toString()).toMatch(/^order_id,customer_id,amount,currency/);
  }
  expect([...seen]).toEqual(expect.arrayContaining(['.csv', '.png', '.json', '.log']));
});

test('an archived object can be read for some days when it was restored, and is made public by itself', async () => {
  const { store, buckets } = await storage('restore');
  const { bucket } = smallest(buckets.filter(({ publicAccess }) => publicAccess === 'private'));
  const [first] = (await listed(store, bucket, { prefix: 'backups/' })).rows;
  const at = { bucket, key: first!.key };
  expect(await store.head(at, never)).toMatchObject({ restore: { state: 'archived' }, access: 'private' });
  await store.restore!(at, { days: 3, tier: null }, never);
  expect(await store.head(at, never)).toMatchObject({ restore: { state: 'readable' }, storageClass: 'DEEP_ARCHIVE', etag: first!.etag });
  expect(await textOf(store, at)).not.toBe('');
  await store.setAccess!(at, 'public', never);
  expect(await store.head(at, never)).toMatchObject({ access: 'public' });
});

test('an archived object is refused until its class was changed', async () => {
  const { store, buckets } = await storage('archive');
  const { bucket } = smallest(buckets);
  const [first] = (await listed(store, bucket, { prefix: 'backups/' })).rows;
  const read = () => store.read({ bucket, key: first!.key, length: 10, signal: never }, () => {});
  await expect(read()).rejects.toMatchObject({ error: { code: 'conflict' } });
  await store.setStorageClass!({ bucket, key: first!.key, size: first!.size }, 'STANDARD', never);
  expect((await read()).size).toBe(first!.size);
});

test('changes are seen by the next session, and only on this connection', async () => {
  const { store, buckets } = await storage('changes');
  const { bucket } = smallest(buckets);
  const before = (await listed(store, bucket)).rows;
  const gone = before[3]!.key;
  const body = Buffer.from('hello');
  await store.upload.put(
    { bucket, key: 'images/0000/a.txt', size: 5, properties: { contentType: 'text/plain' }, checksum: null },
    body,
    null,
    never,
  );
  expect(await store.remove(bucket, [{ key: gone }], never)).toEqual([null]);
  const open = await store.upload.begin({ bucket, key: 'zz/parts.bin', size: 4, properties: {}, checksum: null }, never);
  await store.upload.part(open, { number: 2, offset: 2, body: Buffer.from('cd'), checksum: null }, never);
  await store.upload.part(open, { number: 1, offset: 0, body: Buffer.from('ab'), checksum: null }, never);
  await store.upload.complete(open, await store.upload.parts(open, never), null, never);
  await expect(store.upload.parts(open, never)).rejects.toMatchObject({ error: { code: 'not_found' } });
  const after = await storage('changes');
  const keys = (await listed(after.store, bucket)).rows.map(({ key }) => key);
  const expected = [...before.map(({ key }) => key).filter((key) => key !== gone), 'images/0000/a.txt', 'zz/parts.bin'];
  expect(keys).toEqual(expected.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
  await expect(after.store.stat({ bucket, key: gone }, never)).rejects.toMatchObject({ error: { code: 'not_found' } });
  await after.store.copy!({
    from: { bucket, key: 'zz/parts.bin', size: 4, modified: 0, storageClass: '', etag: null },
    to: { bucket, key: 'copy' },
    properties: null,
    signal: never,
  });
  const chunks: Buffer[] = [];
  await after.store.read({ bucket, key: 'copy', signal: never }, (bytes) => void chunks.push(Buffer.from(bytes)));
  expect(Buffer.concat(chunks).toString()).toBe('abcd');
  expect((await listed((await storage('other')).store, bucket)).rows).toEqual(before);
});

async function versionsBelow(store: ObjectStore, bucket: string, prefix: string) {
  const found: ObjectVersion[] = [];
  for await (const page of store.versions!({ bucket, prefix, signal: never })) found.push(...page);
  return found;
}

const textOf = async (store: ObjectStore, address: { bucket: string; key: string; versionId?: string }) => {
  const chunks: Buffer[] = [];
  await store.read({ ...address, length: 20, signal: never }, (bytes) => void chunks.push(Buffer.from(bytes)));
  return Buffer.concat(chunks).toString();
};

const put = (store: ObjectStore, bucket: string, { key, text }: { key: string; text: string }) =>
  store.upload.put({ bucket, key, size: text.length, properties: {}, checksum: null }, Buffer.from(text), null, never);

test('older states are listed, read, restored and deleted, and what was deleted comes back', async () => {
  const { store, buckets } = await storage('versions');
  const { bucket } = smallest(buckets.filter(({ versioning }) => versioning === 'enabled'));
  const [{ key, size }] = (await listed(store, bucket, { prefix: 'logs/' })).rows as [ObjectRow];
  const original = await textOf(store, { bucket, key });
  const { versionId: second } = await put(store, bucket, { key, text: 'second' });
  await store.remove(bucket, [{ key }], never);
  const states = await versionsBelow(store, bucket, key);
  expect(states.map((one) => [one.deleted, one.latest, one.size])).toEqual([
    [true, true, 0],
    [false, false, 6],
    [false, false, size],
  ]);
  expect(states[1]).toMatchObject({ versionId: second });
  await expect(store.stat({ bucket, key }, never)).rejects.toMatchObject({ error: { code: 'not_found' } });
  expect(await textOf(store, { bucket, key, versionId: states[2]!.versionId })).toBe(original);
  await store.restoreVersion!({ bucket, key, versionId: states[0]!.versionId }, never);
  expect(await textOf(store, { bucket, key })).toBe('second');
  await store.restoreVersion!({ bucket, key, versionId: states[2]!.versionId }, never);
  expect(await textOf(store, { bucket, key })).toBe(original);
  const all = await versionsBelow(store, bucket, key);
  expect(all).toHaveLength(3);
  await store.remove(
    bucket,
    all.map(({ versionId }) => ({ key, versionId })),
    never,
  );
  expect(await versionsBelow(store, bucket, key)).toEqual([]);
  expect((await listed(store, bucket, { prefix: key })).rows).toEqual([]);
});

test('what was never changed has one version, and a listing of versions has every key', async () => {
  const { store, buckets } = await storage('all-versions');
  const { bucket } = smallest(buckets.filter(({ versioning }) => versioning === 'enabled'));
  const { rows } = await listed(store, bucket);
  const versions = await versionsBelow(store, bucket, '');
  expect(versions.map(({ key }) => key)).toEqual(rows.map(({ key }) => key));
  expect(versions.every(({ latest, deleted }) => latest && !deleted)).toBe(true);
  const stat = await store.stat({ bucket, key: rows[0]!.key }, never);
  expect(stat.versionId).toBe(versions[0]!.versionId);
});

test('some buckets keep no versions: what is replaced or deleted there is gone', async () => {
  const { store, buckets } = await storage('no-versions');
  const { bucket } = smallest(buckets.filter(({ versioning }) => versioning === 'off'));
  expect((await store.bucketFacts!(bucket, never)).versioning).toBe('off');
  await put(store, bucket, { key: 'zz/a', text: 'one' });
  expect((await put(store, bucket, { key: 'zz/a', text: 'other' })).versionId).toBeNull();
  expect(await versionsBelow(store, bucket, 'zz/')).toHaveLength(1);
  await store.remove(bucket, [{ key: 'zz/a' }], never);
  expect(await versionsBelow(store, bucket, 'zz/')).toEqual([]);
});

test('unfinished uploads of two buckets and those begun here are listed and removed', async () => {
  const { store, buckets } = await storage('unfinished');
  const pending = async (of: ObjectStore, bucket: string, prefix = '') => {
    const found = [];
    for await (const page of of.pendingUploads!({ bucket, prefix, signal: never })) found.push(...page);
    return found;
  };
  const all = await Promise.all(buckets.map(({ bucket }) => pending(store, bucket)));
  expect(all.filter((found) => found.length > 0)).toHaveLength(2);
  const { bucket } = largest(buckets);
  const left = await pending(store, bucket);
  expect(left.map(({ initiated }) => initiated)).toEqual(left.map(({ initiated }) => initiated).toSorted((a, b) => a! - b!));
  for (const { bytes } of left) expect(bytes).toBeGreaterThan(0);
  const open = await store.upload.begin({ bucket, key: 'zz/own.bin', size: 4, properties: {}, checksum: null }, never);
  await store.upload.part(open, { number: 1, offset: 0, body: Buffer.from('ab'), checksum: null }, never);
  expect(await pending(store, bucket, 'zz/')).toEqual([
    { key: 'zz/own.bin', uploadId: open.uploadId, initiated: expect.any(Number), bytes: 2, storageClass: 'STANDARD' },
  ]);
  await store.abortPendingUpload!(bucket, open, never);
  await store.abortPendingUpload!(bucket, left[1]!, never);
  await expect(store.upload.parts(open, never)).rejects.toMatchObject({ error: { code: 'not_found' } });
  const { store: next } = await storage('unfinished');
  expect(await pending(next, bucket)).toEqual(left.filter((_, n) => n !== 1));
});
