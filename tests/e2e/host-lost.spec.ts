import { expect, test } from '@playwright/test';
import { demoIsRead, openConsole } from './console.ts';

test('keeps the last state on screen when the host ends, and says so', async () => {
  const console = await openConsole();
  await demoIsRead(console);
  await console.host.stop();
  await expect(console.page.getByText('Connection to the host lost.')).toBeVisible({ timeout: 30_000 });
  await expect(console.page.getByTestId('machine-total')).toHaveText('2,000 machines');
  await console.end();
});
