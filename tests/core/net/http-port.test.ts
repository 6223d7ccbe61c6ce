import { createServer, get } from 'node:http';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createHttp } from '#core/net/http-port.ts';
import type { HttpPort } from '#core/ports.ts';
import { connectProxy, listening } from '#tests/helpers/connect-proxy.ts';
import { errorOf } from '#tests/helpers/vaults.ts';

const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY'];

beforeEach(() => {
  for (const name of names) {
    vi.stubEnv(name, '');
    vi.stubEnv(name.toLowerCase(), '');
  }
});
afterEach(() => vi.unstubAllEnvs());

async function setUp() {
  const port = await listening(createServer((incoming, reply) => reply.end(`hello ${incoming.url}`)));
  return { port, proxy: await connectProxy(port) };
}

/** The two ways a connector has: an agent for `node:http`, and fetch. */
const ways: Record<string, (http: HttpPort, url: string) => Promise<string>> = {
  agent: async (http, url) => {
    const agent = await http.agent();
    return new Promise((resolve, reject) => {
      get(url, { agent }, (reply) => {
        let text = '';
        reply.setEncoding('utf8');
        reply.on('data', (chunk: string) => (text += chunk)).on('end', () => resolve(text));
      }).on('error', reject);
    });
  },
  fetch: async (http, url) => (await http.fetch(url)).text(),
};

describe.each(Object.entries(ways))('%s', (_name, ask) => {
  test('goes through the proxy of the environment', async () => {
    const { proxy } = await setUp();
    vi.stubEnv('HTTP_PROXY', proxy.url);
    expect(await ask(createHttp(), 'http://console.test/path')).toBe('hello /path');
    expect(proxy.asked).toHaveLength(1);
    expect(proxy.asked[0]).toContain('console.test');
  });

  test('goes direct for hosts in NO_PROXY', async () => {
    const { proxy } = await setUp();
    vi.stubEnv('HTTP_PROXY', proxy.url);
    vi.stubEnv('NO_PROXY', 'other.test, .invalid');
    await expect(ask(createHttp(), 'http://console.invalid/')).rejects.toThrow();
    expect(proxy.asked).toEqual([]);
  });

  test('never sends loopback to the proxy unless told to', async () => {
    const { port, proxy } = await setUp();
    vi.stubEnv('HTTP_PROXY', proxy.url);
    expect(await ask(createHttp(), `http://127.0.0.1:${port}/direct`)).toBe('hello /direct');
    expect(proxy.asked).toEqual([]);
    expect(await ask(createHttp({ proxyLoopback: true }), `http://127.0.0.1:${port}/asked`)).toBe('hello /asked');
    expect(proxy.asked).toHaveLength(1);
  });

  test('follows the desktop’s setting, in PAC words, for each URL', async () => {
    const { proxy } = await setUp();
    const asked: string[] = [];
    const resolveProxy = async (url: string) => {
      asked.push(new URL(url).hostname);
      return `PROXY ${new URL(proxy.url).host}; DIRECT`;
    };
    expect(await ask(createHttp({ resolveProxy }), 'http://console.test/pac')).toBe('hello /pac');
    expect(asked).toEqual(['console.test']);
    expect(proxy.asked).toHaveLength(1);
  });

  test('asks the desktop only where the environment says nothing', async () => {
    const { port, proxy } = await setUp();
    vi.stubEnv('HTTP_PROXY', proxy.url);
    const resolveProxy = vi.fn<(url: string) => Promise<string>>();
    await ask(createHttp({ resolveProxy }), 'http://console.test/');
    await ask(createHttp({ resolveProxy }), `http://localhost:${port}/`);
    expect(resolveProxy).not.toHaveBeenCalled();
  });
});

test('fetch says that it cannot use a SOCKS proxy', async () => {
  const http = createHttp({ resolveProxy: async () => 'SOCKS5 127.0.0.1:1' });
  expect(await errorOf(http.fetch('http://console.test/'))).toMatchObject({ code: 'unsupported' });
});

test('making a port changes nothing for the rest of the process', async () => {
  const { port, proxy } = await setUp();
  vi.stubEnv('HTTP_PROXY', proxy.url);
  await createHttp({ proxyLoopback: true }).fetch(`http://127.0.0.1:${port}/`);
  await fetch(`http://127.0.0.1:${port}/`);
  expect(proxy.asked).toHaveLength(1);
});
