import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { expect, test } from '@playwright/test';
import { type Console, demoIsRead, openConsole } from './console.ts';

let console: Console;
test.beforeAll(async () => {
  console = await openConsole();
  await demoIsRead(console);
});
test.afterAll(() => console.end());

/** A port on which nothing listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test('checks a connection that is not saved yet and says what is wrong', async () => {
  const { page, go } = console;
  await go('/connections?add=aws');
  const form = page
    .getByRole('region', { name: 'Add Amazon Web Services' })
    .or(page.locator('section[aria-label="Add Amazon Web Services"]'))
    .first();
  await form.getByRole('textbox', { name: /^Name/ }).fill('');
  await form.getByRole('button', { name: 'Save and read' }).click();
  await expect(form.getByText('Give the connection a name.')).toBeVisible();
  await form.getByRole('textbox', { name: /^Name/ }).fill('Unreachable');
  const endpoint = `http://127.0.0.1:${await closedPort()}`;
  await fillAws(endpoint);
  await form.getByRole('button', { name: 'Check' }).click();
  await expect(form.getByRole('alert')).toContainText(/connection|connect|reach|refused|network/i, { timeout: 45_000 });
});

async function fillAws(endpoint: string): Promise<void> {
  const { page } = console;
  const keys = page.getByLabel(/access key id/i);
  if (!(await keys.isVisible())) {
    await page.getByRole('combobox').first().click();
    await page.getByRole('option', { name: /key/i }).click();
  }
  await keys.fill('AKIAEXAMPLE');
  await page.locator('input[name="secretAccessKey"]').fill('not-a-real-secret');
  const advanced = page.getByRole('button', { name: 'Advanced settings' });
  if (await advanced.isVisible()) await advanced.click();
  await page.locator('input[name="endpoint"]').fill(endpoint);
}

test('shows a failed refresh beside the rows that were there', async () => {
  const { page, go } = console;
  await go('/connections');
  await page.getByRole('button', { name: 'Demo organisation', exact: true }).click();
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('button', { name: 'Advanced settings' }).click();
  await page.getByRole('combobox', { name: 'Fail on purpose' }).click();
  await page.getByRole('option', { name: 'Sign-in has expired' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('button', { name: 'Sync now' }).click();
  await go('/');
  await expect(page.getByRole('heading', { name: 'Problems' })).toBeVisible({ timeout: 45_000 });
  await expect(page.getByTestId('machine-total')).toHaveText('2,000 machines');
  await expect(page.getByRole('button', { name: /last refresh failed/ }).first()).toBeVisible();
  await page
    .getByRole('link', { name: 'Enter credentials' })
    .or(page.getByRole('link', { name: 'Edit the connection' }))
    .first()
    .click();
  await expect(page.locator('section[aria-label="Edit Demo organisation"]')).toBeVisible();
});

test('removes a connection and keeps its rows when asked to', async () => {
  const { page, go } = console;
  await go('/connections');
  await page.getByRole('button', { name: 'Demo organisation', exact: true }).click();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(page.getByText('No connection yet')).toBeVisible();
  await go('/compute');
  await expect(page.getByTestId('machine-count')).toHaveText(/^(2,\d{3}) of \1 resources$/);
});
