import { expect, test } from 'vitest';
import { bypasses, isLoopback, proxyUrlOf } from '#core/net/proxy-choice.ts';
import { errorOf } from '#tests/helpers/vaults.ts';

test.each([
  ['DIRECT', ''],
  ['', ''],
  ['PROXY proxy.corp:8080; DIRECT', 'http://proxy.corp:8080'],
  ['HTTPS proxy.corp:443', 'https://proxy.corp:443'],
  ['SOCKS5 proxy.corp:1080;PROXY other:1', 'socks5://proxy.corp:1080'],
  ['http://proxy.corp:8080', 'http://proxy.corp:8080'],
])('%j means %j', (answer, url) => {
  expect(proxyUrlOf(answer)).toBe(url);
});

test('an answer that is not understood is an error, not a direct connection', async () => {
  expect(await errorOf(() => proxyUrlOf('QUIC proxy.corp:443'))).toMatchObject({ code: 'invalid_input' });
});

test.each([
  ['https://api.corp.example/x', 'corp.example', true],
  ['https://api.corp.example/x', '.corp.example', true],
  ['https://api.corp.example/x', '*.corp.example', true],
  ['https://corp.example/x', 'corp.example', true],
  ['https://notcorp.example/x', 'corp.example', false],
  ['https://api.corp.example/x', 'corp.example:443', true],
  ['https://api.corp.example/x', 'corp.example:8443', false],
  ['http://api.corp.example:8443/x', 'a.example  corp.example:8443', true],
  ['https://anything.example', '*', true],
  ['https://anything.example', '', false],
])('%s with NO_PROXY=%j', (url, noProxy, direct) => {
  expect(bypasses(new URL(url), noProxy)).toBe(direct);
});

test.each([
  ['http://localhost:1', true],
  ['http://app.localhost', true],
  ['http://127.9.9.9', true],
  ['http://[::1]:8080', true],
  ['http://localhost.example', false],
  ['http://128.0.0.1', false],
])('%s is this machine: %s', (url, expected) => {
  expect(isLoopback(new URL(url).hostname)).toBe(expected);
});
