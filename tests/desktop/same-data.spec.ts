import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { launchBrowser } from '#tests/helpers/browser.ts';
import { launchDesktop } from '#tests/helpers/desktop.ts';
import { startHeadless } from '#tests/helpers/headless.ts';

const offline = { AETHERIUM_OFFLINE: '1' };
/** What both hosts must show alike: exact figures, not their rounded texts. */
const figures = ['month-cost-USD', 'month-cost-EUR'];

async function shown(page: Page): Promise<(string | null)[]> {
  await expect(page.getByTestId('machine-total')).toHaveText('2,000 machines', { timeout: 60_000 });
  await expect(page.getByText(/No work running/)).toBeVisible({ timeout: 60_000 });
  return Promise.all(figures.map((name) => page.getByTestId(name).getAttribute('data-value')));
}

async function inDesktop(home: string, env: Record<string, string> = {}): Promise<(string | null)[]> {
  const desktop = await launchDesktop({ home, env });
  try {
    if (env === offline) await expect(desktop.window.getByText('You see cached data')).toBeVisible();
    return await shown(desktop.window);
  } finally {
    await desktop.quit();
  }
}

async function inBrowser(home: string, env: Record<string, string>): Promise<(string | null)[]> {
  const host = await startHeadless({ home, env });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(host.url);
    await expect(page.getByText('You see cached data')).toBeVisible();
    return await shown(page);
  } finally {
    await browser.close();
    await host.stop();
  }
}

test('window and browser show the same figures, also offline and after a restart', async () => {
  test.setTimeout(180_000);
  const home = mkdtempSync(join(tmpdir(), 'aetherium-same-'));
  try {
    // Reads the demo organisation; its last figures may reach the page behind the end of the work.
    await inDesktop(home);
    const first = await inDesktop(home);
    expect(first.every((value) => Number(value) > 0)).toBe(true);
    expect(await inBrowser(home, offline)).toEqual(first);
    expect(await inDesktop(home, offline)).toEqual(first);
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 10 });
  }
});
