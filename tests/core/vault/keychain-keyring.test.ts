import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { systemKeychain } from '#core/vault/keychain-keyring.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';
import { errorOf } from '#tests/helpers/vaults.ts';

afterEach(() => vi.unstubAllEnvs());

describe.skipIf(process.platform !== 'linux')('a session bus', () => {
  test('that is not there means there is no keychain', async () => {
    vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', '');
    vi.stubEnv('XDG_RUNTIME_DIR', tempFolder());
    expect(await errorOf(systemKeychain().get('data-key'))).toMatchObject({ code: 'unsupported', fix: { kind: 'choose_vault' } });
  });

  test('that refuses connections means there is no keychain', async () => {
    vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', `unix:path=${join(tempFolder(), 'nobody')}`);
    expect(await errorOf(systemKeychain().get('data-key'))).toMatchObject({ code: 'unsupported' });
  });

  test('that never answers is a locked keychain, not an empty one, and blocks nothing', async () => {
    const path = join(tempFolder(), 'bus');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(path, resolve));
    onTestFinished(() => void server.close());
    vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', `unix:path=${path}`);
    const keychain = systemKeychain({ timeoutMs: 500 });
    expect(await errorOf(keychain.get('data-key'))).toMatchObject({ code: 'auth_required', fix: { kind: 'choose_vault' } });
    expect(await errorOf(keychain.set('data-key', 'hidden value'))).not.toMatchObject({ message: expect.stringContaining('hidden value') });
  });
});
