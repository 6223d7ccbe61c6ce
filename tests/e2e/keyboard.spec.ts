import { expect, test } from '@playwright/test';
import { demoIsRead, openConsole } from './console.ts';

test('is used with the keyboard alone', async () => {
  const console = await openConsole();
  const { page } = console;
  await demoIsRead(console);

  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();

  await page.keyboard.press('g');
  await page.keyboard.press('m');
  await expect(page.getByRole('heading', { name: 'Compute' })).toBeVisible();
  await page.keyboard.press('/');
  await expect(page.getByLabel('Filter machines')).toBeFocused();
  await page.keyboard.type('prod');
  const grid = page.getByRole('grid', { name: 'Machines' });
  await expect(grid).toBeVisible();
  while (!(await grid.evaluate((element) => element === document.activeElement))) await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Tags' })).toBeVisible();

  await page.keyboard.press('Control+k');
  const search = page
    .getByRole('textbox', { name: 'Search' })
    .or(page.getByRole('combobox', { name: 'Search' }))
    .first();
  await expect(search).toBeFocused();
  await page.keyboard.type('costs');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Costs' })).toBeVisible();

  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toHaveCount(0);
  expect(console.faults).toEqual([]);
  await console.end();
});
