import { describe, expect, test } from 'vitest';
import type { NewObject, ObjectStore, OpenUpload, PartReceipt } from '#connectors/sdk.ts';
import { never } from '#tests/helpers/folder-store.ts';
import { type GcsWorld, gcsObject, gcsWorld } from '#tests/helpers/gcs-store.ts';
import { crc32cOf } from '#tests/helpers/scripted-gcs-state.ts';

// Against a self-authored server, tests/helpers/scripted-gcs*.ts: no complete independent one exists.

const part = 16 * 1024 * 1024;
const code = (expected: string) => ({ error: { code: expected } });

function bytes(size: number): Buffer {
  const body = Buffer.alloc(size);
  for (let i = 0; i < size; i += 4093) body[i] = (i * 31) & 255;
  return body;
}

function send(store: ObjectStore, upload: OpenUpload, { body, number }: { body: Buffer; number: number }): Promise<PartReceipt> {
  const offset = (number - 1) * part;
  return store.upload.part(upload, { number, offset, body: body.subarray(offset, offset + part), checksum: null }, never);
}

async function sendAll(store: ObjectStore, upload: OpenUpload, body: Buffer, from = 1): Promise<PartReceipt[]> {
  const receipts: PartReceipt[] = [];
  for (let number = from; (number - 1) * part < body.length; number += 1) receipts.push(await send(store, upload, { body, number }));
  return receipts;
}

async function begin({ store }: Pick<GcsWorld, 'store'>, body: Buffer, rest: Partial<NewObject> = {}): Promise<OpenUpload> {
  return store.upload.begin(gcsObject('big', body.length, rest), never);
}

const stored = ({ gcs }: GcsWorld) => gcs.state.buckets.get('b')!.objects.find(({ state }) => state === 'live');

test.each([
  ['with an odd end', 2 * part + 300_001],
  ['of whole parts', 2 * part],
  ['one byte longer than a part', part + 1],
  ['smaller than what Google keeps', 1000],
])('an object %s is made of its parts, and not seen before', async (_name, size) => {
  const world = await gcsWorld();
  const body = bytes(size);
  const upload = await begin(world, body, { properties: { contentType: 'text/csv' } });
  const receipts = await sendAll(world.store, upload, body);
  expect(stored(world)).toBeUndefined();
  const stat = await world.store.upload.complete(upload, receipts, crc32cOf(body), never);
  expect(stat).toMatchObject({ size, checksums: [{ algorithm: 'CRC32C', value: crc32cOf(body) }, { algorithm: 'MD5' }] });
  expect(stored(world)!.body.equals(body)).toBe(true);
  expect(stored(world)!.record.contentType).toBe('text/csv');
});

test('the address of a session gets no sign-in, and every byte is sent once', async () => {
  const world = await gcsWorld();
  const body = bytes(2 * part + 5);
  const upload = await begin(world, body);
  const receipts = await sendAll(world.store, upload, body);
  await world.store.upload.complete(upload, receipts, null, never);
  const puts = world.gcs.requests.filter(({ method }) => method === 'PUT');
  expect(puts.map(({ headers }) => headers['authorization'])).toEqual(puts.map(() => undefined));
  expect(puts.reduce((sum, { body: sent }) => sum + sent.length, 0)).toBe(body.length);
});

describe('goes on', () => {
  test('in another process, from the parts that are there', async () => {
    const world = await gcsWorld();
    const body = bytes(3 * part + 700_000);
    const upload = await begin(world, body);
    await send(world.store, upload, { body, number: 1 });
    await send(world.store, upload, { body, number: 2 });
    const store = await world.open();
    const there = await store.upload.parts(structuredClone(upload), never);
    expect(there).toEqual([1, 2].map((number) => ({ number, size: part, receipt: String(number), checksum: null })));
    const rest = await sendAll(store, upload, body, 3);
    await store.upload.complete(upload, [...there, ...rest], crc32cOf(body), never);
    expect(stored(world)!.body.equals(body)).toBe(true);
  });

  test('when the process ended between the last part and the end: the last is sent again', async () => {
    const world = await gcsWorld();
    const body = bytes(part + 700_000);
    const upload = await begin(world, body);
    await sendAll(world.store, upload, body);
    const store = await world.open();
    const there = await store.upload.parts(upload, never);
    expect(there.map(({ number }) => number)).toEqual([1]);
    const rest = await sendAll(store, upload, body, 2);
    await store.upload.complete(upload, [...there, ...rest], crc32cOf(body), never);
    expect(stored(world)!.body.equals(body)).toBe(true);
  });

  test('when Google keeps less than it was sent', async () => {
    const world = await gcsWorld();
    world.gcs.state.keepAtMost = 5 * 1024 * 1024;
    const body = bytes(part + 400_000);
    const upload = await begin(world, body);
    const receipts = await sendAll(world.store, upload, body);
    await world.store.upload.complete(upload, receipts, crc32cOf(body), never);
    expect(stored(world)!.body.equals(body)).toBe(true);
  });

  test.each(['lose', 'reset'] as const)('when a part is hit by "%s": the same part again sends only what is missing', async (fault) => {
    const world = await gcsWorld();
    const body = bytes(part + 10);
    const upload = await begin(world, body);
    world.gcs.fault = ({ method }) => (method === 'PUT' ? fault : null);
    await expect(send(world.store, upload, { body, number: 1 })).rejects.toMatchObject(code('offline'));
    world.gcs.fault = () => null;
    const before = world.gcs.requests.length;
    const receipts = await sendAll(world.store, upload, body);
    const sent = world.gcs.requests.slice(before).reduce((sum, { body: one }) => sum + one.length, 0);
    expect(sent).toBe(fault === 'lose' ? 0 : part);
    await world.store.upload.complete(upload, receipts, crc32cOf(body), never);
    expect(stored(world)!.body.equals(body)).toBe(true);
  });

  test('when the answer to the end is lost: the end again gives the object', async () => {
    const world = await gcsWorld();
    const body = bytes(part + 10);
    const upload = await begin(world, body);
    const receipts = await sendAll(world.store, upload, body);
    world.gcs.fault = ({ method }) => (method === 'PUT' ? 'lose' : null);
    await expect(world.store.upload.complete(upload, receipts, crc32cOf(body), never)).rejects.toMatchObject(code('offline'));
    world.gcs.fault = () => null;
    expect(await world.store.upload.complete(upload, receipts, crc32cOf(body), never)).toMatchObject({ size: body.length });
    await expect(world.store.upload.parts(upload, never)).rejects.toMatchObject(code('not_found'));
  });
});

test('bytes that changed on the way are refused, and nothing stays', async () => {
  const world = await gcsWorld();
  const body = bytes(part + 10);
  const upload = await begin(world, body);
  const receipts = await sendAll(world.store, upload, body);
  world.gcs.state.corrupt = true;
  await expect(world.store.upload.complete(upload, receipts, crc32cOf(body), never)).rejects.toMatchObject({ error: expect.anything() });
  expect(stored(world)).toBeUndefined();
});

test('a server that does not compare: the object with other bytes is removed again', async () => {
  const world = await gcsWorld();
  const body = bytes(part + 10);
  const upload = await begin(world, body);
  const receipts = await sendAll(world.store, upload, body);
  world.gcs.state.corrupt = true;
  world.gcs.fault = ({ headers }) => {
    delete headers['x-goog-hash'];
    return null;
  };
  await expect(world.store.upload.complete(upload, receipts, crc32cOf(body), never)).rejects.toMatchObject(code('provider_unavailable'));
  expect(stored(world)).toBeUndefined();
});

test('ifAbsent holds at the end as at the beginning', async () => {
  const world = await gcsWorld();
  const body = bytes(part + 10);
  const upload = await begin(world, body, { ifAbsent: true });
  const receipts = await sendAll(world.store, upload, body);
  world.gcs.fill('b', { big: 'came first' });
  await expect(world.store.upload.complete(upload, receipts, null, never)).rejects.toMatchObject(code('conflict'));
  await expect(begin(world, body, { ifAbsent: true })).rejects.toMatchObject(code('conflict'));
  expect(stored(world)!.body.toString()).toBe('came first');
});

test('an ended session is gone; ending it again succeeds', async () => {
  const world = await gcsWorld();
  const body = bytes(part + 10);
  const upload = await begin(world, body);
  await send(world.store, upload, { body, number: 1 });
  await world.store.upload.abort(upload, never);
  await world.store.upload.abort(upload, never);
  await expect(world.store.upload.parts(upload, never)).rejects.toMatchObject(code('not_found'));
  expect(world.gcs.state.sessions.size).toBe(0);
});
