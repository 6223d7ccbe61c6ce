import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Browser, type BrowserContext, expect, type Page } from '@playwright/test';
import { launchBrowser } from '#tests/helpers/browser.ts';
import { type Headless, type HeadlessOptions, startHeadless } from '#tests/helpers/headless.ts';

const root = join(import.meta.dirname, '../..');

/** The real FOCUS export that comes with the project's test data; absent in a bare clone. */
export const focusSample = join(root, '../shared/data/focus/focus_sample_1.0.csv');

/** A running host and a browser page on it. */
export interface Console {
  host: Headless;
  page: Page;
  context: BrowserContext;
  /** What the page logged as errors: a test that ends with some has found a fault. */
  faults: string[];
  /** Goes to a place inside the console. */
  go: (place: string) => Promise<void>;
  /** Runs the command line on the same home; its one JSON document. */
  cli: <T>(...args: string[]) => Promise<T>;
  end: () => Promise<void>;
}

/** Opens the console in a browser. The demo organisation is there from the first start. */
export async function openConsole(options: HeadlessOptions & { viewport?: { width: number; height: number } } = {}): Promise<Console> {
  const host = await startHeadless(options);
  const browser: Browser = await launchBrowser();
  const context = await browser.newContext({
    viewport: options.viewport ?? { width: 1440, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  await page.goto(host.url);
  return {
    host,
    page,
    context,
    faults,
    go: async (place) => {
      await page.evaluate((to) => {
        location.hash = to;
      }, place);
    },
    cli: (...args) => runCli(host.home, args),
    end: async () => {
      await browser.close();
      await host.end();
    },
  };
}

/** Sum of the newest month in USD as the command line prints it. */
async function newestMonth({ cli }: Console): Promise<number> {
  const { rows } = await cli<CliCosts>('costs', '--metric', 'EffectiveCost', '--granularity', 'monthly');
  const usd = rows.filter(({ currency }) => currency === 'USD').toSorted((a, b) => a.period!.localeCompare(b.period!));
  return usd.at(-1)!.value;
}

/** Waits until the demo organisation is read, and the page shows the last of it: its figures follow the end of the work. */
export async function demoIsRead(console: Console): Promise<void> {
  const { page } = console;
  await expect(page.getByTestId('machine-total')).toHaveText('2,000 machines', { timeout: 60_000 });
  await expect(page.getByTestId('month-cost-USD')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(/No work running/)).toBeVisible({ timeout: 60_000 });
  const wanted = await newestMonth(console);
  const distance = async () => Math.abs((await figure(page, 'month-cost-USD')) / wanted - 1);
  await expect.poll(distance, { timeout: 30_000 }).toBeLessThan(1e-9);
}

function runCli<T>(home: string, args: string[]): Promise<T> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, AETHERIUM_VAULT: 'memory', AETHERIUM_OFFLINE: '0' };
    const child = spawn(process.execPath, [join(root, 'electron/host/cli.ts'), '--home', home, '--json', ...args], { cwd: root, env });
    const texts = { stdout: '', stderr: '' };
    child.stdout.on('data', (data: Buffer) => (texts.stdout += data.toString()));
    child.stderr.on('data', (data: Buffer) => (texts.stderr += data.toString()));
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(JSON.parse(texts.stdout) as T) : reject(new Error(`exit ${code}: ${texts.stderr}`))));
  });
}

/** Figures as the command line prints them. */
export interface CliCosts {
  rows: { period: string | null; group: string | null; currency: string; value: number }[];
}

/** The exact figure behind a rounded one on screen. */
export async function figure(page: Page, testId: string): Promise<number> {
  return Number(await page.getByTestId(testId).getAttribute('data-value'));
}

/** Equal to 1e-9 of its size: both sides add doubles, maybe in another order. */
export function expectSame(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)));
}
