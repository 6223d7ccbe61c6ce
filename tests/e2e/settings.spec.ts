import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { demoIsRead, figure, openConsole } from './console.ts';

test('keeps settings, connections and figures over a restart', async () => {
  const home = await mkdtemp(join(tmpdir(), 'aetherium-restart-'));
  try {
    const first = await openConsole({ home });
    await demoIsRead(first);
    const cost = await figure(first.page, 'month-cost-USD');
    await first.go('/settings');
    await first.page.getByText('Dark', { exact: true }).click();
    await expect(first.page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
    await first.page.getByText('Compact, 24 px').click();
    await first.page.getByRole('combobox', { name: 'Time zone' }).fill('UTC');
    await first.page.getByRole('option', { name: 'UTC', exact: true }).click();
    await first.page.getByLabel('1 of').fill('EUR');
    await first.page.getByLabel('is', { exact: true }).fill('1.1');
    await first.page.getByLabel('of', { exact: true }).fill('USD');
    await first.page.getByLabel('On day').fill('2026-01-02');
    await first.page.getByLabel('Source').fill('treasury');
    await first.page.getByRole('button', { name: 'Add rate' }).click();
    await expect(first.page.getByText('1 EUR = 1.1 USD')).toBeVisible();
    await first.end();

    const second = await openConsole({ home, env: { AETHERIUM_OFFLINE: '1' } });
    await expect(second.page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
    await expect(second.page.locator('html')).toHaveAttribute('data-density', 'compact');
    await expect(second.page.getByTestId('month-cost-USD')).toHaveAttribute('data-value', String(cost));
    await expect(second.page.getByText('Offline.', { exact: true })).toBeVisible();
    await second.go('/settings');
    await expect(second.page.getByText('1 EUR = 1.1 USD')).toBeVisible();
    await second.go('/costs?currency=USD&range=month');
    await expect(second.page.getByText(/converted: 1 EUR = 1\.1 USD \(2026-01-02, treasury\)/)).toBeVisible();
    await expect(second.page.getByTestId('chart-EUR')).toHaveCount(0);
    await second.end();
  } finally {
    await rm(home, { recursive: true, force: true });
  }
});

test('saves a diagnostics bundle', async () => {
  const console = await openConsole();
  await console.go('/settings?section=about');
  const [download] = await Promise.all([
    console.page.waitForEvent('download'),
    console.page.getByRole('button', { name: 'Save a diagnostics bundle' }).click(),
  ]);
  expect(download.suggestedFilename()).toContain('aetherium-diagnostics');
  await console.end();
});
