import { resolve, sep } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nameProblem, nameRulesOf, segmentsOf } from '#core/local-files/key-path.ts';

const linux = nameRulesOf('linux');
const windows = nameRulesOf('win32');

test.each([
  ['../up', 'lead elsewhere'],
  ['a/../../b', 'lead elsewhere'],
  ['a/./b', 'lead elsewhere'],
  ['/etc/passwd', 'empty'],
  ['a//b', 'empty'],
  ['//', 'empty'],
  ['', 'empty'],
  ['a\0b', 'NUL'],
  ['x'.repeat(256), 'longer than 255'],
  ['half \ud800', 'half of a character'],
  ['a/b.0123456789abcdef.aetherium-part', 'being written'],
  ['b.0123456789abcdef.aetherium-parts', 'being written'],
])('%j cannot be a file', (key, reason) => {
  expect(nameProblem(key, linux)).toMatchObject({ code: 'invalid_input', message: expect.stringContaining(reason) });
  expect(nameProblem(key, windows)).not.toBeNull();
});

test('the length of a name counts in bytes', () =>
  expect(nameProblem(`dir/${'é'.repeat(128)}`, linux)?.message).toContain('longer than 255'));

test.each(['a', 'a b/c%2Fd', '…', '...', '.hidden', 'emoji 🚀', 'a\\b', 'c:', 'con', 'line\nbreak', 'folder/', 'é'.repeat(127)])(
  '%j can be a file on Linux',
  (key) => expect(nameProblem(key, linux)).toBeNull(),
);

describe('on Windows', () => {
  test.each([
    'a\\b',
    'c:file',
    'a/b:stream',
    '..\\up',
    'con',
    'x/NUL.txt',
    'lpt1',
    'COM¹.log',
    'CONIN$',
    'ends.',
    'ends ',
    'tab\there',
    'what?',
    'a*',
    'a|b',
    '"',
    '<',
  ])('%j is refused', (key) => expect(nameProblem(key, windows)?.code).toBe('invalid_input'));
  test.each(['console.log', 'a b', 'comet', 'com', 'é'.repeat(255)])('%j is not', (key) => expect(nameProblem(key, windows)).toBeNull());
});

const odd = fc.constantFrom('..', '.', '', '/', '//', 'a', '\0', '\\', ' ', '%2e%2e', '%2F', '~', '$HOME', '🚀', 'C:', '\u202e', 'é');
const keys = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.array(odd, { maxLength: 8 }).map((parts) => parts.join('')),
  fc.array(odd, { maxLength: 8 }).map((parts) => parts.join('/')),
);

test('what passes lies below the root, whatever the key', () => {
  fc.assert(
    fc.property(keys, (key) => {
      if (nameProblem(key, linux)) return;
      const root = resolve('/srv/chosen');
      const path = resolve(root, ...segmentsOf(key));
      expect(path.startsWith(root + sep)).toBe(true);
      // One name of the path for each of the key: nothing was normalised away.
      expect(path.slice(root.length + 1)).toBe(key.endsWith('/') ? key.slice(0, -1) : key);
    }),
    { numRuns: 5000 },
  );
});
