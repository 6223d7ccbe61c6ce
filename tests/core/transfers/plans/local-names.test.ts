import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareKeys } from '#core/transfers/plans/key-order.ts';
import { createLocalNames } from '#core/transfers/plans/local-names.ts';

const linux = { caseSensitive: true, normalises: false };
const mac = { caseSensitive: false, normalises: true };

const part = fc.constantFrom('a', 'A', 'b', 'a b', 'a-b', 'é', 'e\u0301');
const key = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
const keys = fc.uniqueArray(key, { maxLength: 20 }).map((all) => all.sort(compareKeys));

function accepted(all: readonly string[], rules: typeof linux): string[] {
  const names = createLocalNames(rules);
  return all.filter((one) => names.add(one) === null);
}

/** Whether all of the keys can be files of one folder at once. */
function fit(all: readonly string[], fold: (text: string) => string): boolean {
  const files = all.map(fold);
  const folders = files.flatMap((file) =>
    file
      .split('/')
      .slice(1)
      .map((_, at) =>
        file
          .split('/')
          .slice(0, at + 1)
          .join('/'),
      ),
  );
  return new Set(files).size === files.length && !files.some((file) => folders.includes(file));
}

test('what is accepted can stand together on the disk, and what is refused cannot', () => {
  for (const [rules, fold] of [
    [linux, (text: string) => text],
    [mac, (text: string) => text.normalize('NFC').toLowerCase()],
    [{ caseSensitive: true, normalises: true }, (text: string) => text.normalize('NFC')],
  ] as const)
    fc.assert(
      fc.property(keys, (all) => {
        const taken = accepted(all, rules);
        expect(fit(taken, fold)).toBe(true);
        for (const left of all.filter((one) => !taken.includes(one))) expect(fit([...taken, left], fold)).toBe(false);
      }),
    );
});

test('a file that stands there keeps folders of its name out', () => {
  const names = createLocalNames(linux);
  names.there('a');
  expect(names.add('a-b')).toBeNull();
  expect(names.add('a/b')).toMatchObject({ code: 'invalid_input' });
  expect(names.add('ab')).toBeNull();
});
