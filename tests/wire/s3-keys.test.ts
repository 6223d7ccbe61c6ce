import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ObjectStore } from '#connectors/sdk.ts';
import { awsSession } from '#tests/helpers/aws.ts';
import { hasMoto, type Moto, startMoto } from '#tests/helpers/moto.ts';
import { errorOf } from '#tests/helpers/vaults.ts';
import { collect, listed, makeBuckets, never, put, read, s3Client } from './s3-estate.ts';

/** Names that file systems, HTTP libraries and XML like to change. */
const oddKeys = [
  ' ',
  ' two  spaces ',
  'a b+c&d=e?f#g',
  'a%2Fb',
  'a%20b',
  'a//b',
  'a/./b',
  'a/../b',
  '../up',
  '..',
  '/leading',
  '//two',
  'trailing/',
  'emoji/😀/é/e\u0301',
  'quote"\'<>&;\\',
  // S3 takes line breaks too: moto has no route for \n, and lists versions with a bare \r, which XML makes \n.
  'tab\tin it',
  'control\u0001\u001F',
  'k'.repeat(1024),
  `${'é'.repeat(511)}xy`,
];

describe.skipIf(!hasMoto)(`S3's keys, against moto${hasMoto ? '' : ' (skipped: no moto beside the repository)'}`, () => {
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

  test.each(oddKeys.map((key) => [key.slice(0, 30), key]))(
    'key %j is written, listed, read, copied and removed byte for byte',
    async (_, key) => {
      await put(store, key, { text: key });
      const row = (await listed(store, key)).objects.find((one) => one.key === key)!;
      expect(row).toMatchObject({ key, size: Buffer.byteLength(key) });
      expect((await read(store, key)).text).toBe(key);
      expect(await store.head({ bucket: 'main', key }, never)).toMatchObject({ key, address: `s3://main/${key}`, problems: [] });
      await store.copy!({ from: { bucket: 'main', ...row }, to: { bucket: 'kept', key }, properties: null, signal: never });
      expect((await read(store, key, { bucket: 'kept' })).text).toBe(key);
      const pages = await collect(store.versions!({ bucket: 'kept', prefix: key, signal: never }));
      expect(pages.map((one) => one.key)).toContain(key);
      expect(await store.remove('main', [{ key }], never)).toEqual([null]);
      expect(await errorOf(store.stat({ bucket: 'main', key }, never))).toMatchObject({ code: 'not_found' });
    },
  );

  test('5,000 objects of one folder come in pages and in the order of their bytes, and are removed in five calls', async () => {
    const keys = Array.from({ length: 5000 }, (_, n) => `many/${['é', ' ', '😀', '%2F', '\uFF5E'][n % 5]}${n}`);
    const queue = [...keys];
    await Promise.all(
      Array.from({ length: 16 }, async () => {
        for (let key = queue.pop(); key !== undefined; key = queue.pop()) await put(store, key, { text: '' });
      }),
    );
    const { objects, calls } = await listed(store, 'many/');
    const sorted = keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(objects.map(({ key }) => key)).toEqual(sorted);
    // Five pages; looking for where to divide the folder may cost one call.
    expect(calls).toBeLessThanOrEqual(6);
    expect(objects.every(({ size }) => size === 0)).toBe(true);
    const after: string[] = [];
    for await (const page of store.list({ bucket: 'main', prefix: 'many/', delimiter: null, startAfter: sorted[4997]!, signal: never })) {
      after.push(`${page.objects.count}`);
    }
    expect(after).toEqual(['2']);
    for (let from = 0; from < keys.length; from += store.removeBatch) {
      const outcomes = await store.remove(
        'main',
        keys.slice(from, from + store.removeBatch).map((key) => ({ key })),
        never,
      );
      expect(outcomes.filter((one) => one !== null)).toEqual([]);
    }
    expect((await listed(store, 'many/')).objects).toEqual([]);
  });

  test('a level: its folders and its objects', async () => {
    await Promise.all(['tree/a', 'tree/b b/1', 'tree/b b/2', 'tree//x'].map((key) => put(store, key, { text: '1' })));
    await store.createFolder('main', 'tree/empty', never);
    const { objects, prefixes } = await listed(store, 'tree/', { delimiter: '/' });
    expect(objects.map(({ key }) => key)).toEqual(['tree/a']);
    expect(prefixes).toEqual(['tree//', 'tree/b b/', 'tree/empty/']);
    expect((await listed(store, 'tree/empty/')).objects).toMatchObject([{ key: 'tree/empty/', size: 0 }]);
  });
});
