import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type ObjectRow, type ObjectStore, objectRows } from '#connectors/sdk.ts';
import { never } from '#tests/helpers/folder-store.ts';
import { gcsObject, gcsWorld } from '#tests/helpers/gcs-store.ts';
import { googleFault } from '#tests/helpers/scripted-gcs.ts';
import { crc32cOf } from '#tests/helpers/scripted-gcs-state.ts';

// Against a self-authored server, tests/helpers/scripted-gcs*.ts: no complete independent one exists.

const at = (key: string) => ({ bucket: 'b', key });
const inBytes = (keys: readonly string[]) => [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
const code = (expected: string) => ({ error: { code: expected } });

const oddKeys = [
  'a b/c d',
  'x%2Fy',
  'a//b',
  '//',
  'folder/',
  'emoji/🚀.txt',
  'emoji/\uffee',
  '../up',
  'a/../b',
  '/leading',
  `${'n'.repeat(1020)}.txt`,
  'plus+and&amp=?#hash',
  'quote\'"',
];

async function listed(store: ObjectStore, request: { prefix?: string; delimiter?: '/' | null; startAfter?: string } = {}) {
  const rows: ObjectRow[] = [];
  const prefixes: string[] = [];
  let pages = 0;
  for await (const page of store.list({ bucket: 'b', prefix: '', delimiter: null, signal: never, ...request })) {
    rows.push(...objectRows(page.objects));
    prefixes.push(...page.prefixes);
    pages += 1;
  }
  return { rows, keys: rows.map(({ key }) => key), prefixes, pages };
}

async function text(
  store: ObjectStore,
  key: string,
  range: { offset?: number; length?: number; ifMatch?: string; versionId?: string } = {},
) {
  const parts: Buffer[] = [];
  const stat = await store.read({ ...at(key), signal: never, ...range }, (bytes) => void parts.push(Buffer.from(bytes)));
  return { text: Buffer.concat(parts).toString(), stat };
}

describe('listing', () => {
  test('5,000 odd names come in pages, in byte order', async () => {
    const { gcs, store } = await gcsWorld();
    const keys = [...oddKeys, ...Array.from({ length: 5000 }, (_, i) => `many/${i % 3 === 0 ? 'é ' : '%2F'}${i}`)];
    gcs.fill('b', Object.fromEntries(keys.map((key) => [key, key.slice(0, 9)])));
    const { keys: found, rows, pages } = await listed(store);
    expect(found).toEqual(inBytes(keys));
    expect(pages).toBe(6);
    expect(rows[0]).toMatchObject({ storageClass: 'STANDARD', etag: expect.stringMatching(/^\d{16}$/) });
    for (const key of inBytes(keys).slice(0, 12))
      expect((await listed(store, { startAfter: key, prefix: key.slice(0, 2) })).keys).not.toContain(key);
  });

  test('one level has folders as prefixes', async () => {
    const { gcs, store } = await gcsWorld();
    gcs.fill('b', { 'a/1': '', 'a/2': '', b: '', 'c//d': '', 'a/': '' });
    expect(await listed(store, { delimiter: '/' })).toMatchObject({ keys: ['b'], prefixes: ['a/', 'c/'] });
    expect(await listed(store, { delimiter: '/', prefix: 'a/' })).toMatchObject({ keys: ['a/', 'a/1', 'a/2'], prefixes: [] });
    expect(await listed(store, { delimiter: '/', prefix: 'c/' })).toMatchObject({ keys: [], prefixes: ['c//'] });
  });
});

describe('objects', () => {
  test('odd names are written, read, described and deleted under exactly that name', async () => {
    const { gcs, store } = await gcsWorld();
    for (const key of oddKeys) {
      const body = Buffer.from(`content of ${key}`);
      const written = await store.upload.put(gcsObject(key, body.length), body, crc32cOf(body), never);
      expect(written.checksums).toContainEqual({ algorithm: 'CRC32C', value: crc32cOf(body) });
      expect(await store.stat(at(key), never)).toEqual(written);
      expect((await text(store, key)).text).toBe(`content of ${key}`);
      expect(await store.head(at(key), never)).toMatchObject({ key, address: `gs://b/${key}`, size: body.length });
    }
    expect(
      gcs.state.buckets
        .get('b')!
        .objects.map(({ record }) => record.name)
        .sort(),
    ).toEqual([...oddKeys].sort());
    const gone = await store.remove(
      'b',
      [...oddKeys, 'never'].map((key) => ({ key })),
      never,
    );
    expect(gone).toEqual([...oddKeys, 'never'].map(() => null));
    expect((await listed(store)).keys).toEqual([]);
  });

  test('names that Google does not take, and addresses would lose, are refused', async () => {
    const { store } = await gcsWorld();
    for (const key of ['.', '..']) await expect(store.stat(at(key), never)).rejects.toMatchObject(code('invalid_input'));
  });

  test('ranges, conditions and versions', async () => {
    const { gcs, store } = await gcsWorld();
    gcs.bucket('b', { versioning: { enabled: true } });
    gcs.fill('b', { a: '0123456789' });
    const first = await store.stat(at('a'), never);
    gcs.fill('b', { a: 'new' });
    expect((await text(store, 'a', { versionId: first.versionId!, offset: 3, length: 4 })).text).toBe('3456');
    expect((await text(store, 'a', { offset: 1 })).text).toBe('ew');
    expect((await text(store, 'a', { offset: 3 })).text).toBe('');
    expect((await text(store, 'a', { length: 0 })).stat.size).toBe(3);
    expect((await text(store, 'a', { offset: 1, length: 1 })).stat).toMatchObject({
      size: 3,
      etag: (await store.stat(at('a'), never)).etag,
    });
    await expect(text(store, 'a', { ifMatch: first.etag })).rejects.toMatchObject(code('conflict'));
    await expect(text(store, 'none')).rejects.toMatchObject(code('not_found'));
  });

  test('what is stored packed comes packed, with its checksum', async () => {
    const { gcs, store } = await gcsWorld();
    const body = gzipSync('unpacked '.repeat(1000));
    await store.upload.put(gcsObject('a.gz', body.length, { properties: { contentEncoding: 'gzip' } }), body, crc32cOf(body), never);
    const parts: Buffer[] = [];
    const stat = await store.read({ ...at('a.gz'), signal: never }, (bytes) => void parts.push(Buffer.from(bytes)));
    expect(Buffer.concat(parts)).toEqual(body);
    expect(stat).toMatchObject({ size: body.length, checksums: [{ algorithm: 'CRC32C', value: crc32cOf(body) }, { algorithm: 'MD5' }] });
    expect(gcs.requests.at(-1)!.headers['accept-encoding']).toBe('gzip');
  });

  test('ifAbsent, and a wrong checksum, leave what is there', async () => {
    const { store } = await gcsWorld();
    const body = Buffer.from('old');
    await store.upload.put(gcsObject('a', 3, { ifAbsent: true }), body, null, never);
    await expect(store.upload.put(gcsObject('a', 3, { ifAbsent: true }), body, null, never)).rejects.toMatchObject(code('conflict'));
    await expect(store.upload.put(gcsObject('a', 3), Buffer.from('new'), crc32cOf(body), never)).rejects.toMatchObject(
      code('invalid_input'),
    );
    expect((await text(store, 'a')).text).toBe('old');
  });

  test('properties that are named change, the class is changed, access is given and taken', async () => {
    const { gcs, store } = await gcsWorld();
    const properties = { contentType: 'text/csv', cacheControl: 'no-store', metadata: { owner: 'ops', old: 'x' } };
    await store.upload.put(gcsObject('a', 1, { properties, storageClass: 'NEARLINE' }), Buffer.from('x'), null, never);
    expect(await store.head(at('a'), never)).toMatchObject({ properties, storageClass: 'NEARLINE' });
    await store.setProperties!(at('a'), { contentType: 'text/plain', metadata: { owner: 'shop' } }, never);
    const changed = { contentType: 'text/plain', metadata: { owner: 'shop' } };
    expect((await store.head(at('a'), never)).properties, 'what is not named stays').toEqual({ ...changed, cacheControl: 'no-store' });
    await store.setProperties!(at('a'), { cacheControl: '' }, never);
    expect((await store.head(at('a'), never)).properties).toEqual(changed);
    await store.setStorageClass!({ ...at('a'), size: 1 }, 'ARCHIVE', never);
    expect(await store.head(at('a'), never)).toMatchObject({
      storageClass: 'ARCHIVE',
      properties: { contentType: 'text/plain', metadata: { owner: 'shop' } },
    });
    await store.setAccess!(at('a'), 'public', never);
    expect(await store.head(at('a'), never)).toMatchObject({ access: 'public', grants: ['allUsers: READER'] });
    await store.setAccess!(at('a'), 'private', never);
    await store.setAccess!(at('a'), 'private', never);
    expect((await store.head(at('a'), never)).access).toBe('private');
    gcs.state.buckets.get('b')!.record.iamConfiguration = { uniformBucketLevelAccess: { enabled: true } };
    await expect(store.setAccess!(at('a'), 'public', never)).rejects.toMatchObject({
      error: { code: 'unsupported', hint: expect.stringContaining('IAM') },
    });
  });

  test('copies go on until they are done, keep or replace properties, and notice a changed source', async () => {
    const { gcs, store } = await gcsWorld();
    gcs.state.rewriteAtOnce = 1000;
    const body = Buffer.alloc(3500, 'x');
    await store.upload.put(gcsObject('from', 3500, { properties: { contentType: 'text/csv' } }), body, null, never);
    const [row] = (await listed(store)).rows;
    const progress: number[] = [];
    const copy = { from: { ...row!, bucket: 'b' }, properties: null, signal: never };
    const written = await store.copy!({ ...copy, to: at('to/ odd'), onProgress: (bytes) => void progress.push(bytes) });
    expect(progress).toEqual([1000, 2000, 3000, 3500]);
    expect(written.checksums).toContainEqual({ algorithm: 'CRC32C', value: crc32cOf(body) });
    expect((await store.head(at('to/ odd'), never)).properties).toEqual({ contentType: 'text/csv' });
    await store.copy!({ ...copy, to: at('cold'), storageClass: 'COLDLINE' });
    expect(await store.head(at('cold'), never)).toMatchObject({ storageClass: 'COLDLINE', properties: { contentType: 'text/csv' } });
    await expect(store.copy!({ ...copy, to: at('cold'), ifAbsent: true })).rejects.toMatchObject(code('conflict'));
    gcs.fill('b', { from: 'changed' });
    await expect(store.copy!({ ...copy, to: at('late') })).rejects.toMatchObject(code('conflict'));
  });

  test('a folder is a key that ends with a slash', async () => {
    const { store } = await gcsWorld();
    await store.createFolder('b', 'new/', never);
    expect((await listed(store, { delimiter: '/' })).prefixes).toEqual(['new/']);
  });
});

describe('versions', () => {
  test('are listed newest first, restored and deleted', async () => {
    const { gcs, store } = await gcsWorld();
    gcs.bucket('b', { versioning: { enabled: true } });
    gcs.fill('b', { a: 'one', z: 'other' });
    gcs.fill('b', { a: 'two' });
    await store.remove('b', [{ key: 'a' }], never);
    const pages = [];
    for await (const page of store.versions!({ bucket: 'b', prefix: '', signal: never })) pages.push(...page);
    expect(pages.map(({ key, size, latest }) => [key, size, latest])).toEqual([
      ['a', 3, false],
      ['a', 3, false],
      ['z', 5, true],
    ]);
    expect(BigInt(pages[0]!.versionId) > BigInt(pages[1]!.versionId)).toBe(true);
    await store.restoreVersion!({ ...at('a'), versionId: pages[1]!.versionId }, never);
    expect((await text(store, 'a')).text).toBe('one');
    await store.remove('b', [{ key: 'a', versionId: pages[0]!.versionId }], never);
    await expect(text(store, 'a', { versionId: pages[0]!.versionId })).rejects.toMatchObject(code('not_found'));
  });

  test('what was soft-deleted is listed among them and brought back', async () => {
    const { gcs, store } = await gcsWorld();
    gcs.bucket('b', { softDeletePolicy: { retentionDurationSeconds: '604800' } });
    gcs.pageSize = 2;
    gcs.fill('b', Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((key) => [key, key])));
    await store.remove('b', [{ key: 'b' }, { key: 'e' }], never);
    const found = [];
    for await (const page of store.versions!({ bucket: 'b', prefix: '', signal: never })) found.push(...page);
    expect(found.map(({ key, deleted }) => `${key}${deleted ? ' deleted' : ''}`)).toEqual(['a', 'b deleted', 'c', 'd', 'e deleted']);
    await store.restoreVersion!({ ...at('e'), versionId: found[4]!.versionId }, never);
    expect((await text(store, 'e')).text).toBe('e');
  });
});

describe('faults', () => {
  test.each([
    [googleFault(503, 'backendError'), 'provider_unavailable'],
    [googleFault(429, 'rateLimitExceeded', { 'retry-after': '3' }), 'rate_limited'],
    [googleFault(403, 'forbidden'), 'forbidden'],
    ['reset' as const, 'offline'],
  ])('%j is told as %s, after one call', async (fault, expected) => {
    const { gcs, store } = await gcsWorld();
    gcs.fill('b', { a: 'x' });
    await store.stat(at('a'), never);
    gcs.fault = () => fault;
    const before = gcs.requests.length;
    await expect(text(store, 'a')).rejects.toMatchObject(code(expected));
    await expect(store.upload.put(gcsObject('a', 1), Buffer.from('x'), null, never)).rejects.toMatchObject(code(expected));
    expect(await store.remove('b', [{ key: 'a' }], never)).toEqual([expect.objectContaining({ code: expected })]);
    expect(gcs.requests.length - before).toBe(3);
  });

  test('a body that ends early is a fault of the provider, and a bucket that is gone not work done', async () => {
    const { gcs, store } = await gcsWorld();
    gcs.fill('b', { a: 'x'.repeat(100_000) });
    gcs.fault = ({ url }) => (url.searchParams.get('alt') === 'media' ? 'truncate' : null);
    await expect(text(store, 'a')).rejects.toMatchObject(code('provider_unavailable'));
    gcs.state.buckets.clear();
    expect(await store.remove('b', [{ key: 'a' }], never)).toEqual([expect.objectContaining({ code: 'not_found' })]);
  });

  test('an expired sign-in is renewed with the next call', async () => {
    const { gcs, gcp, store } = await gcsWorld();
    gcs.fill('b', { a: 'x' });
    await store.stat(at('a'), never);
    gcp.signIn.tokens.clear();
    await expect(text(store, 'a')).rejects.toMatchObject(code('auth_required'));
    expect((await text(store, 'a')).text).toBe('x');
  });

  test('an abort stays one', async () => {
    const { gcs, store } = await gcsWorld();
    gcs.fill('b', { a: 'x'.repeat(500_000) });
    const stop = new AbortController();
    const reading = store.read({ ...at('a'), signal: stop.signal }, () => stop.abort());
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  });
});
