import { appendFile, chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { listAll, never, newObject, putText, readText, sendPart, storeOf } from '#tests/helpers/folder-store.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';

let root: string;
beforeEach(() => {
  root = tempFolder();
});

const gone = { error: { code: 'not_found' } };

describe('put', () => {
  test('writes a file with its time, makes its folders, and leaves nothing beside it', async () => {
    const written = await putText(storeOf(root), 'a/b/c.txt', 'text', { modified: 1_700_000_000_123 });
    expect(written).toMatchObject({ size: 4, modified: 1_700_000_000_123 });
    expect(await readdir(join(root, 'a/b'))).toEqual(['c.txt']);
    expect(await storeOf(root).stat({ bucket: 'b', key: 'a/b/c.txt' }, never)).toEqual(written);
  });

  test('ifAbsent refuses an existing file and leaves it', async () => {
    const store = storeOf(root);
    await putText(store, 'a', 'old', { ifAbsent: true });
    await expect(putText(store, 'a', 'new', { ifAbsent: true })).rejects.toMatchObject({ error: { code: 'conflict' } });
    expect(await readText(store, 'a')).toBe('old');
    expect(await readdir(root)).toEqual(['a']);
  });

  test('a replaced file keeps who may read it', async () => {
    await writeFile(join(root, 'key'), 'old');
    await chmod(join(root, 'key'), 0o600);
    await putText(storeOf(root), 'key', 'new');
    expect((await stat(join(root, 'key'))).mode & 0o777).toBe(0o600);
    await putText(storeOf(root), 'other', 'new');
    expect((await stat(join(root, 'other'))).mode & 0o777).toBe(0o666 & ~process.umask());
  });

  test('a folder marker becomes a folder; one with content is refused', async () => {
    const store = storeOf(root);
    await putText(store, 'dir/', '');
    await putText(store, 'dir/', '');
    expect((await stat(join(root, 'dir'))).isDirectory()).toBe(true);
    await expect(putText(store, 'other/', 'x')).rejects.toMatchObject({ error: { code: 'invalid_input' } });
  });

  test('names of 255 bytes have room for their part file', async () => {
    const store = storeOf(root);
    for (const name of ['n'.repeat(255), 'é'.repeat(127), '🚀'.repeat(63)]) {
      await putText(store, name, name);
      expect(await readText(store, name)).toBe(name);
    }
  });

  test('a file in the way of a folder, and the other way round, is told clearly', async () => {
    const store = storeOf(root);
    await putText(store, 'a', 'file');
    await putText(store, 'dir/x', 'file');
    await expect(putText(store, 'a/b', 'x')).rejects.toMatchObject({
      error: { code: 'conflict', message: expect.stringContaining('a/b') },
    });
    await expect(putText(store, 'dir', 'x')).rejects.toMatchObject({ error: { code: 'conflict' } });
    expect((await readdir(root)).sort()).toEqual(['a', 'dir']);
  });

  test('a path that is too long in all is refused with words', async () => {
    const key = `${'d'.repeat(200)}/`.repeat(25);
    await expect(putText(storeOf(root), `${key}x`, 'x')).rejects.toMatchObject({ error: { code: 'invalid_input' } });
  });
});

describe('an upload in parts', () => {
  test('takes parts in any order and is visible only when complete', async () => {
    const store = storeOf(root);
    const upload = await store.upload.begin(newObject('big.bin', 9, { modified: 1_700_000_000_000 }), never);
    const second = await sendPart(store, upload, { number: 2, offset: 3, text: 'def' });
    const third = await sendPart(store, upload, { number: 3, offset: 6, text: 'ghi' });
    expect(await store.upload.parts(upload, never)).toEqual([second, third]);
    expect((await listAll(store)).keys).toEqual([]);
    const first = await sendPart(store, upload, { number: 1, offset: 0, text: 'abc' });
    expect(await store.upload.complete(upload, [first, second, third], null, never)).toMatchObject({
      size: 9,
      modified: 1_700_000_000_000,
    });
    expect(await readText(store, 'big.bin')).toBe('abcdefghi');
    expect(await readdir(root)).toEqual(['big.bin']);
    await expect(store.upload.parts(upload, never)).rejects.toMatchObject(gone);
  });

  test('goes on in another process: only what was noted counts, half a line does not', async () => {
    const upload = await storeOf(root).upload.begin(newObject('big', 6), never);
    await sendPart(storeOf(root), upload, { number: 1, offset: 0, text: 'abc' });
    await appendFile(join(root, `${upload.uploadId}s`), '{"number":2,"size":3,"chec');
    const other = storeOf(root);
    expect(await other.upload.parts(structuredClone(upload), never)).toEqual([{ number: 1, size: 3, receipt: '', checksum: 'sum-1' }]);
  });

  test('parts that an earlier start of the machine wrote are sent again', async () => {
    const upload = await storeOf(root).upload.begin(newObject('big', 6), never);
    await sendPart(storeOf(root), upload, { number: 1, offset: 0, text: 'abc' });
    const log = join(root, `${upload.uploadId}s`);
    const line = JSON.parse(await readFile(log, 'utf8')) as object;
    await writeFile(log, `${JSON.stringify({ ...line, boot: 'another' })}\n`);
    expect(await storeOf(root).upload.parts(upload, never)).toEqual([]);
  });

  test('does not complete with bytes missing', async () => {
    const store = storeOf(root);
    const upload = await store.upload.begin(newObject('big', 6), never);
    const part = await sendPart(store, upload, { number: 1, offset: 0, text: 'abc' });
    await expect(store.upload.complete(upload, [part], null, never)).rejects.toMatchObject({ error: { code: 'conflict' } });
    expect((await listAll(store)).keys).toEqual([]);
  });

  test('ifAbsent is kept to the end', async () => {
    const store = storeOf(root);
    const upload = await store.upload.begin(newObject('a', 3, { ifAbsent: true }), never);
    const part = await sendPart(store, upload, { number: 1, offset: 0, text: 'abc' });
    await putText(store, 'a', 'other');
    await expect(store.upload.complete(upload, [part], null, never)).rejects.toMatchObject({ error: { code: 'conflict' } });
    expect(await readText(store, 'a')).toBe('other');
  });

  test('abort leaves nothing, and succeeds when there is nothing', async () => {
    const store = storeOf(root);
    const upload = await store.upload.begin(newObject('dir/a', 3), never);
    await sendPart(store, upload, { number: 1, offset: 0, text: 'abc' });
    await store.upload.abort(upload, never);
    await store.upload.abort(upload, never);
    await store.upload.abort({ ...upload, key: 'never/there' }, never);
    expect(await readdir(join(root, 'dir'))).toEqual([]);
  });

  test('the list of parts that a kill behind the last step left is removed by the next look', async () => {
    const store = storeOf(root);
    const upload = await store.upload.begin(newObject('a', 3), never);
    const log = await readFile(join(root, `${upload.uploadId}s`));
    const part = await sendPart(store, upload, { number: 1, offset: 0, text: 'abc' });
    await store.upload.complete(upload, [part], null, never);
    await writeFile(join(root, `${upload.uploadId}s`), log);
    await expect(store.upload.parts(upload, never)).rejects.toMatchObject(gone);
    expect(await readdir(root)).toEqual(['a']);
  });

  test.each([5 * 2 ** 30 - 1, 5 * 2 ** 30, 5 * 2 ** 30 + 1])('%d bytes are held sparse, to the byte', async (size) => {
    const store = storeOf(root);
    const upload = await store.upload.begin(newObject('huge', size), never);
    const tail = await sendPart(store, upload, { number: 2, offset: size - 3, text: 'end' });
    const parts = [{ number: 1, size: size - 3, receipt: '', checksum: null }, tail];
    expect(await store.upload.complete(upload, parts, null, never)).toMatchObject({ size });
    expect(await readText(store, 'huge', { offset: size - 4 })).toBe('\0end');
    expect((await stat(join(root, 'huge'))).blocks).toBeLessThan(1000);
    expect((await listAll(store)).rows).toMatchObject([{ key: 'huge', size }]);
  });

  test('zero bytes', async () => {
    const store = storeOf(root);
    const upload = await store.upload.begin(newObject('empty', 0), never);
    expect(await store.upload.complete(upload, [], null, never)).toMatchObject({ size: 0 });
    expect(await readText(store, 'empty')).toBe('');
  });
});

test('uploads that were never finished are found and removed, wherever they are', async () => {
  const store = storeOf(root);
  const upload = await store.upload.begin(newObject('dir/deep/big.bin', 6), never);
  await sendPart(store, upload, { number: 1, offset: 0, text: 'abc' });
  await store.upload.begin(newObject('other', 6), never);
  await putText(store, 'dir/finished', 'x');
  const pending = async (prefix: string) => {
    const found = [];
    for await (const page of store.pendingUploads!({ bucket: 'b', prefix, signal: never })) found.push(...page);
    return found;
  };
  expect((await pending('')).map(({ key }) => key).sort()).toEqual(['dir/deep/big.bin', 'other']);
  const [one, ...rest] = await pending('dir/de');
  expect(rest).toEqual([]);
  expect(one).toMatchObject({ key: 'dir/deep/big.bin', uploadId: upload.uploadId, bytes: 3, initiated: expect.any(Number) });
  await store.abortPendingUpload!('b', { key: one!.key, uploadId: one!.uploadId }, never);
  expect(await pending('dir/')).toEqual([]);
  expect(await readdir(join(root, 'dir/deep'))).toEqual([]);
});
