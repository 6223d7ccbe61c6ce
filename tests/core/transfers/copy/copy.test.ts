import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ObjectStore } from '#core/capabilities/objects.ts';
import { createFolderStore } from '#core/local-files/create-folder-store.ts';
import { checksumOf } from '#core/transfers/copy/checksums/checksums.ts';
import type { WorkItem } from '#core/transfers/transfers-api.ts';
import { type Fault, type MemoryProvider, memoryProvider, memoryStore } from '#tests/helpers/memory-objects.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';
import { type QueueScene, queueScene } from '#tests/helpers/transfer-queue.ts';
import { storeTransfer, workItem } from '#tests/helpers/transfers.ts';

const bytesOf = (size: number): Buffer => Buffer.from(Array.from({ length: size }, (_, at) => (at * 7 + (at >> 8)) % 256));

function copyItem(index: number, bytes: Uint8Array, change: Partial<WorkItem> = {}): WorkItem {
  const etag = createHash('md5').update(bytes).digest('hex');
  const side = { bucket: 'b', key: `key-${index}`, versionId: null };
  return workItem(index, {
    size: bytes.length,
    from: { ...side, connectionId: 'from', size: bytes.length, modified: 1_000, etag },
    ...change,
  });
}

/** Copies objects of these sizes, and waits for the end. */
async function copy(scene: QueueScene, sizes: number[], change: Partial<WorkItem> = {}) {
  const items = sizes.map((size, index) => {
    scene.from.put(`key-${index}`, bytesOf(size));
    return copyItem(index, bytesOf(size), change);
  });
  await storeTransfer(scene.api, items, { id: 't' });
  await scene.queue.enqueue('t');
  return scene.end('t');
}

function expectCopied({ to }: QueueScene, sizes: number[]): void {
  for (const [index, size] of sizes.entries()) expect(Buffer.from(to.objects.get(`key-${index}`)!.bytes).equals(bytesOf(size))).toBe(true);
  expect(to.uploads.size).toBe(0);
}

/** Goes wrong once for each call of this kind and what it is about. */
function once(fault: Fault, call: string): MemoryProvider['fault'] {
  const seen = new Set<string>();
  return (name, detail) => {
    if (name !== call || seen.has(detail)) return null;
    seen.add(detail);
    return fault;
  };
}

test('sizes around every boundary arrive whole and are verified', async () => {
  const sizes = [0, 1, 499, 500, 501, 999, 1_000, 1_001, 2_000, 5_500, 20_001];
  const scene = queueScene();
  const transfer = await copy(scene, sizes);
  expect(transfer).toMatchObject({ state: 'succeeded', verified: sizes.length, copied: sizes.length, errors: [] });
  expect(transfer.bytes).toEqual({ done: transfer.bytes.total, total: sizes.reduce((sum, size) => sum + size, 0) });
  expectCopied(scene, sizes);
  expect(new Set(scene.to.received).size).toBe(scene.to.received.length);
  expect(scene.to.objects.get('key-3')).toMatchObject({ modified: 1_000, properties: { contentType: 'text/plain' } });
  expect(scene.ended.map(({ state }) => state)).toEqual(['succeeded']);
});

test('properties that are given are added to those of the source, of objects in one piece and in parts', async () => {
  const scene = queueScene();
  const input = { properties: { cacheControl: 'no-store' } };
  await copy(scene, [10, 5_500], { input });
  for (const key of ['key-0', 'key-1']) {
    expect(scene.to.objects.get(key)!.properties).toEqual({ contentType: 'text/plain', cacheControl: 'no-store' });
  }
});

test.each<[Fault, string]>([
  ['unavailable', 'part'],
  ['slow_down', 'part'],
  ['reset', 'part'],
  ['lost', 'part'],
  ['corrupt', 'part'],
  ['unavailable', 'read'],
  ['truncated', 'read'],
  ['reset', 'read'],
  ['corrupt', 'read'],
  ['lost', 'begin'],
  ['lost', 'complete'],
  ['unavailable', 'complete'],
  ['lost', 'put'],
  ['corrupt', 'put'],
  ['slow_down', 'put'],
  ['unavailable', 'stat'],
])('%s of a %s is mended by another try', async (fault, call) => {
  const wrong = once(fault, call);
  const scene = queueScene({ from: memoryProvider({ fault: wrong }), to: memoryProvider({ fault: wrong }) });
  const sizes = [300, 5_500];
  expect(await copy(scene, sizes)).toMatchObject({ state: 'succeeded', verified: 2, errors: [] });
  expect(Buffer.from(scene.to.objects.get('key-1')!.bytes).equals(bytesOf(5_500))).toBe(true);
  expectCopied(scene, sizes);
});

test('where the target must not exist, a lost answer of our own writing is no conflict', async () => {
  const scene = queueScene({ to: memoryProvider({ fault: once('lost', 'put') }) });
  expect(await copy(scene, [300], { input: { ifAbsent: true } })).toMatchObject({ state: 'succeeded', verified: 1 });
  expectCopied(scene, [300]);
});

test('where the target must not exist, another conflict is told as it is', async () => {
  const scene = queueScene({ to: memoryProvider({ fault: (call) => (call === 'put' ? 'full' : null) }) });
  const transfer = await copy(scene, [300], { input: { ifAbsent: true } });
  expect(transfer.errors).toMatchObject([{ code: 'conflict', message: 'The disk is full' }]);
});

test.each([300, 5_500])('an object of %i bytes that somebody else wrote meanwhile is a conflict, and is left alone', async (size) => {
  const scene = queueScene();
  scene.to.put('key-0', Buffer.from('theirs'));
  const transfer = await copy(scene, [size], { input: { ifAbsent: true } });
  expect(transfer).toMatchObject({ state: 'failed', errors: [{ code: 'conflict' }] });
  expect(Buffer.from(scene.to.objects.get('key-0')!.bytes).toString()).toBe('theirs');
  expect(scene.to.uploads.size).toBe(0);
});

test.each([300, 5_500])('a source of %i bytes that changes under way is a conflict, and nothing is left', async (size) => {
  const scene = queueScene();
  const changed = bytesOf(size).fill(9);
  let reads = 0;
  scene.from.fault = (call) => {
    if (call === 'read' && ++reads === (size > 1_000 ? 3 : 1)) scene.from.put('key-0', changed);
    return null;
  };
  const transfer = await copy(scene, [size]);
  expect(transfer).toMatchObject({
    state: 'failed',
    errors: [{ code: 'conflict', message: expect.stringContaining('The source changed') }],
  });
  expect([scene.to.objects.size, scene.to.uploads.size]).toEqual([0, 0]);
});

test('a source that changed since the plan is not copied', async () => {
  const scene = queueScene();
  scene.from.put('key-0', bytesOf(400));
  await storeTransfer(scene.api, [copyItem(0, bytesOf(300))], { id: 't' });
  await scene.queue.enqueue('t');
  expect(await scene.end('t')).toMatchObject({ state: 'failed', errors: [{ code: 'conflict' }] });
  expect(scene.to.objects.size).toBe(0);
});

test.each<[string, 'put' | 'part', number]>([
  ['one call', 'put', 300],
  ['parts', 'part', 5_500],
])('bytes that differ each time in %s fail with a clear message, and are not kept', async (_, call, size) => {
  const scene = queueScene({ to: memoryProvider({ fault: (name) => (name === call ? 'corrupt' : null) }) });
  const transfer = await copy(scene, [size]);
  expect(transfer.state).toBe('failed');
  expect(transfer.errors[0]).toMatchObject({ code: 'provider_unavailable', message: expect.stringContaining('6 times') });
  expect(scene.to.objects.size).toBe(0);
});

test('a target that states no checksum is verified by what the source states; without either it is not', async () => {
  const silent = memoryProvider({ checksums: [] });
  expect(await copy(queueScene({ to: silent }), [300, 5_500])).toMatchObject({ state: 'succeeded', verified: 2 });
  const both = queueScene({ from: memoryProvider({ checksums: [] }), to: memoryProvider({ checksums: [] }) });
  expect(await copy(both, [300, 5_500])).toMatchObject({ state: 'succeeded', verified: 0, copied: 2 });
  expectCopied(both, [300, 5_500]);
});

test('two providers with different checksums are each compared by their own', async () => {
  const scene = queueScene({ from: memoryProvider({ checksums: ['CRC64NVME'] }), to: memoryProvider({ checksums: ['CRC32'] }) });
  expect(await copy(scene, [300, 5_500])).toMatchObject({ state: 'succeeded', verified: 2 });
  const wrong = queueScene({ from: memoryProvider({ checksums: ['CRC64NVME'], fault: (call) => (call === 'read' ? 'corrupt' : null) }) });
  expect(await copy(wrong, [300, 5_500])).toMatchObject({
    state: 'failed',
    errors: [{ message: expect.stringContaining('CRC64NVME') }, {}],
  });
  expect([wrong.to.objects.size, wrong.to.uploads.size]).toEqual([0, 0]);
});

test('a move deletes its source only when the copy is complete, and keeps one that changed', async () => {
  const scene = queueScene({ to: memoryProvider({ fault: (call) => (call === 'complete' ? 'unavailable' : null) }) });
  expect(await copy(scene, [300, 5_500], { does: 'move' })).toMatchObject({ state: 'partial' });
  expect([...scene.from.objects.keys()]).toEqual(['key-1']);
  const late = queueScene();
  late.to.fault = (call) => {
    if (call === 'put') late.from.put('key-0', Buffer.from('new content'));
    return null;
  };
  expect(await copy(late, [300], { does: 'move' })).toMatchObject({ state: 'succeeded' });
  expect(Buffer.from(late.from.objects.get('key-0')!.bytes).toString()).toBe('new content');
  const { items } = await late.queue.items({ transferId: 't', offset: 0, limit: 1 });
  expect(items[0]!.note).toContain('it was kept');
});

test('an object that no target part can hold is refused', async () => {
  const limits = { ...memoryProvider().limits, maxPart: 10, maxParts: 3, maxPut: 5 };
  const scene = queueScene({ to: memoryProvider({ limits }) });
  expect(await copy(scene, [31])).toMatchObject({ state: 'failed', errors: [{ code: 'invalid_input' }] });
});

test('between two disks, where nobody states a checksum, what was written is read back; elsewhere it is not verified', async () => {
  const root = tempFolder();
  const [a, b] = [join(root, 'a'), join(root, 'b')];
  for (const path of [a, b]) mkdirSync(path);
  const [small, large] = [Buffer.from('small'), bytesOf(9 * 1024 * 1024)];
  writeFileSync(join(a, 'key-0'), small);
  writeFileSync(join(a, 'key-1'), large);
  const disks: Record<string, ObjectStore> = { from: createFolderStore({ rootOf: () => a }), to: createFolderStore({ rootOf: () => b }) };
  const of = async (index: number, to: string) => {
    const key = `key-${index}`;
    const { size, modified, etag } = await disks['from']!.stat({ bucket: 'b', key }, new AbortController().signal);
    const side = { bucket: 'b', key, versionId: null };
    const target = to === 'from' ? { ...side, key: `copy-${index}` } : side;
    return workItem(index, { size, from: { ...side, connectionId: 'from', size, modified, etag }, to: { ...target, connectionId: to } });
  };
  const run = async (id: string, to: string) => {
    const scene = queueScene({ openStore: async (connectionId) => ({ store: disks[connectionId ?? '']!, release: () => undefined }) });
    await storeTransfer(scene.api, [await of(0, to), await of(1, to)], { id });
    await scene.queue.enqueue(id);
    const { verified, errors } = await scene.end(id);
    return { verified, errors: errors.map(({ message }) => message) };
  };
  expect(await run('across', 'to')).toEqual({ verified: 2, errors: [] });
  expect(await run('within', 'from')).toEqual({ verified: 2, errors: [] });
  expect(readFileSync(join(b, 'key-1')).equals(large)).toBe(true);
  const sound = { ...disks['to']! };
  disks['to']!.read = (request, receive) => sound.read(request, (bytes) => receive(bytes.map((byte) => byte ^ 1)));
  writeFileSync(join(b, 'key-0'), '');
  const damaged = await run('damaged', 'to');
  expect(damaged).toMatchObject({ verified: 0, errors: [expect.stringContaining('CRC32'), expect.stringContaining('CRC32')] });
  expect(readdirSync(b)).toEqual([]);
});

test('a composite checksum of the source is combined from those of its parts, where the store tells them', async () => {
  const size = 5_500;
  const bytes = bytesOf(size);
  const piece = async (from: number, to: number) => ({ size: to - from, checksum: await checksumOf('CRC32', bytes.subarray(from, to)) });
  const parts = [await piece(0, 2_000), await piece(2_000, 4_500), await piece(4_500, size)];
  const run = async (told: typeof parts | null) => {
    const source = memoryProvider({ checksums: [] });
    const target = memoryStore(memoryProvider({ checksums: [] }));
    const plain = memoryStore(source);
    const composite = [{ algorithm: 'CRC32' as const, value: 'AAAAAA==', parts: 3 }];
    const stores: Record<string, ObjectStore> = {
      from: {
        ...plain,
        stat: async (...asked) => ({ ...(await plain.stat(...asked)), checksums: composite }),
        head: async (...asked) => ({ ...(await plain.head(...asked)), checksums: composite }),
        partChecksums: async () => told,
      },
      to: target,
    };
    const scene = queueScene({ from: source, openStore: async (id) => ({ store: stores[id ?? '']!, release: () => undefined }) });
    return copy(scene, [size]);
  };
  expect(await run(parts)).toMatchObject({ state: 'succeeded', verified: 1 });
  expect(await run(null)).toMatchObject({ state: 'succeeded', verified: 0 });
  expect(await run(parts.slice(1))).toMatchObject({ state: 'succeeded', verified: 0 });
  const wrong = [{ ...parts[0]!, checksum: parts[1]!.checksum }, ...parts.slice(1)];
  expect(await run(wrong)).toMatchObject({ state: 'failed', errors: [{ message: expect.stringContaining('CRC32') }] });
});

test('a target that states only a checksum of its parts is compared with the parts that were sent', async () => {
  const run = async (state: (parts: Buffer) => Promise<string>) => {
    const target = memoryStore(memoryProvider({ checksums: ['CRC32'] }));
    const plain = { ...target, upload: { ...target.upload } };
    const composite = async (value: string) => [{ algorithm: 'CRC32' as const, value, parts: 6 }];
    let stated = '';
    target.upload.complete = async (upload, parts, _, signal) => {
      stated = await state(Buffer.concat(parts.map(({ checksum }) => Buffer.from(checksum!, 'base64'))));
      return { ...(await plain.upload.complete(upload, parts, null, signal)), checksums: await composite(stated) };
    };
    target.stat = async (...asked) => ({ ...(await plain.stat(...asked)), checksums: await composite(stated) });
    const from = memoryProvider({ checksums: [] });
    const stores: Record<string, ObjectStore> = { from: memoryStore(from), to: target };
    const scene = queueScene({ from, openStore: async (id) => ({ store: stores[id ?? '']!, release: () => undefined }) });
    return copy(scene, [5_500]);
  };
  expect(await run((parts) => checksumOf('CRC32', parts))).toMatchObject({ state: 'succeeded', verified: 1 });
  expect(await run(async () => 'AAAAAA==')).toMatchObject({ state: 'failed' });
});
