import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NewObject, ObjectStore } from '#connectors/sdk.ts';
import { type Azurite, developmentAccount, hasAzurite, startAzurite } from '#tests/helpers/azurite.ts';
import { bareClient, contentOf, listed, never, storeOf } from './azure-blob-session.ts';

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
  const client = (at: string, key: string) => bareClient(azurite).getContainerClient(at.split('/')[1]!).getBlockBlobClient(key);
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

  test('properties, tags, class, folder', async () => {
    const at = await bucket();
    await putText(at, 'a', 'x', { properties: { contentType: 'text/plain', metadata: { one: '1' } } });
    const address = { bucket: at, key: 'a' };
    await store.setProperties!(address, { cacheControl: 'max-age=1' }, never);
    expect((await store.head(address, never)).properties).toEqual({
      contentType: 'text/plain',
      cacheControl: 'max-age=1',
      metadata: { one: '1' },
    });
    await store.setProperties!(address, { metadata: { two: '2' } }, never);
    const head = await store.head(address, never);
    expect(head.properties).toEqual({ contentType: 'text/plain', cacheControl: 'max-age=1', metadata: { two: '2' } });
    expect(head.checksums).toEqual([{ algorithm: 'MD5', value: md5(text('x')) }]);
    await store.setTags!(address, { a: '1', b: '2' }, never);
    expect((await store.head(address, never)).tags).toEqual({ a: '1', b: '2' });
    await store.setStorageClass!({ ...address, size: 1 }, 'Cool', never);
    expect((await store.head(address, never)).storageClass).toBe('Cool');
    await store.createFolder(at, 'folder/', never);
    expect((await listed(store, at, '', '/')).prefixes).toEqual(['folder/']);
  });

  test('an archived object cannot be read until it is restored', async () => {
    const at = await bucket();
    await putText(at, 'cold', 'x');
    const address = { bucket: at, key: 'cold' };
    await store.setStorageClass!({ ...address, size: 1 }, 'Archive', never);
    expect((await store.head(address, never)).restore).toEqual({ state: 'archived', until: null });
    await expect(contentOf(store, at, 'cold')).rejects.toMatchObject({
      error: { code: 'conflict', hint: expect.stringContaining('Restore') },
    });
    await store.restore!(address, { days: 1, tier: 'High' }, never);
    await store.restore!(address, { days: 1, tier: null }, never);
    expect((await store.head(address, never)).restore?.state).not.toBe('archived');
    await expect(store.restore!(address, { days: 1, tier: 'Bulk' }, never)).rejects.toMatchObject({ error: { code: 'invalid_input' } });
  });

  test('copies within the account, with other properties, and not over what is there', async () => {
    const at = await bucket();
    const to = await bucket();
    await putText(at, 'a b/ü', 'copied', { properties: { contentType: 'text/plain', metadata: { k: 'v' } } });
    const [from] = (await listed(store, at)).rows;
    const progress: number[] = [];
    const stat = await store.copy!({
      from: { bucket: at, ...from! },
      to: { bucket: to, key: 'x//y' },
      properties: null,
      onProgress: (n) => progress.push(n),
      signal: never,
    });
    expect(stat).toMatchObject({ size: 6, checksums: [{ algorithm: 'MD5', value: md5(text('copied')) }] });
    expect(progress.at(-1)).toBe(6);
    expect((await store.head({ bucket: to, key: 'x//y' }, never)).properties).toEqual({ contentType: 'text/plain', metadata: { k: 'v' } });
    const changed = { contentType: 'text/csv', metadata: { other: '1' } };
    await store.copy!({ from: { bucket: at, ...from! }, to: { bucket: to, key: 'z' }, properties: changed, signal: never });
    expect((await store.head({ bucket: to, key: 'z' }, never)).properties).toEqual(changed);
    await expect(
      store.copy!({ from: { bucket: at, ...from! }, to: { bucket: to, key: 'z' }, properties: null, ifAbsent: true, signal: never }),
    ).rejects.toMatchObject({ error: { code: 'conflict' } });
    await putText(at, 'a b/ü', 'changed');
    await expect(
      store.copy!({ from: { bucket: at, ...from! }, to: { bucket: to, key: 'w' }, properties: null, signal: never }),
    ).rejects.toMatchObject({ error: { code: 'conflict' } });
  });

  test('links: download under its name, and upload', async () => {
    const at = await bucket();
    await putText(at, 'dir/report.csv', 'x');
    const get = await store.presign!(
      { bucket: at, key: 'dir/report.csv' },
      { method: 'GET', expiresInSeconds: 600, download: true },
      never,
    );
    const reply = await fetch(get.url);
    expect([await reply.text(), reply.headers.get('content-disposition')]).toEqual(['x', "attachment; filename*=UTF-8''report.csv"]);
    const put = await store.presign!({ bucket: at, key: 'new' }, { method: 'PUT', expiresInSeconds: 600, download: false }, never);
    expect(put.note).toContain('x-ms-blob-type');
    expect((await fetch(put.url, { method: 'PUT', body: 'sent', headers: { 'x-ms-blob-type': 'BlockBlob' } })).status).toBe(201);
    expect((await contentOf(store, at, 'new')).bytes.toString()).toBe('sent');
    await expect(
      store.presign!({ bucket: at, key: 'new' }, { method: 'GET', expiresInSeconds: 8 * 86_400, download: false }, never),
    ).rejects.toMatchObject({ error: { code: 'invalid_input' } });
  });

  test('a deletion on a condition leaves what was changed', async () => {
    const at = await bucket();
    await putText(at, 'a', 'x');
    await putText(at, 'z', 'y');
    const [a, z] = await Promise.all(['a', 'z'].map((key) => store.stat({ bucket: at, key }, never)));
    await putText(at, 'a', 'changed');
    const outcomes = await store.remove(
      at,
      [
        { key: 'a', ifMatch: a!.etag },
        { key: 'z', ifMatch: z!.etag },
      ],
      never,
    );
    expect(outcomes).toMatchObject([{ code: 'conflict' }, null]);
    expect((await listed(store, at)).rows.map(({ key }) => key)).toEqual(['a']);
  });

  test('snapshots are listed as older states, and go with their object', async () => {
    const at = await bucket();
    await putText(at, 'a', 'old');
    const { snapshot } = await client(at, 'a').createSnapshot();
    await putText(at, 'a', 'newer');
    const states = [];
    for await (const page of store.versions!({ bucket: at, prefix: '', signal: never })) states.push(...page);
    expect(states.map(({ latest, size, versionId }) => [latest, size, versionId])).toEqual([
      [true, 5, ''],
      [false, 3, `snapshot:${snapshot}`],
    ]);
    await store.restoreVersion!({ bucket: at, key: 'a', versionId: `snapshot:${snapshot}` }, never);
    expect((await contentOf(store, at, 'a')).bytes.toString()).toBe('old');
    expect(await store.remove(at, [{ key: 'a' }], never)).toEqual([null]);
    expect((await listed(store, at)).rows).toEqual([]);
  });
});
