import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

test.each(['const manifest', 'function planOf'])(
  'what docs/adding-a-connector.md shows from "%s" on is of the example connector',
  (begin) => {
    const blocks = [...read('docs/adding-a-connector.md').matchAll(/```ts\n([\s\S]*?)```/g)].map(([, block]) => block!.trim());
    const shown = blocks.find((block) => block.startsWith(begin));
    expect(shown).toBeTruthy();
    expect(read('tests/connectors/conformance/example/connector.ts')).toContain(shown);
  },
);
