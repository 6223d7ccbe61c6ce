import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { listAll, never, newObject, putText, readText, sendPart, storeOf } from '#tests/helpers/folder-store.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';

let folder: string;
let root: string;
let outside: string;

beforeEach(async () => {
  folder = tempFolder();
  root = join(folder, 'root');
  outside = join(folder, 'outside');
  await mkdir(root);
  await mkdir(outside);
  await writeFile(join(outside, 'secret'), 'secret');
});

const content = async () => (await readdir(outside)).map(String);

// Without descriptors, paths are resolved again: the rules of other systems are tried here too.
describe.each(['linux', 'darwin'] as const)('with the means of %s', (platform) => {
  test('a link out of the folder is neither read nor written through', async () => {
    const store = storeOf(root, platform);
    await symlink(outside, join(root, 'way-out'));
    await symlink(join(outside, 'secret'), join(root, 'file'));
    const forbidden = expect.objectContaining({ error: expect.objectContaining({ code: 'forbidden' }) });
    await expect(readText(store, 'way-out/secret')).rejects.toEqual(forbidden);
    await expect(readText(store, 'file')).rejects.toEqual(forbidden);
    await expect(store.stat({ bucket: 'b', key: 'file' }, never)).rejects.toEqual(forbidden);
    await expect(putText(store, 'way-out/new', 'x')).rejects.toEqual(forbidden);
    await expect(putText(store, 'way-out/deep/er/new', 'x')).rejects.toEqual(forbidden);
    await expect(store.createFolder('b', 'way-out/new/', never)).rejects.toEqual(forbidden);
    expect(await store.remove('b', [{ key: 'way-out/secret' }], never)).toEqual([expect.objectContaining({ code: 'forbidden' })]);
    await expect(listAll(store, { prefix: 'way-out/' })).rejects.toEqual(forbidden);
    expect(await content()).toEqual(['secret']);
  });

  test('a file is written in the place of a link, not where the link points', async () => {
    const store = storeOf(root, platform);
    await symlink(join(outside, 'secret'), join(root, 'file'));
    await putText(store, 'file', 'mine');
    expect(await readFile(join(outside, 'secret'), 'utf8')).toBe('secret');
    expect(await readText(store, 'file')).toBe('mine');
  });

  test('links that stay inside are read and written through; the root may be one', async () => {
    await mkdir(join(root, 'real'));
    await symlink('real', join(root, 'alias'));
    await symlink(root, join(folder, 'shortcut'));
    const store = storeOf(join(folder, 'shortcut'), platform);
    await putText(store, 'alias/a', 'text');
    expect(await readText(store, 'real/a')).toBe('text');
    expect(await readText(store, 'alias/a')).toBe('text');
  });

  test('a folder that became a link between the parts of an upload takes no more of them', async () => {
    const store = storeOf(root, platform);
    const upload = await store.upload.begin(newObject('dir/file', 6), never);
    await sendPart(store, upload, { number: 1, offset: 0, text: 'abc' });
    await rename(join(root, 'dir'), join(root, 'moved'));
    await symlink(outside, join(root, 'dir'));
    await expect(sendPart(store, upload, { number: 2, offset: 3, text: 'def' })).rejects.toMatchObject({ error: { code: 'forbidden' } });
    await expect(store.upload.complete(upload, [{ number: 1, size: 6, receipt: '', checksum: null }], null, never)).rejects.toMatchObject({
      error: { code: 'forbidden' },
    });
    expect(await content()).toEqual(['secret']);
  });

  test('an upload id that is a path leads nowhere', async () => {
    const store = storeOf(root, platform);
    const upload = { ...newObject('file', 6), uploadId: '../outside/secret' };
    await expect(sendPart(store, upload, { number: 1, offset: 0, text: 'evil' })).rejects.toMatchObject({ error: { code: 'not_found' } });
    await store.upload.abort(upload, never);
    expect(await readFile(join(outside, 'secret'), 'utf8')).toBe('secret');
  });

  test('no key writes outside', async () => {
    const store = storeOf(root, platform);
    await symlink(outside, join(root, 'l'));
    const part = fc.constantFrom('..', '.', '', 'a', 'l', '\\', '%2e%2e', 'outside', '🚀');
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 6 }), async (parts) => {
        await putText(store, parts.join('/'), 'x').catch(() => {});
        expect(await content()).toEqual(['secret']);
        expect((await readdir(folder)).sort()).toEqual(['outside', 'root']);
      }),
      { numRuns: 150 },
    );
  });
});

test('while a folder is exchanged for a link again and again, nothing is written outside', async () => {
  const store = storeOf(root, 'linux');
  const dir = join(root, 'dir');
  const stop = new AbortController();
  const exchange = (async () => {
    while (!stop.signal.aborted) {
      await rm(dir, { recursive: true, force: true }).catch(() => {});
      await symlink(outside, dir).catch(() => {});
      await rm(dir, { recursive: true, force: true }).catch(() => {});
      await mkdir(dir).catch(() => {});
    }
  })();
  onTestFinished(() => stop.abort());
  const outcomes = { written: 0, refused: 0 };
  for (let i = 0; i < 400; i += 1) {
    await putText(store, `dir/file-${i}`, 'x').then(
      () => (outcomes.written += 1),
      () => (outcomes.refused += 1),
    );
  }
  stop.abort();
  await exchange;
  expect(outcomes.written + outcomes.refused).toBe(400);
  expect(await content()).toEqual(['secret']);
});
