import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { detectFileSystem } from '#core/transfers/plans/file-system-rules.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';

test('a disk says by its names whether it minds their case', async () => {
  const folder = join(tempFolder(), 'Folder');
  mkdirSync(folder);
  writeFileSync(join(folder, 'name'), '');
  const { caseSensitive } = await detectFileSystem(join(folder, 'not there yet'));
  expect(caseSensitive).toBe(!existsSync(join(folder, 'NAME')));
});

test('where no name can tell, the system decides', async () => {
  expect(await detectFileSystem('/', 'linux')).toEqual({ caseSensitive: true, normalises: false });
  expect(await detectFileSystem('/', 'darwin')).toEqual({ caseSensitive: false, normalises: true });
});
