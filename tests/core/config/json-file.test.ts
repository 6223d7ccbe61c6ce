import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { openJsonFile } from '#core/config/json-file.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';

const schema = z.object({ name: z.string().max(5) });

function setup(folder = tempFolder()) {
  const bad: { setAside: string; reason: string }[] = [];
  const path = join(folder, 'settings.json');
  const file = openJsonFile({ path, schema, empty: { name: '' }, onBad: (setAside, reason) => bad.push({ setAside, reason }) });
  return { folder, path, bad, file };
}

test('keeps what was written, readable by its owner only', () => {
  const { folder, path, file } = setup();
  expect(file.exists()).toBe(false);
  file.update(() => ({ name: 'one' }));
  expect(setup(folder).file.read()).toEqual({ name: 'one' });
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['settings.json']);
});

test('reads again when another process replaced the file', () => {
  const { folder, file } = setup();
  file.update(() => ({ name: 'one' }));
  setup(folder).file.update(({ name }) => ({ name: `${name}!` }));
  expect(file.read()).toEqual({ name: 'one!' });
});

test.each([
  ['cut off', '{"name": "on', 'it is not JSON'],
  ['of another shape', '{"name": 5}', 'name: '],
  ['empty', '', 'it is not JSON'],
])('sets a file that is %s aside and starts empty', (_, text, reason) => {
  const { path, file, bad } = setup();
  writeFileSync(path, text);
  expect(file.read()).toEqual({ name: '' });
  expect(bad).toHaveLength(1);
  expect(bad[0]!.reason).toContain(reason);
  expect(readFileSync(bad[0]!.setAside, 'utf8')).toBe(text);
  file.update(() => ({ name: 'new' }));
  expect(file.read()).toEqual({ name: 'new' });
});

test('sets a second bad file aside without touching the first', () => {
  const { path, file, bad } = setup();
  for (const text of ['{1', '{2']) {
    writeFileSync(path, text);
    file.read();
  }
  expect(bad.map(({ setAside }) => readFileSync(setAside, 'utf8'))).toEqual(['{1', '{2']);
});

test('refuses what it could not read again and keeps the old content', () => {
  const { file } = setup();
  file.update(() => ({ name: 'one' }));
  expect(() => file.update(() => ({ name: 'too long' }))).toThrow('Not saved');
  expect(file.read()).toEqual({ name: 'one' });
});

test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('leaves the old file when the folder takes no new one', () => {
  const { folder, file } = setup();
  file.update(() => ({ name: 'one' }));
  chmodSync(folder, 0o500);
  expect(() => file.update(() => ({ name: 'two' }))).toThrow();
  chmodSync(folder, 0o700);
  expect(setup(folder).file.read()).toEqual({ name: 'one' });
});
