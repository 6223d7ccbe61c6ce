import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

test('the manifest shown in docs/adding-a-connector.md is the one of the example connector', () => {
  const shown = /```ts\n(const manifest[\s\S]*?)```/.exec(read('docs/adding-a-connector.md'))?.[1]?.trim();
  expect(shown).toBeTruthy();
  expect(read('tests/connectors/conformance/example/connector.ts')).toContain(shown);
});
