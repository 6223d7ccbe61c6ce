import { mkdirSync } from 'node:fs';
import { launchBrowser } from '#tests/helpers/browser.ts';

/**
 * Takes pictures of the harness: `node tests/renderer/harness/shoot.ts OUT BASE name=path…`
 * where path is `?scenario=full&theme=dark#/costs` and name may end in `@WIDTHxHEIGHT`.
 */
const [out = 'shots', base = '', ...shots] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const browser = await launchBrowser();
for (const shot of shots) {
  const cut = shot.indexOf('=');
  const [name = '', size = '1440x900'] = shot.slice(0, cut).split('@');
  const [width, height] = size.split('x').map(Number) as [number, number];
  const page = await browser.newPage({ viewport: { width, height } });
  page.on('console', (message) => message.type() === 'error' && process.stderr.write(`${name}: ${message.text()}\n`));
  page.on('pageerror', (error) => process.stderr.write(`${name}: ${error.stack}\n`));
  await page.goto(`${base}${shot.slice(cut + 1)}`);
  await page.waitForTimeout(1200);
  await page.screenshot({ path: `${out}/${name}.png` });
  await page.close();
}
await browser.close();
