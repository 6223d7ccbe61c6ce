import { createHash } from 'node:crypto';
import { crc32 } from '@node-rs/crc32';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ObjectStore } from '#connectors/sdk.ts';
import { awsSession } from '#tests/helpers/aws.ts';
import { hasMoto, type Moto, startMoto } from '#tests/helpers/moto.ts';
import { errorOf } from '#tests/helpers/vaults.ts';
import { collect, listed, makeBuckets, never, newObject, put, read, s3Client } from './s3-estate.ts';

const MiB = 1024 ** 2;

function crc32Text(bytes: Uint8Array): string {
  const out = Buffer.alloc(4);
  out.writeUInt32BE(crc32(bytes));
  return out.toString('base64');
}

describe.skipIf(!hasMoto)(`S3's objects, against moto${hasMoto ? '' : ' (skipped: no moto beside the repository)'}`, () => {
  let moto: Moto;
  let store: ObjectStore;
  beforeAll(async () => {
    moto = await startMoto();
    await makeBuckets(s3Client(moto));
  });
  afterAll(() => moto?.kill());
  beforeEach(async () => {
    store = (await awsSession(moto.url)).objects!;
  });

  test('what is put comes back: properties, tags, class and checksums', async () => {
    const properties = {
      contentType: 'text/csv',
      cacheControl: 'no-cache',
      contentDisposition: 'inline',
      contentLanguage: 'de',
      metadata: { team: 'shop', note: 'größer' },
    };
    const body = Buffer.from('a,b\n1,2\n');
    const object = newObject('report.csv', body.length, {
      properties,
      tags: { 'cost center': 'a+b' },
      storageClass: 'STANDARD_IA',
      checksum: 'CRC32',
    });
    const stat = await store.upload.put(object, body, crc32Text(body), never);
    expect(stat).toMatchObject({ size: 8, versionId: null, etag: createHash('md5').update(body).digest('hex') });
    const detail = await store.head({ bucket: 'main', key: 'report.csv' }, never);
    expect(detail).toMatchObject({
      key: 'report.csv',
      size: 8,
      storageClass: 'STANDARD_IA',
      properties,
      tags: { 'cost center': 'a+b' },
      access: 'private',
    });
    expect(detail.checksums).toContainEqual({ algorithm: 'CRC32', value: crc32Text(body) });
    expect(detail.checksums).toContainEqual({ algorithm: 'MD5', value: createHash('md5').update(body).digest('base64') });
    expect(Math.abs(stat.modified - detail.modified)).toBeLessThan(60_000);
  });

  test('only when there is none: the second put is a conflict and changes nothing', async () => {
    await put(store, 'once', { text: 'first', ifAbsent: true });
    expect(await errorOf(put(store, 'once', { text: 'second', ifAbsent: true }))).toMatchObject({ code: 'conflict' });
    expect((await read(store, 'once')).text).toBe('first');
  });

  test('ranges, empty objects, and reads beyond the end', async () => {
    await put(store, 'ten', { text: '0123456789' });
    await put(store, 'none', { text: '' });
    expect((await read(store, 'ten', { offset: 2, length: 3 })).text).toBe('234');
    expect(await read(store, 'ten', { offset: 8, length: 100 })).toMatchObject({ text: '89', stat: { size: 10 } });
    expect(await read(store, 'ten', { offset: 10 })).toMatchObject({ text: '', stat: { size: 10 } });
    expect(await read(store, 'none', { offset: 0, length: 100 })).toMatchObject({ text: '', stat: { size: 0 } });
    expect((await read(store, 'none')).text).toBe('');
  });

  test('another ETag is a conflict, a missing object is not found', async () => {
    const { etag } = await put(store, 'changing', { text: '1' });
    expect((await read(store, 'changing', { ifMatch: etag })).text).toBe('1');
    await put(store, 'changing', { text: '2' });
    expect(await errorOf(read(store, 'changing', { ifMatch: etag }))).toMatchObject({ code: 'conflict' });
    const missing = await errorOf(read(store, 'missing'));
    expect(missing).toMatchObject({ code: 'not_found', message: 'There is no object missing in main.' });
    expect(await errorOf(read(store, 'x', { bucket: 'no-such-bucket' }))).toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('no-such-bucket'),
    });
  });

  test('an upload in parts goes on from what S3 has, in another session', async () => {
    const bytes = Buffer.alloc(11 * MiB, 'part of a large object ');
    const begun = await store.upload.begin(newObject('large', bytes.length, { properties: { contentType: 'text/plain' } }), never);
    const part = (target: ObjectStore, number: number) => {
      const body = bytes.subarray((number - 1) * 5 * MiB, number * 5 * MiB);
      return target.upload.part(begun, { number, offset: (number - 1) * 5 * MiB, body, checksum: null }, never);
    };
    const second = await part(store, 2);
    const first = await part(store, 1);
    expect((await listed(store, 'large')).objects).toEqual([]);
    const pending = await collect(store.pendingUploads!({ bucket: 'main', prefix: 'lar', signal: never }));
    expect(pending).toMatchObject([{ key: 'large', uploadId: begun.uploadId, bytes: 10 * MiB }]);
    const other = (await awsSession(moto.url)).objects!;
    const there = await other.upload.parts(structuredClone(begun), never);
    // Without a checksum, the receipt alone tells that a part need not be sent again.
    expect(there).toEqual([first, second]);
    const last = await part(other, 3);
    const stat = await other.upload.complete(begun, [last, ...there], null, never);
    expect(stat.size).toBe(bytes.length);
    expect((await read(store, 'large')).bytes.equals(bytes)).toBe(true);
    // A second `complete` succeeds at moto, and for a while at AWS: only what lists the parts tells.
    expect(await errorOf(other.upload.parts(begun, never))).toMatchObject({ code: 'not_found' });
  });

  test('a checksum of the whole goes with the upload in parts, and S3 states it', async () => {
    const bytes = Buffer.alloc(6 * MiB, 'checked ');
    const begun = await store.upload.begin(newObject('checked', bytes.length, { checksum: 'CRC32' }), never);
    const parts = await Promise.all(
      [bytes.subarray(0, 5 * MiB), bytes.subarray(5 * MiB)].map((body, n) =>
        store.upload.part(begun, { number: n + 1, offset: n * 5 * MiB, body, checksum: crc32Text(body) }, never),
      ),
    );
    expect(parts.map(({ checksum }) => checksum)).toEqual([crc32Text(bytes.subarray(0, 5 * MiB)), crc32Text(bytes.subarray(5 * MiB))]);
    await store.upload.complete(begun, parts, crc32Text(bytes), never);
    const { checksums } = await store.stat({ bucket: 'main', key: 'checked' }, never);
    expect(checksums).toEqual([{ algorithm: 'CRC32', value: crc32Text(bytes) }]);
  });

  test('an upload that is given up leaves nothing, however often', async () => {
    const begun = await store.upload.begin(newObject('given-up', 1), never);
    await store.upload.abort(begun, never);
    await store.upload.abort(begun, never);
    // Completing it then is NoSuchUpload at AWS; moto answers with a fault of its own.
    await store.abortPendingUpload!('main', begun, never);
    expect(await collect(store.pendingUploads!({ bucket: 'main', prefix: 'given-up', signal: never }))).toEqual([]);
  });

  test('removing: each in its own outcome, what is gone counts as done', async () => {
    await put(store, 'doomed/1', { text: '1' });
    await put(store, 'doomed/\u0001', { text: '2' });
    expect(await store.remove('main', [{ key: 'doomed/1' }, { key: 'doomed/never' }, { key: 'doomed/\u0001' }], never)).toEqual([
      null,
      null,
      null,
    ]);
    expect((await listed(store, 'doomed/')).objects).toEqual([]);
    expect(await errorOf(store.remove('no-such-bucket', [{ key: 'x' }], never))).toMatchObject({ code: 'not_found' });
  });

  test('properties that are named change, others, tags and class stay', async () => {
    await put(store, 'described', {
      text: 'x',
      properties: { contentType: 'text/plain', cacheControl: 'no-store', contentLanguage: 'de', metadata: { a: '1' } },
      tags: { team: 'a' },
      storageClass: 'STANDARD_IA',
    });
    await store.setProperties!({ bucket: 'main', key: 'described' }, { contentType: 'text/html', metadata: { b: 'ü' } }, never);
    const detail = await store.head({ bucket: 'main', key: 'described' }, never);
    expect(detail).toMatchObject({ tags: { team: 'a' }, storageClass: 'STANDARD_IA' });
    const kept = { contentType: 'text/html', contentLanguage: 'de', metadata: { b: 'ü' } };
    expect(detail.properties).toEqual({ ...kept, cacheControl: 'no-store' });
    await store.setProperties!({ bucket: 'main', key: 'described' }, { cacheControl: '' }, never);
    expect((await store.head({ bucket: 'main', key: 'described' }, never)).properties).toEqual(kept);
  });

  test('tags, class and access of an object', async () => {
    const address = { bucket: 'main', key: 'thing' };
    await put(store, 'thing', { text: 'x', tags: { old: '1' } });
    await store.setTags!(address, { team: 'shop', 'a b': 'c/d' }, never);
    await store.setStorageClass!({ ...address, size: 1 }, 'GLACIER_IR', never);
    await store.setAccess!(address, 'public', never);
    expect(await store.head(address, never)).toMatchObject({
      tags: { team: 'shop', 'a b': 'c/d' },
      storageClass: 'GLACIER_IR',
      access: 'public',
    });
    await store.setProperties!(address, { contentType: 'text/plain' }, never);
    expect(await store.head(address, never), 'a copy onto itself keeps who may read').toMatchObject({ access: 'public' });
    await store.setAccess!(address, 'private', never);
    expect(await store.head(address, never)).toMatchObject({ access: 'private' });
  });

  test('an archived object is restored for some days', async () => {
    const address = { bucket: 'main', key: 'old' };
    await put(store, 'old', { text: 'x', storageClass: 'GLACIER' });
    expect((await store.head(address, never)).restore).toEqual({ state: 'archived', until: null });
    expect(await errorOf(read(store, 'old'))).toMatchObject({ code: 'conflict', hint: expect.stringContaining('Restore') });
    await store.restore!(address, { days: 2, tier: 'Bulk' }, never);
    // moto restores at once; AWS takes hours, and says so meanwhile.
    expect((await store.head(address, never)).restore?.state).not.toBe('archived');
  });

  test('links are fetched by whoever has them, until they end', async () => {
    await put(store, 'käse & co/ü.txt', { text: 'hello' });
    const address = { bucket: 'main', key: 'käse & co/ü.txt' };
    const link = await store.presign!(address, { method: 'GET', expiresInSeconds: 600, download: true }, never);
    const reply = await fetch(link.url);
    expect(await reply.text()).toBe('hello');
    expect(reply.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''%C3%BC.txt");
    const upload = await store.presign!(
      { bucket: 'main', key: 'sent by link' },
      { method: 'PUT', expiresInSeconds: 60, download: false },
      never,
    );
    expect((await fetch(upload.url, { method: 'PUT', body: 'sent' })).status).toBe(200);
    expect((await read(store, 'sent by link')).text).toBe('sent');
    expect(await errorOf(store.presign!(address, { method: 'GET', expiresInSeconds: 604_801, download: false }, never))).toMatchObject({
      code: 'invalid_input',
    });
  });
});
