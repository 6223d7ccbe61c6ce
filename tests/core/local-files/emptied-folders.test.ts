import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { never, storeOf } from '#tests/helpers/folder-store.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';

function tree(...files: string[]): string {
  const root = tempFolder();
  for (const file of files) {
    mkdirSync(join(root, file, '..'), { recursive: true });
    writeFileSync(join(root, file), 'x');
  }
  return root;
}

const tell = (root: string) => readdirSync(root, { recursive: true }).map(String).sort();

test('folders that become empty go, the innermost first, down to the prefix', async () => {
  const root = tree('up/tmp/a/b/one', 'up/tmp/a/two', 'up/tmp/three');
  const removed = ['up/tmp/a/b/one', 'up/tmp/a/two', 'up/tmp/three'].map((key) => ({ key, emptied: 'up/tmp/' }));
  expect(await storeOf(root).remove('b', removed, never)).toEqual([null, null, null]);
  expect(tell(root)).toEqual(['up']);
});

test('what still holds something stays, and so does everything when nobody asked', async () => {
  const root = tree('tmp/a/one', 'tmp/a/kept', 'tmp/b/two', 'c/three');
  const store = storeOf(root);
  await store.remove('b', [{ key: 'tmp/a/one', emptied: 'tmp/' }, { key: 'tmp/b/two', emptied: 'tmp/' }, { key: 'c/three' }], never);
  expect(tell(root)).toEqual(['c', 'tmp', 'tmp/a', 'tmp/a/kept']);
});

test('the folder that a bucket names stays, and a key outside of the prefix takes no folder along', async () => {
  const root = tree('a/one', 'tmp-2/two');
  await storeOf(root).remove(
    'b',
    [
      { key: 'a/one', emptied: '' },
      { key: 'tmp-2/two', emptied: 'tmp/' },
    ],
    never,
  );
  expect(tell(root)).toEqual(['tmp-2']);
  expect(existsSync(root)).toBe(true);
});

test('a link to a folder is never removed as if it were one', async () => {
  const root = tree('real/deep/one');
  symlinkSync(join(root, 'real'), join(root, 'link'));
  await storeOf(root).remove('b', [{ key: 'link/deep/one', emptied: 'link/' }], never);
  expect(tell(root)).toContain('link');
});
