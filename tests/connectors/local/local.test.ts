import { mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { foldersOf } from '#connectors/local/folders.ts';
import { local } from '#connectors/local/index.ts';
import { AppFailure, type ConnectorContext } from '#connectors/sdk.ts';
import { fakeClock } from '#tests/helpers/fake-clock.ts';
import { never } from '#tests/helpers/folder-store.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';

function open(folders: string) {
  const log: ConnectorContext['log'] = { info() {}, warn() {}, error() {}, child: () => log };
  const http = { agent: () => Promise.reject(new Error('no network')), fetch: globalThis.fetch };
  return local.open({ connectionId: 'c', settings: { folders }, secret: async () => null, signal: never, log, clock: fakeClock(), http });
}

describe('the folders of the form', () => {
  test('are named by their last part, each name once', () => {
    expect(foldersOf({ folders: '/srv/a/data, /srv/b/data\n/srv/b/data/\n~/x' })).toEqual([
      { bucket: 'data', path: '/srv/a/data' },
      { bucket: 'data (2)', path: '/srv/b/data' },
      { bucket: 'x', path: join(homedir(), 'x') },
    ]);
    expect(foldersOf({ folders: '/' })).toEqual([{ bucket: '/', path: '/' }]);
  });

  test.each(['', ' ,\n', 'relative/path', '../x'])('%j is refused', (folders) => {
    expect(() => foldersOf({ folders })).toThrow(AppFailure);
  });
});

test('check names what is not there and what is no folder', async () => {
  const root = tempFolder();
  await writeFile(join(root, 'file'), '');
  const session = await open(`${root}, ${root}/gone, ${root}/file`);
  const { missing, notes } = await session.check();
  expect(missing).toEqual([]);
  expect(notes).toEqual([expect.stringContaining('gone is not there'), expect.stringContaining('file is a file')]);
});

test.skipIf(process.getuid?.() === 0)('check names a folder that may not be read (root may read all)', async () => {
  const root = tempFolder();
  await mkdir(join(root, 'closed'), { mode: 0o000 });
  const { missing } = await (await open(join(root, 'closed'))).check();
  expect(missing).toEqual([expect.objectContaining({ name: `read ${root}/closed`, dataSet: 'buckets' })]);
});

test('each folder is a bucket with its path; one that is gone is a warning', async () => {
  const root = tempFolder();
  await mkdir(join(root, 'exports'));
  const { objects } = await open(`${root}/exports, ${root}/gone`);
  const pages = [];
  for await (const page of objects!.buckets.read({ scope: { id: '', label: '' }, cursor: null, signal: never })) pages.push(page);
  expect(pages).toMatchObject([
    { items: [{ bucket: 'exports', provider: 'other', details: { Path: join(root, 'exports') } }], warnings: [{ code: 'not_found' }] },
  ]);
});

test('a bucket of another connection is not found', async () => {
  const { objects } = await open(tempFolder());
  await expect(objects!.stat({ bucket: '../etc', key: 'passwd' }, never)).rejects.toMatchObject({ error: { code: 'not_found' } });
});

test('the manifest says what the store has', async () => {
  const { objects } = await open(tempFolder());
  expect(local.manifest.storage!.verbs).toEqual(['server_copy', 'pending_uploads']);
  expect(Object.keys(objects!)).toEqual(expect.arrayContaining(['copy', 'pendingUploads', 'abortPendingUpload']));
  expect(Object.keys(objects!)).not.toContain('versions');
});
