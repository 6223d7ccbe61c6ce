import { mkdir, readdir, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { fileFailure } from '#core/local-files/file-failure.ts';
import { AppFailure } from '#shared/errors/app-error.ts';
import { never, putText, readText, storeOf } from '#tests/helpers/folder-store.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';

let root: string;
beforeEach(() => {
  root = tempFolder();
});
const at = (key: string) => ({ bucket: 'b', key });

describe('reading', () => {
  test('ranges give what lies in them', async () => {
    const store = storeOf(root);
    await putText(store, 'a', '0123456789');
    expect(await readText(store, 'a', { offset: 3, length: 4 })).toBe('3456');
    expect(await readText(store, 'a', { offset: 8, length: 40 })).toBe('89');
    expect(await readText(store, 'a', { offset: 10 })).toBe('');
    expect(await readText(store, 'a', { length: 0 })).toBe('');
  });

  test('a buffer is used again, and a slow reader is waited for', async () => {
    await writeFile(join(root, 'big'), Buffer.alloc(3 * 1024 * 1024 + 5, 7));
    const buffers = new Set<ArrayBufferLike>();
    let inside = 0;
    let most = 0;
    let total = 0;
    await storeOf(root).read({ ...at('big'), signal: never }, async (bytes) => {
      buffers.add(bytes.buffer);
      most = Math.max(most, (inside += 1));
      await new Promise((resolve) => setImmediate(resolve));
      total += bytes.length;
      inside -= 1;
    });
    expect({ total, most, buffers: buffers.size }).toEqual({ total: 3 * 1024 * 1024 + 5, most: 1, buffers: 1 });
  });

  test('another ETag is a conflict, at the start and while it is read', async () => {
    const store = storeOf(root);
    const { etag } = await putText(store, 'a', 'x'.repeat(3 * 1024 * 1024));
    const reading = store.read({ ...at('a'), ifMatch: etag, signal: never }, () => utimes(join(root, 'a'), 1, 1));
    await expect(reading).rejects.toMatchObject({ error: { code: 'conflict' } });
    await expect(readText(store, 'a', { ifMatch: etag })).rejects.toMatchObject({ error: { code: 'conflict' } });
    await expect(store.read({ ...at('a'), signal: never }, () => truncate(join(root, 'a'), 5))).rejects.toMatchObject({
      error: { code: 'conflict' },
    });
  });

  test('head says type and address', async () => {
    const store = storeOf(root);
    await putText(store, 'a b/data.parquet', 'x');
    expect(await store.head(at('a b/data.parquet'), never)).toMatchObject({
      properties: { contentType: 'application/vnd.apache.parquet' },
      size: 1,
      address: expect.stringMatching(/^file:\/\/\/.*a%20b\/data\.parquet$/),
    });
  });

  test('what is not there, a folder and a device are not found', async () => {
    await mkdir(join(root, 'dir'));
    const store = storeOf(root);
    for (const key of ['none', 'none/below', 'dir', 'dir/']) {
      await expect(store.stat(at(key), never), key).rejects.toMatchObject({ error: { code: 'not_found' } });
    }
    await expect(storeOf('/dev').stat(at('null'), never)).rejects.toMatchObject({ error: { code: 'not_found' } });
  });

  test('an abort stays one', async () => {
    await putText(storeOf(root), 'a', 'x');
    await expect(storeOf(root).stat(at('a'), AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('removing', () => {
  test('what is gone counts as done; folders stay', async () => {
    const store = storeOf(root);
    await putText(store, 'dir/a', 'x');
    await putText(store, 'file', 'x');
    const keys = ['dir/a', 'dir/a', 'none/below', 'file/below', 'file'];
    expect(
      await store.remove(
        'b',
        keys.map((key) => ({ key })),
        never,
      ),
    ).toEqual(keys.map(() => null));
    expect(await readdir(root)).toEqual(['dir']);
    expect(await store.remove('b', [{ key: 'dir/' }, { key: '../x' }], never)).toEqual([
      null,
      expect.objectContaining({ code: 'invalid_input' }),
    ]);
    expect(await readdir(root)).toEqual([]);
  });

  test('a folder that has something stays', async () => {
    const store = storeOf(root);
    await putText(store, 'dir/a', 'x');
    expect(await store.remove('b', [{ key: 'dir/' }], never)).toEqual([expect.objectContaining({ code: 'conflict' })]);
  });

  test('a disk that is not there does not look like work done', async () => {
    await expect(storeOf(join(root, 'gone')).remove('b', [{ key: 'a' }], never)).rejects.toMatchObject({ error: { code: 'not_found' } });
  });
});

describe('copying', () => {
  test('keeps content and time, and reports progress', async () => {
    const store = storeOf(root);
    const from = await putText(store, 'a', 'x'.repeat(5 * 1024 * 1024), { modified: 1_600_000_000_000 });
    const progress: number[] = [];
    const copy = { to: at('deep/er/b'), properties: null, signal: never, onProgress: (bytes: number) => void progress.push(bytes) };
    const written = await store.copy!({ ...copy, from: { ...at('a'), ...from, storageClass: '' } });
    expect(written).toMatchObject({ size: from.size, modified: from.modified });
    expect(await readText(store, 'deep/er/b')).toBe('x'.repeat(5 * 1024 * 1024));
    expect(await readdir(join(root, 'deep/er'))).toEqual(['b']);
    expect(progress.length === 0 || progress.at(-1) === from.size).toBe(true);
  });

  test('a changed source and an existing target are conflicts that leave nothing', async () => {
    const store = storeOf(root);
    const from = await putText(store, 'a', 'x');
    await putText(store, 'b', 'other');
    const row = { ...at('a'), ...from, storageClass: '' };
    const base = { properties: null, signal: never };
    const conflict = { error: { code: 'conflict' } };
    await expect(store.copy!({ ...base, from: row, to: at('b'), ifAbsent: true })).rejects.toMatchObject(conflict);
    await expect(store.copy!({ ...base, from: { ...row, etag: 'old' }, to: at('c') })).rejects.toMatchObject(conflict);
    expect((await readdir(root)).sort()).toEqual(['a', 'b']);
    expect(await readText(store, 'b')).toBe('other');
  });
});

test('createFolder makes a real folder, and is content with one', async () => {
  const store = storeOf(root);
  await store.createFolder('b', 'x/y/', never);
  await store.createFolder('b', 'x/y/', never);
  expect((await stat(join(root, 'x/y'))).isDirectory()).toBe(true);
  await putText(store, 'file', 'x');
  await expect(store.createFolder('b', 'file/', never)).rejects.toMatchObject({ error: { code: 'conflict' } });
});

test.each([
  ['ENOSPC', 'conflict', 'disk is full'],
  ['EROFS', 'forbidden', 'read-only'],
  ['EACCES', 'forbidden', 'may not'],
  ['ENAMETOOLONG', 'invalid_input', 'too long'],
  ['EIO', 'provider_unavailable', 'disk'],
])('%s is told as %s', (code, expected, words) => {
  const failed = fileFailure(Object.assign(new Error('x'), { code }), 'a/b');
  expect(failed).toBeInstanceOf(AppFailure);
  expect((failed as AppFailure).error).toMatchObject({ code: expected, message: expect.stringContaining(words), source: { scope: 'a/b' } });
});
