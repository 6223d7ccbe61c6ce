import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

it('the program never weakens the sandbox', () => {
  const sources = globSync('electron/{main,preload}/*.ts', { cwd: root });
  expect(sources.length).toBeGreaterThan(5);
  const weakening = sources.filter((file) =>
    /no-sandbox|sandbox: false|appendSwitch|webSecurity: false|nodeIntegration: true/.test(readFileSync(join(root, file), 'utf8')),
  );
  expect(weakening).toEqual([]);
});
