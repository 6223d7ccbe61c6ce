import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { type Desktop, desktopCommand, launchDesktop } from '#tests/helpers/desktop.ts';
import { callRaw, readRaw, takeRawPort } from '#tests/helpers/page-rpc.ts';

let home: string;
let desktop: Desktop | null = null;
test.beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'aetherium-desktop-'));
});
test.afterEach(async () => {
  await desktop?.quit();
  desktop = null;
  // Chromium's helper processes may still write for a moment.
  rmSync(home, { recursive: true, force: true, maxRetries: 10 });
});

async function start(options: { env?: Record<string, string>; args?: string[] } = {}): Promise<Desktop> {
  desktop = await launchDesktop({ home, ...options });
  return desktop;
}

test('opens at the place of a deep link', async () => {
  const { window } = await start({ args: ['aetherium://costs?groupBy=ServiceName'] });
  expect(new URL(window.url()).hash).toBe('#/costs?groupBy=ServiceName');
});

test('a second start hands its deep link to the running window and ends', async () => {
  const { window } = await start();
  await expect(window.getByRole('heading', { level: 1 })).toBeVisible();
  const { program, args, env } = desktopCommand({ home, args: ['aetherium://compute'] });
  const second = spawn(program, args, { env, stdio: 'ignore' });
  expect(await once(second, 'exit')).toEqual([0, null]);
  await expect(window).toHaveURL(/#\/compute/);
});

test('registers a file that the person chose, and the core reads it', async () => {
  const file = join(home, 'costs.csv');
  writeFileSync(file, 'not,focus\n1,2\n');
  const { window } = await start();
  await window.evaluate(() => {
    const input = document.createElement('input');
    input.type = 'file';
    input.id = 'given';
    document.body.append(input);
  });
  await window.setInputFiles('#given', file);
  const reply = await window.evaluate(() => {
    const { files } = document.querySelector<HTMLInputElement>('#given')!;
    const bridge = Reflect.get(globalThis, 'aetherium') as { registerFile(file: File): Promise<unknown> };
    return bridge.registerFile(files![0]!);
  });
  expect(reply).toMatchObject({ ok: true, value: { name: 'costs.csv', bytes: 14 } });
  expect(JSON.stringify(reply)).not.toContain(home);
});

test('keeps its data, its window and its settings over a restart', async () => {
  const first = await start();
  await callRaw(first.window, ['settings', 'set'], { timeZone: 'Europe/Vienna' });
  await first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.setBounds({ x: 40, y: 30, width: 900, height: 600 }));
  await expect
    .poll(async () => JSON.stringify(await callRaw(first.window, ['compute', 'query'], {})), { timeout: 30_000 })
    .toMatch(/"total":21\d\d/);
  await first.quit();
  const second = await start({ env: { AETHERIUM_OFFLINE: '1' } });
  expect(await callRaw(second.window, ['settings', 'get'], {})).toMatchObject({ ok: true, value: { timeZone: 'Europe/Vienna' } });
  expect(await callRaw(second.window, ['app', 'info'], {})).toMatchObject({ ok: true, value: { online: false } });
  expect(JSON.stringify(await callRaw(second.window, ['compute', 'query'], {}))).toMatch(/"total":21\d\d/);
  const bounds = await second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getNormalBounds());
  expect(bounds).toMatchObject({ width: 900, height: 600 });
});

test('tells the page when the network goes and comes', async () => {
  const offline = join(home, 'offline');
  const { window } = await start({ env: { AETHERIUM_OFFLINE: `file:${offline}` } });
  const port = await takeRawPort(window);
  const told = async () =>
    (await readRaw(window, port)).received
      .map(({ aetheriumEvent }) => aetheriumEvent as { type: string; online: boolean } | undefined)
      .filter((event) => event?.type === 'connectivity')
      .map((event) => event?.online);
  writeFileSync(offline, '');
  await expect.poll(told).toEqual([false]);
  rmSync(offline);
  await expect.poll(told).toEqual([false, true]);
});

test('ends cleanly when the system asks, and its log holds no passphrase', async () => {
  const passphrase = 'correct-horse-battery-staple';
  const { app, window } = await start({ env: { AETHERIUM_VAULT: 'passphrase', AETHERIUM_PASSPHRASE: passphrase } });
  await callRaw(window, ['vault', 'status'], {});
  const inherited = await app.evaluate(() => process.env['AETHERIUM_PASSPHRASE']);
  expect(inherited).toBeUndefined();
  const program = app.process();
  const ended = once(program, 'exit');
  program.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  desktop = null;
  expect(readFileSync(join(home, 'logs', 'aetherium.log'), 'utf8')).not.toContain(passphrase);
});

test('offers to reload after a crash of the page, which then works again', async () => {
  const { app, window } = await start();
  await expect(window.getByText('2,000 machines')).toBeVisible({ timeout: 30_000 });
  await app.evaluate(({ BrowserWindow, dialog }) => {
    dialog.showMessageBox = () => Promise.resolve({ response: 0, checkboxChecked: false });
    const contents = BrowserWindow.getAllWindows()[0]!.webContents;
    return new Promise<void>((resolve) => {
      contents.once('did-finish-load', () => resolve());
      contents.forcefullyCrashRenderer();
    });
  });
  // Playwright loses the page with its process, so the app is asked.
  const shown = () =>
    app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]!.webContents;
      return contents.executeJavaScript('document.body.innerText') as Promise<string>;
    });
  await expect.poll(shown, { timeout: 30_000 }).toContain('2,000 machines');
});
