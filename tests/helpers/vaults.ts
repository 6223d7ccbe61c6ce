import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { Logger } from '#core/ports.ts';
import { openVault, type VaultOptions } from '#core/vault/open-vault.ts';
import type { Vault } from '#core/vault/vault.ts';
import { type AppError, AppFailure } from '#shared/errors/app-error.ts';
import { fakeClock } from './fake-clock.ts';
import { fakeKeychain } from './fake-keychain.ts';

export const silentLogger: Logger = { info: () => {}, warn: () => {}, error: () => {}, child: () => silentLogger };

/** Long enough to be accepted. */
export const goodPassphrase = 'correct horse battery';

/** Opens the vault of `home`; by default nothing is asked for and there is no keychain. Closed when the test has ended. */
export async function vaultAt(home: string, options: Partial<VaultOptions> = {}): Promise<Vault> {
  const defaults = { requested: null, passphrase: null, keychain: fakeKeychain('absent'), logger: silentLogger, clock: fakeClock() };
  const vault = await openVault({ home, ...defaults, ...options });
  onTestFinished(() => vault.close());
  return vault;
}

/** The error of something that must fail. */
export async function errorOf(work: Promise<unknown> | (() => unknown)): Promise<AppError> {
  try {
    await (typeof work === 'function' ? work() : work);
  } catch (cause) {
    if (cause instanceof AppFailure) return cause.error;
    throw cause;
  }
  return expect.fail('it did not fail');
}

/** Text of a file in the home, null when it is not there. */
export function fileIn(home: string, name: string): string | null {
  const path = join(home, name);
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}
