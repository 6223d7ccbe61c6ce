import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ObjectStore } from '#connectors/sdk.ts';
import { awsSession } from '#tests/helpers/aws.ts';
import { type Azurite, hasAzurite, startAzurite } from '#tests/helpers/azurite.ts';
import { gcsWorld } from '#tests/helpers/gcs-store.ts';
import { hasMoto, type Moto, startMoto } from '#tests/helpers/moto.ts';
import { googleFault } from '#tests/helpers/scripted-gcs.ts';
import { queueScene } from '#tests/helpers/transfer-queue.ts';
import { storeTransfer, workItem } from '#tests/helpers/transfers.ts';
import { bareClient, storeOf } from './azure-blob-session.ts';
import { never, s3Client } from './s3-estate.ts';

interface Sides {
  from: ObjectStore;
  to: ObjectStore;
  /** Its objects `a` and `b`, of which the first is copied as `c`. */
  source: string;
  target: string;
}

/** Copies two objects from one connection to another: how they ended, and whether their bytes came through here. */
async function copied({ from, to, source, target }: Sides) {
  const body = Buffer.from('some bytes');
  for (const key of ['a', 'b']) {
    const object = { bucket: source, key, size: body.length, properties: { contentType: 'text/csv' }, checksum: null };
    await from.upload.put(object, body, null, never);
  }
  let reads = 0;
  let tries = 0;
  const stores: Record<string, ObjectStore> = {
    from: { ...from, read: (...asked) => ((reads += 1), from.read(...asked)) },
    to: { ...to, copy: (asked) => ((tries += 1), to.copy!(asked)) },
  };
  const scene = queueScene({ openStore: async (id) => ({ store: stores[id ?? '']!, release: () => undefined }) });
  const ended = [];
  // One after the other, so that what the first learns counts for the second.
  for (const key of ['a', 'b']) {
    const { size, modified, etag } = await from.stat({ bucket: source, key }, never);
    const side = { bucket: source, key, versionId: null };
    const there = { ...side, connectionId: 'to', bucket: target, key: key === 'a' ? 'c' : key };
    const item = workItem(0, { size, from: { ...side, connectionId: 'from', size, modified, etag }, to: there });
    await storeTransfer(scene.api, [item], { id: key });
    await scene.queue.enqueue(key);
    const { state, verified, bytes, errors } = await scene.end(key);
    const { items } = await scene.queue.items({ transferId: key, offset: 0, limit: 1 });
    ended.push({ state, verified, done: bytes.done, errors, note: items[0]!.note });
  }
  const { size, properties } = await to.head({ bucket: target, key: 'c' }, never);
  expect([size, properties.contentType]).toEqual([body.length, 'text/csv']);
  return { ended, reads, tries };
}

const one = { state: 'succeeded', verified: 1, done: 10, errors: [], note: '' };
const within = { ended: [one, one], reads: 0, tries: 2 };
const through = { ...one, note: expect.stringContaining('Through this machine') };

describe.skipIf(!hasMoto)('two accounts of S3 at one endpoint: moto', () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
    const client = s3Client(moto);
    for (const Bucket of ['main', 'other']) await client.send(new CreateBucketCommand({ Bucket }));
    client.destroy();
  });
  afterAll(() => moto?.kill());

  const session = async (accessKeyId: string) => (await awsSession(moto.url, { settings: { accessKeyId } })).objects!;

  test('the target asks the service to copy', async () => {
    const sides = { from: await session('x'), to: await session('y'), source: 'main', target: 'other' };
    expect(await copied(sides)).toEqual(within);
  });

  test('at another endpoint nothing is tried', async () => {
    const to = await session('y');
    const elsewhere = { ...to, copyFrom: { service: 'S3 at http://elsewhere' } };
    const ended = await copied({ from: await session('x'), to: elsewhere, source: 'main', target: 'other' });
    expect(ended).toEqual({ ...within, reads: 2, tries: 0 });
  });
});

describe.skipIf(!hasAzurite)('two connections of Azure Blob: azurite', () => {
  let azurite: Azurite;
  beforeAll(async () => {
    azurite = await startAzurite();
    for (const name of ['main', 'other']) await bareClient(azurite).createContainer(name);
  });
  afterAll(() => azurite?.kill());

  test('the source signs a link by which the service reads it', async () => {
    const [from, to] = [await storeOf(azurite), await storeOf(azurite)];
    const links: (string | undefined)[] = [];
    const watched: ObjectStore = { ...to, copy: (copy) => (links.push(copy.link), to.copy!(copy)) };
    const sides = { source: 'devstoreaccount1/main', target: 'devstoreaccount1/other' };
    // The emulator states no checksum of a copy.
    const unverified = { ...one, verified: expect.any(Number) };
    expect(await copied({ from, to: watched, ...sides })).toEqual({ ...within, ended: [unverified, unverified] });
    expect(links).toEqual([expect.stringContaining('sig='), expect.stringContaining('sig=')]);
  });

  test('a source that cannot sign is read through this machine, and the item says why', async () => {
    const [from, to] = [await storeOf(azurite), await storeOf(azurite)];
    const unsigned = { ...from };
    delete unsigned.presign;
    const sides = { source: 'devstoreaccount1/main', target: 'devstoreaccount1/other' };
    expect(await copied({ from: unsigned, to, ...sides })).toEqual({ ended: [through, through], reads: 2, tries: 0 });
  });
});

describe('two connections of Google Cloud Storage: a scripted server', () => {
  test('the target rewrites', async () => {
    const { gcs, store, open } = await gcsWorld();
    gcs.bucket('other');
    expect(await copied({ from: store, to: await open(), source: 'b', target: 'other' })).toEqual(within);
  });

  test('who may not read the source is refused once, and both come through this machine', async () => {
    const { gcs, store, open } = await gcsWorld();
    gcs.bucket('other');
    gcs.fault = ({ url }) => (url.pathname.includes('/rewriteTo/') ? googleFault(403, 'forbidden') : null);
    const ended = await copied({ from: store, to: await open(), source: 'b', target: 'other' });
    expect(ended).toEqual({ ended: [through, through], reads: 2, tries: 1 });
  });
});
