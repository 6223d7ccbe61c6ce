import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** Prints the packages that importing the registry loads. */
const script = `
import { registerHooks } from 'node:module';
const loaded = new Set();
registerHooks({
  load(url, context, next) {
    loaded.add(url.split('/node_modules/').at(-1));
    return next(url, context);
  },
});
await import(process.argv[1]);
const isPackage = (url) => !url.startsWith('file:') && !url.startsWith('node:');
const nameOf = (path) => path.split('/').slice(0, path.startsWith('@') ? 2 : 1).join('/');
console.log(JSON.stringify([...new Set([...loaded].filter(isPackage).map(nameOf))]));
`;

test('importing the registry loads no SDK: they come with the first session', () => {
  const registry = new URL('../../../electron/connectors/registry.ts', import.meta.url).href;
  const out = execFileSync(process.execPath, ['--input-type=module', '--eval', script, registry], { encoding: 'utf8' });
  const packages = JSON.parse(out) as string[];
  expect(packages).toContain('zod');
  expect(packages.filter((name) => !['zod', 'comlink'].includes(name))).toEqual([]);
});
