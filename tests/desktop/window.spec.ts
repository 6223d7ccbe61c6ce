import { expect, test } from '@playwright/test';
import { type Desktop, launchDesktop } from '#tests/helpers/desktop.ts';
import { callMessage, postRaw, readRaw, takeRawPort } from '#tests/helpers/page-rpc.ts';

let desktop: Desktop;
test.beforeAll(async () => {
  desktop = await launchDesktop();
});
test.afterAll(() => desktop.end());

const raw = (value: unknown) => ({ type: 'RAW', value });
test('opens the console from its own origin', async () => {
  expect(new URL(desktop.window.url()).protocol).toBe('app:');
  await expect(desktop.window).toHaveTitle(/Aetherium/);
});

test('gives the page no Node and no Electron', async () => {
  const seen = await desktop.window.evaluate(() => ({
    require: typeof Reflect.get(globalThis, 'require'),
    process: typeof Reflect.get(globalThis, 'process'),
    module: typeof Reflect.get(globalThis, 'module'),
    bridge: Object.keys(Reflect.get(globalThis, 'aetherium') as object).sort(),
    opener: window.opener as unknown,
  }));
  expect(seen).toEqual({
    require: 'undefined',
    process: 'undefined',
    module: 'undefined',
    bridge: ['dragOut', 'portMessage', 'registerFile', 'requestPort'],
    opener: null,
  });
});

test('runs the page sandboxed and isolated', async () => {
  const preferences = await desktop.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]!.webContents;
    return (contents as unknown as { getLastWebPreferences(): Record<string, unknown> }).getLastWebPreferences();
  });
  expect(preferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true });
});

test('blocks inline script and foreign connections by policy', async () => {
  const result = await desktop.window.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'globalThis.inlineRan = true';
    document.head.append(script);
    const fetched = await fetch('https://example.com/').then(
      () => 'fetched',
      () => 'blocked',
    );
    return { inline: Reflect.get(globalThis, 'inlineRan') as unknown, fetched };
  });
  expect(result).toEqual({ inline: undefined, fetched: 'blocked' });
});

test('does not navigate and opens no windows', async () => {
  const before = desktop.window.url();
  const opened = await desktop.window.evaluate(() => {
    const child = window.open('http://127.0.0.1:9/');
    location.href = 'http://127.0.0.1:9/';
    return child === null;
  });
  expect(opened).toBe(true);
  expect(await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  expect(desktop.window.url()).toBe(before);
});

test('denies what pages may ask for', async () => {
  const answers = await desktop.window.evaluate(async () => [
    await Notification.requestPermission(),
    await navigator.mediaDevices.getUserMedia({ audio: true }).then(
      () => 'granted',
      () => 'denied',
    ),
  ]);
  expect(answers).toEqual(['denied', 'denied']);
});

test('serves nothing outside of the built page', async () => {
  const texts = await desktop.window.evaluate(() =>
    Promise.all(
      ['/../main/index.js', '/%2e%2e/main/index.js', '/..%2fmain%2findex.js', '/missing.js'].map((path) =>
        fetch(path).then(({ status }) => status),
      ),
    ),
  );
  expect(texts).toEqual([404, 404, 404, 404]);
});

test('stops the comlink attacks on the real port', async () => {
  const port = await takeRawPort(desktop.window);
  await postRaw(desktop.window, port, [
    { id: 'run', type: 'CONSTRUCT', path: ['app', 'info', 'constructor'], argumentList: [raw('globalThis.attacked = 1')] },
    { id: 'pollute', type: 'SET', path: ['__proto__', 'polluted'], value: raw(1) },
    { id: 'get', type: 'GET', path: ['app'] },
    { id: 'endpoint', type: 'ENDPOINT' },
    callMessage('forged', ['constructor', 'constructor'], 'return 1'),
    callMessage('wrong', ['jobs', 'list'], { limit: 'all' }),
    callMessage('good', ['app', 'info'], {}),
  ]);
  await expect
    .poll(async () => {
      const ids = (await readRaw(desktop.window, port)).received.flatMap(({ id }) => (typeof id === 'string' ? [id] : []));
      return ids.sort((a, b) => a.localeCompare(b));
    })
    .toEqual(['forged', 'good', 'wrong']);
  const { received } = await readRaw(desktop.window, port);
  const answer = (id: string) => received.find((message) => message['id'] === id)?.['value'];
  expect(answer('forged')).toMatchObject({ ok: false, error: { code: 'unsupported' } });
  expect(answer('wrong')).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
  expect(answer('good')).toMatchObject({ ok: true, value: { host: 'desktop', home: desktop.home } });
  const harm = await desktop.app.evaluate(() => [Reflect.get(globalThis, 'attacked') as unknown, Reflect.get({}, 'polluted') as unknown]);
  expect(harm).toEqual([undefined, undefined]);
});

test('closes the old port when the page asks for another', async () => {
  const first = await takeRawPort(desktop.window);
  const second = await takeRawPort(desktop.window);
  await expect.poll(async () => (await readRaw(desktop.window, first)).closed).toBe(true);
  await postRaw(desktop.window, first, [callMessage('dead', ['app', 'info'], {})]);
  await postRaw(desktop.window, second, [callMessage('alive', ['app', 'info'], {})]);
  await expect.poll(async () => (await readRaw(desktop.window, second)).received.map(({ id }) => id)).toContain('alive');
  expect((await readRaw(desktop.window, first)).received.map(({ id }) => id)).not.toContain('dead');
});

test('hands out a fresh port after a reload', async () => {
  await takeRawPort(desktop.window);
  await desktop.window.reload();
  const port = await takeRawPort(desktop.window);
  await postRaw(desktop.window, port, [callMessage('again', ['app', 'info'], {})]);
  await expect.poll(async () => (await readRaw(desktop.window, port)).received.map(({ id }) => id)).toContain('again');
});

test('takes no path from the page, only files that the person gave it', async () => {
  const replies = await desktop.window.evaluate(async () => {
    const bridge = Reflect.get(globalThis, 'aetherium') as { registerFile(file: unknown): Promise<unknown> };
    const made = await bridge.registerFile(new File(['x'], '/etc/passwd'));
    const path = await Promise.resolve()
      .then(() => bridge.registerFile('/etc/passwd'))
      .catch(() => 'refused');
    return { made, path };
  });
  expect(replies.made).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
  expect(replies.path === 'refused' || !(replies.path as { ok: boolean }).ok).toBe(true);
});
