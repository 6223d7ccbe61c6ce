import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NewObject, ObjectStore } from '#connectors/sdk.ts';
import { type Azurite, developmentAccount, hasAzurite, settingsFor, startAzurite } from '#tests/helpers/azurite.ts';
import { blobProxy } from '#tests/helpers/blob-proxy.ts';
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

  test('5,000 objects and more: pages, folders, byte order, and many of them removed', async () => {
    const at = await bucket();
    const names = Array.from({ length: 5_200 }, (_, n) => `p${n % 7}/n ${n}%2F😀`);
    const waiting = names.values();
    // The vendor's client keeps its connections, which makes most of the difference for objects this small.
    const container = bareClient(azurite).getContainerClient(at.split('/')[1]!);
    const upload = async () => {
      for (const key of waiting) await container.getBlockBlobClient(key).upload(key, Buffer.byteLength(key));
    };
    await Promise.all(Array.from({ length: 16 }, upload));

    const all = await listed(store, at);
    expect(all.pages).toBe(2);
    expect(all.rows.map(({ key }) => key)).toEqual(names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
    expect((await listed(store, at, '', '/')).prefixes).toEqual(['p0/', 'p1/', 'p2/', 'p3/', 'p4/', 'p5/', 'p6/']);

    const last = all.rows.at(-3)!.key;
    const behind = [];
    for await (const page of store.list({ bucket: at, prefix: '', delimiter: null, startAfter: last, signal: never }))
      behind.push(page.objects.count);
    expect(behind.reduce((sum, count) => sum + count, 0)).toBe(2);
    expect(await store.remove(at, [{ key: 'not there' }], never)).toEqual([null]);
    // Two calls and no more: azurite looks through all objects for each that it deletes.
    const gone = new Set(names.slice(0, store.removeBatch + 44));
    for (let from = 0; from < gone.size; from += store.removeBatch) {
      const some = [...gone].slice(from, from + store.removeBatch).map((key) => ({ key }));
      expect((await store.remove(at, some, never)).every((one) => one === null)).toBe(true);
    }
    const left = all.rows.map(({ key }) => key).filter((key) => !gone.has(key));
    expect((await listed(store, at)).rows.map(({ key }) => key)).toEqual(left);
  }, 120_000);

  describe('faults', () => {
    async function broken() {
      const proxy = await blobProxy(azurite.endpoint);
      const faulty = await storeOf({ settings: settingsFor(`${proxy.url}/${developmentAccount}`), secrets: azurite.secrets });
      return { proxy, faulty };
    }

    test.each([
      [500, 'InternalError', 'provider_unavailable'],
      [500, 'OperationTimedOut', 'timeout'],
      [503, 'ServerBusy', 'rate_limited'],
      [412, 'ConditionNotMet', 'conflict'],
      [403, 'AuthorizationPermissionMismatch', 'forbidden'],
      [403, 'AuthenticationFailed', 'auth_required'],
      [409, 'LeaseIdMissing', 'conflict'],
    ] as const)('%i %s is %s, and nothing is tried again here', async (status, code, expected) => {
      const { proxy, faulty } = await broken();
      proxy.rule = () => ({ kind: 'reply', status, code });
      await expect(faulty.stat({ bucket: `${developmentAccount}/c`, key: 'a' }, never)).rejects.toMatchObject({
        error: { code: expected },
      });
      expect(proxy.seen).toHaveLength(1);
    });

    test('a body that ends early is told, and not asked for again', async () => {
      const { proxy, faulty } = await broken();
      const at = await bucket();
      await putText(at, 'a', 'x'.repeat(100_000));
      proxy.rule = ({ method }) => (method === 'GET' ? { kind: 'truncate' } : null);
      await expect(contentOf(faulty, at, 'a')).rejects.toMatchObject({ error: { code: 'provider_unavailable' } });
      expect(proxy.seen).toHaveLength(1);
    });

    test('a broken connection is offline, an abort is an abort', async () => {
      const { proxy, faulty } = await broken();
      proxy.rule = () => ({ kind: 'reset' });
      await expect(faulty.stat({ bucket: `${developmentAccount}/c`, key: 'a' }, never)).rejects.toMatchObject({
        error: { code: 'offline' },
      });
      const at = await bucket();
      await putText(at, 'a', 'x'.repeat(3_000_000));
      const ending = new AbortController();
      await expect(store.read({ bucket: at, key: 'a', signal: ending.signal }, () => ending.abort())).rejects.toMatchObject({
        name: 'AbortError',
      });
    });

    test('one object of a bulk deletion that is refused does not stop the others', async () => {
      const at = await bucket();
      await putText(at, 'free', 'x');
      await putText(at, 'leased', 'x');
      await client(at, 'leased').getBlobLeaseClient().acquireLease(-1);
      const [free, leased] = await store.remove(at, [{ key: 'free' }, { key: 'leased' }, { key: 'bad\\name' }], never);
      expect(free).toBeNull();
      expect(leased).toMatchObject({ code: 'conflict', message: expect.stringContaining('leased') });
      expect((await listed(store, at)).rows.map(({ key }) => key)).toEqual(['leased']);
    });
  });
});
