import { expect, test } from 'vitest';
import { isOtherProcess, isProcessSince } from '#core/platform/other-process.ts';

test('a living process is another one, our own is not', () => {
  expect([isOtherProcess(process.ppid), isOtherProcess(process.pid)]).toEqual([true, false]);
});

test('a number that was noted before the system started is of a process that is gone', () => {
  expect(isProcessSince(process.ppid, Date.now())).toBe(true);
  expect(isProcessSince(process.ppid, 0)).toBe(false);
  expect(isProcessSince(process.pid, Date.now())).toBe(false);
});
