import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clearDragFolders, draggable, makeDragFolder } from '#core/platform/drag-folders.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';

test('what lies ready is dragged as a whole, by any path in its folder', async () => {
  const home = tempFolder();
  const folder = await makeDragFolder(home);
  mkdirSync(join(folder, 'logs'));
  writeFileSync(join(folder, 'logs/a.txt'), 'a');
  writeFileSync(join(folder, `b.${'0'.repeat(16)}.aetherium-part`), 'half');
  expect(await draggable(home, folder)).toEqual([join(folder, 'logs')]);
  expect(await draggable(home, join(folder, 'logs'))).toEqual([join(folder, 'logs')]);
});

test('nothing else is dragged', async () => {
  const home = tempFolder();
  writeFileSync(join(home, 'vault.db'), 'secret');
  await makeDragFolder(home);
  for (const path of [home, join(home, 'drag-out'), join(home, 'drag-out', '..'), '/etc', '', join(home, 'vault.db')])
    expect(await draggable(home, path)).toEqual([]);
});

test('folders of this process and of ended ones are removed; others stay', async () => {
  const home = tempFolder();
  const own = await makeDragFolder(home);
  const other = join(home, 'drag-out', `1-${'a'.repeat(32)}`);
  const foreign = join(home, 'drag-out', 'kept');
  for (const path of [other, foreign]) mkdirSync(path);
  await clearDragFolders(home);
  expect([own, other, foreign].map((path) => existsSync(path))).toEqual([false, true, true]);
});
