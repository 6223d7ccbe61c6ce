import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openHomeLock } from '#core/config/home-lock.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';

const pidFile = (home: string) => join(home, 'chores.pid');

test('gives the chores to the first process and back', () => {
  const home = tempFolder();
  const lock = openHomeLock(home);
  expect(lock.claim()).toBe(true);
  expect(lock.claim()).toBe(true);
  lock.release();
  expect(existsSync(pidFile(home))).toBe(false);
});

test('leaves them to another living process', () => {
  const home = tempFolder();
  writeFileSync(pidFile(home), String(process.ppid));
  const lock = openHomeLock(home);
  expect(lock.claim()).toBe(false);
  lock.release();
  expect(existsSync(pidFile(home))).toBe(true);
});

test.each([
  ['a dead process', '999999999'],
  ['nobody', 'x'],
  ['a former life with our number', String(process.pid)],
])('takes them from %s', (_, text) => {
  const home = tempFolder();
  writeFileSync(pidFile(home), text);
  expect(openHomeLock(home).claim()).toBe(true);
});
