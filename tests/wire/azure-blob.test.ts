import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NewObject, ObjectStore } from '#connectors/sdk.ts';
import { type Azurite, developmentAccount, hasAzurite, settingsFor, startAzurite } from '#tests/helpers/azurite.ts';
import { bareClient, blobSession, contentOf, listed, never, storeOf } from './azure-blob-session.ts';

/** Against azurite. It has no versions, no soft delete and no Resource Manager: those are in tests/connectors/azure/objects. */
const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('base64');
const text = (value: string) => new TextEncoder().encode(value);

describe.skipIf(!hasAzurite)('Blob store against azurite (needs AETHERIUM_AZURITE)', () => {
  let azurite: Azurite;
  let store: ObjectStore;
  let serial = 0;

  beforeAll(async () => {
    azurite = await startAzurite();
    store = await storeOf(azurite);
  });
  afterAll(() => azurite.kill());

  async function bucket(access?: 'blob'): Promise<string> {
    serial += 1;
    await bareClient(azurite).createContainer(`box-${serial}`, access ? { access } : {});
    return `${developmentAccount}/box-${serial}`;
  }
  const object = (at: string, key: string, size: number, more: Partial<NewObject> = {}): NewObject => ({
    bucket: at,
    key,
    size,
    properties: {},
    checksum: 'MD5',
    ...more,
  });
  const putText = (at: string, key: string, value: string, more: Partial<NewObject> = {}) =>
    store.upload.put(object(at, key, text(value).length, more), text(value), md5(text(value)), never);

  test('check names the account, and a wrong key is told', async () => {
    const session = await blobSession(azurite.settings, azurite.secrets);
    expect(await session.check()).toMatchObject({ account: `Storage account ${developmentAccount}`, identity: 'account key', missing: [] });
    const wrong = await blobSession(azurite.settings, { storageAccountKey: Buffer.from('wrong').toString('base64') });
    // Azurite says AuthorizationFailure where Azure says AuthenticationFailed, which is among the faults below.
    expect((await wrong.check()).missing).toEqual([expect.objectContaining({ name: expect.stringContaining('containers/read') })]);
    await expect(blobSession(azurite.settings, {})).rejects.toMatchObject({
      error: { code: 'auth_required', fix: { kind: 'edit_connection' } },
    });
  });

  test('a connection string and a signature open the account too', async () => {
    const at = await bucket();
    const connection = `DefaultEndpointsProtocol=http;AccountName=${developmentAccount};AccountKey=${azurite.secrets['storageAccountKey']};BlobEndpoint=${azurite.endpoint};`;
    const byString = await blobSession({ auth: 'storage' }, { storageConnectionString: connection });
    await putText(at, 'a.txt', 'hello');
    expect((await contentOf(byString.objects!, at, 'a.txt')).bytes.toString()).toBe('hello');
    const {
      generateAccountSASQueryParameters,
      AccountSASPermissions,
      AccountSASResourceTypes,
      AccountSASServices,
      StorageSharedKeyCredential,
    } = await import('@azure/storage-blob');
    const sas = generateAccountSASQueryParameters(
      {
        expiresOn: new Date(Date.now() + 3_600_000),
        permissions: AccountSASPermissions.parse('rwdlac'),
        resourceTypes: AccountSASResourceTypes.parse('sco').toString(),
        services: AccountSASServices.parse('b').toString(),
      },
      new StorageSharedKeyCredential(developmentAccount, azurite.secrets['storageAccountKey']!),
    );
    const bySas = await blobSession(settingsFor(azurite.endpoint), { storageSas: `?${String(sas)}` });
    expect(await bySas.check()).toMatchObject({ identity: 'shared access signature', missing: [] });
    expect((await contentOf(bySas.objects!, at, 'a.txt')).bytes.toString()).toBe('hello');
    await expect(
      bySas.objects!.presign!({ bucket: at, key: 'a.txt' }, { method: 'GET', expiresInSeconds: 60, download: false }, never),
    ).rejects.toMatchObject({ error: { code: 'unsupported' } });
  });

  test('containers with what the service tells of them', async () => {
    const at = await bucket('blob');
    const [scope] = await store.buckets.scopes(never);
    const found = [];
    for await (const page of store.buckets.read({ scope: scope!, signal: never, cursor: null })) found.push(...page.items);
    expect(found.find((one) => one.bucket === at)).toMatchObject({
      provider: 'azure',
      account: developmentAccount,
      publicAccess: 'public',
      created: null,
      versioning: 'unknown',
    });
    expect(await store.bucketFacts!(at, never)).toMatchObject({
      publicAccess: 'public',
      publicBy: [expect.stringContaining('whose name')],
    });
  });

  const odd = [
    'a b',
    'a%2Fb',
    'a//b',
    'dir/',
    'emoji/😀',
    'x/../y',
    './z',
    '/leading',
    'ends ',
    'q?#&+',
    'ü/ñ',
    `long/${'k'.repeat(1019)}`,
    'tab\there',
    '"quote"',
    "it's",
    '<xml>&amp;',
  ];

  test.each(odd)('the name %j is kept byte for byte', async (key) => {
    const at = await bucket();
    await putText(at, key, `of ${key}`);
    expect((await listed(store, at)).rows.map((row) => row.key)).toEqual([key]);
    expect((await contentOf(store, at, key)).bytes.toString()).toBe(`of ${key}`);
    expect((await store.head({ bucket: at, key }, never)).key).toBe(key);
    const url = await store.presign!({ bucket: at, key }, { method: 'GET', expiresInSeconds: 60, download: false }, never);
    expect(await (await fetch(url.url)).text()).toBe(`of ${key}`);
    expect(await store.remove(at, [{ key }], never)).toEqual([null]);
    expect((await listed(store, at)).rows).toEqual([]);
  });

  test.each(['..', 'a\\b', 'k'.repeat(1025), '\ud800'])('the name %j is refused: it would arrive as another', async (key) => {
    const at = await bucket();
    await expect(putText(at, key, 'x')).rejects.toMatchObject({ error: { code: 'invalid_input' } });
  });

  test('head, ranges, and what is not there', async () => {
    const at = await bucket();
    const put = await putText(at, 'a.csv', 'name,count\n', {
      properties: { contentType: 'text/csv', cacheControl: 'no-cache', metadata: { owner: 'ops' } },
      storageClass: 'Cool',
      tags: { team: 'data' },
    });
    expect(put.checksums).toEqual([{ algorithm: 'MD5', value: md5(text('name,count\n')) }]);
    const head = await store.head({ bucket: at, key: 'a.csv' }, never);
    expect(head).toMatchObject({
      size: 11,
      etag: put.etag,
      storageClass: 'Cool',
      properties: { contentType: 'text/csv', cacheControl: 'no-cache', metadata: { owner: 'ops' } },
      tags: { team: 'data' },
      checksums: put.checksums,
      access: 'private',
      restore: null,
      problems: [],
      address: `az://${at}/a.csv`,
    });
    expect((await contentOf(store, at, 'a.csv', { offset: 5, length: 5 })).bytes.toString()).toBe('count');
    const beyond = await contentOf(store, at, 'a.csv', { offset: 5, length: 500 });
    expect([beyond.bytes.toString(), beyond.stat.size]).toEqual(['count\n', 11]);
    expect((await contentOf(store, at, 'a.csv', { offset: 11 })).bytes.length).toBe(0);
    expect((await contentOf(store, at, 'a.csv', { length: 0 })).stat.size).toBe(11);
    await expect(store.stat({ bucket: at, key: 'none' }, never)).rejects.toMatchObject({ error: { code: 'not_found' } });
    await expect(contentOf(store, at, 'none')).rejects.toMatchObject({ error: { code: 'not_found' } });
    await expect(listed(store, `${developmentAccount}/nowhere`)).rejects.toMatchObject({ error: { code: 'not_found' } });
    await expect(store.read({ bucket: at, key: 'a.csv', ifMatch: 'other', signal: never }, () => {})).rejects.toMatchObject({
      error: { code: 'conflict' },
    });
    await putText(at, 'empty', '');
    expect((await contentOf(store, at, 'empty')).bytes.length).toBe(0);
  });

  test('put: a wrong checksum and a taken name are refused', async () => {
    const at = await bucket();
    await expect(store.upload.put(object(at, 'a', 1), text('a'), md5(text('b')), never)).rejects.toMatchObject({
      error: { code: 'provider_unavailable' },
    });
    expect((await listed(store, at)).rows).toEqual([]);
    await putText(at, 'a', 'first', { ifAbsent: true });
    await expect(putText(at, 'a', 'second', { ifAbsent: true })).rejects.toMatchObject({ error: { code: 'conflict' } });
    expect((await contentOf(store, at, 'a')).bytes.toString()).toBe('first');
  });

  test('metadata from elsewhere: names are fitted, other text than ASCII comes back as it was', async () => {
    const at = await bucket();
    await putText(at, 'm', 'x', { properties: { metadata: { 'not-a-name': 'Grüße', '1st': 'plain' } } });
    expect((await store.head({ bucket: at, key: 'm' }, never)).properties.metadata).toEqual({ not_a_name: 'Grüße', _1st: 'plain' });
    const bare = bareClient(azurite).getContainerClient(at.split('/')[1]!).getBlobClient('m');
    expect((await bare.getProperties()).metadata).toEqual({ not_a_name: '=?UTF-8?B?R3LDvMOfZQ==?=', _1st: 'plain' });
    await expect(putText(at, 'n', 'x', { properties: { metadata: { 'a-b': '1', a_b: '2' } } })).rejects.toMatchObject({
      error: { code: 'invalid_input', message: expect.stringContaining('a-b and a_b') },
    });
    await store.setProperties!({ bucket: at, key: 'm' }, { metadata: { city: 'Zürich' } }, never);
    expect((await store.head({ bucket: at, key: 'm' }, never)).properties.metadata).toEqual({ city: 'Zürich' });
    await expect(store.setProperties!({ bucket: at, key: 'm' }, { metadata: { 'a-b': '1' } }, never)).rejects.toMatchObject({
      error: { code: 'invalid_input' },
    });
  });

  test('an upload in parts goes on in another process with what the service has', async () => {
    const at = await bucket();
    const body = Buffer.alloc(5 * 1024 * 1024, 7);
    const part = (number: number) => ({
      number,
      offset: (number - 1) * 1024 * 1024,
      body: body.subarray((number - 1) * 1024 * 1024, number * 1024 * 1024),
      checksum: md5(body.subarray(0, 1024 * 1024)),
    });
    const upload = await store.upload.begin(
      object(at, 'big.bin', body.length, { properties: { contentType: 'application/x-own' } }),
      never,
    );
    await expect(store.upload.parts(upload, never)).rejects.toMatchObject({ error: { code: 'not_found' } });
    await store.upload.part(upload, part(3), never);
    await store.upload.part(upload, part(1), never);
    await expect(store.upload.part(upload, { ...part(2), checksum: md5(text('x')) }, never)).rejects.toMatchObject({
      error: { code: 'provider_unavailable' },
    });
    expect((await listed(store, at)).rows).toEqual([]);
    const other = await storeOf(azurite);
    const pending = [];
    for await (const page of other.pendingUploads!({ bucket: at, prefix: '', signal: never })) pending.push(...page);
    expect(pending).toEqual([{ key: 'big.bin', uploadId: '', initiated: null, bytes: 2 * 1024 * 1024, storageClass: '' }]);
    const sent = await other.upload.parts(JSON.parse(JSON.stringify(upload)) as typeof upload, never);
    expect(sent.map(({ number, size }) => [number, size])).toEqual([
      [1, 1024 * 1024],
      [3, 1024 * 1024],
    ]);
    const rest = await Promise.all([2, 4, 5].map((number) => other.upload.part(upload, part(number), never)));
    const stat = await other.upload.complete(upload, [...rest, ...sent], md5(body), never);
    expect(stat).toMatchObject({ size: body.length, checksums: [{ algorithm: 'MD5', value: md5(body) }] });
    expect((await contentOf(other, at, 'big.bin')).bytes.equals(body)).toBe(true);
    expect(await store.head({ bucket: at, key: 'big.bin' }, never)).toMatchObject({ properties: { contentType: 'application/x-own' } });
  });

  test('blocks of another file under the same name are not taken for parts of this one', async () => {
    const at = await bucket();
    const one = await store.upload.begin(object(at, 'same', 4, { modified: 1 }), never);
    await store.upload.part(one, { number: 1, offset: 0, body: text('aaaa'), checksum: null }, never);
    const two = await store.upload.begin(object(at, 'same', 4, { modified: 2 }), never);
    expect(await store.upload.parts(two, never)).toEqual([]);
    await expect(
      store.upload.complete(
        two,
        [{ number: 1, size: 4, receipt: Buffer.from('0123456789-000001').toString('base64'), checksum: null }],
        null,
        never,
      ),
    ).rejects.toMatchObject({ error: { code: 'conflict' } });
  });

  test('abort leaves nothing, and an object that is there stays as it is', async () => {
    const at = await bucket();
    const upload = await store.upload.begin(object(at, 'new', 4), never);
    await store.upload.part(upload, { number: 1, offset: 0, body: text('aaaa'), checksum: null }, never);
    await store.upload.abort(upload, never);
    await expect(store.upload.parts(upload, never)).rejects.toMatchObject({ error: { code: 'not_found' } });
    await store.upload.abort(upload, never);
    const kept = await putText(at, 'old', 'stays');
    const again = await store.upload.begin(object(at, 'old', 4), never);
    await store.upload.part(again, { number: 1, offset: 0, body: text('aaaa'), checksum: null }, never);
    await store.upload.abort(again, never);
    expect(await store.stat({ bucket: at, key: 'old' }, never)).toMatchObject({ etag: kept.etag, size: 5 });
    await store.upload.part(upload, { number: 1, offset: 0, body: text('aaaa'), checksum: null }, never);
    await store.abortPendingUpload!(at, { key: 'new', uploadId: '' }, never);
    expect((await listed(store, at)).rows.map(({ key }) => key)).toEqual(['old']);
  });
});
