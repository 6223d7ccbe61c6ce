import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { fakeProvider } from '#tests/helpers/fake-provider.ts';
import { type TestCore, testCore } from '#tests/helpers/test-core.ts';

const secret = 'planted"secret\\8471';

async function bundle({ client, core, home }: TestCore): Promise<string> {
  const path = join(home, 'diagnostics.json.gz');
  const { bytes } = await client.app.diagnostics({ target: core.grants.grantSave(path) });
  const file = readFileSync(path);
  expect(file.length).toBe(bytes);
  return gunzipSync(file).toString();
}

test('holds what a support case needs and no secret', async () => {
  const running = await testCore([fakeProvider().connector]);
  const { client, home, endOf } = running;
  const settings = { endpoint: 'https://user:hunter2@example.com/x' };
  await client.connections.add({ kind: 'fake', name: 'One', settings, secrets: { password: secret } });
  await endOf(await client.sync.run({}));
  mkdirSync(join(home, 'logs'), { recursive: true });
  const jwt = `eyJ${'a'.repeat(20)}.${'b'.repeat(20)}.${'c'.repeat(20)}`;
  const lines = [
    JSON.stringify({ msg: `failed with ${secret}` }),
    `Authorization: Bearer ${jwt}`,
    'key AKIAABCDEFGHIJKLMNOP',
    'a harmless line',
  ];
  writeFileSync(join(home, 'logs', 'aetherium.log'), lines.join('\n'));
  const text = await bundle(running);
  const parsed = JSON.parse(text) as Record<string, unknown>;
  expect(parsed).toMatchObject({
    app: { version: '0.0.0', host: 'cli' },
    connections: [{ name: 'One', secretsSet: ['password'] }],
    freshness: [{ scope: 'east' }, { scope: 'west' }],
    jobs: [{ state: 'succeeded' }],
    cache: { machines: 4 },
    log: expect.arrayContaining(['a harmless line']),
  });
  for (const leak of [secret, JSON.stringify(secret).slice(1, -1), 'hunter2', jwt, 'AKIAABCDEFGHIJKLMNOP'])
    expect(text).not.toContain(leak);
});

test('can be had while the vault is locked', async () => {
  const first = await testCore([], { vaultBackend: 'passphrase', passphrase: 'a long passphrase' });
  await first.core.close();
  const locked = await testCore([], { home: first.home, vaultBackend: 'passphrase' });
  expect(JSON.parse(await bundle(locked))).toMatchObject({ vault: { state: 'locked' }, cache: { unavailable: expect.any(String) } });
});
