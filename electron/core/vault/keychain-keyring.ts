import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type AppFailure, failure } from '#shared/errors/app-error.ts';
import type { Keyring } from '../ports.ts';
import type { KeychainAnswer, KeychainCall } from './keychain-calls.ts';
import { askProcess } from './keychain-process.ts';

const service = 'Aetherium';

interface KeychainOptions {
  /** How long a call may take, a prompt of the desktop included. */
  timeoutMs?: number;
  platform?: NodeJS.Platform;
}

function locked(detail: string): AppFailure {
  return failure('auth_required', `The keychain is locked (${detail}).`, {
    hint: 'Unlock the keychain of the desktop, then try again.',
    fix: { kind: 'choose_vault' },
  });
}

function absent(detail: string): AppFailure {
  return failure('unsupported', `This system offers no keychain (${detail}).`, {
    hint: 'Choose a passphrase vault, or keep secrets for this session only.',
    fix: { kind: 'choose_vault' },
  });
}

/** The library's words: `Couldn't access platform storage` is its NoStorageAccess, i.e. there is a store and it is closed. */
function failureOf(message: string): AppFailure {
  return /couldn't access platform/i.test(message) ? locked(message) : absent(message);
}

/** Without an address or the systemd socket there is no session bus: no process has to find that out. */
function hasSessionBus(): boolean {
  const runtime = process.env['XDG_RUNTIME_DIR'];
  return Boolean(process.env['DBUS_SESSION_BUS_ADDRESS']) || (runtime !== undefined && existsSync(join(runtime, 'bus')));
}

async function withTimeout(work: Promise<KeychainAnswer>, ms: number): Promise<KeychainAnswer | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, ms, null);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Only Linux connects in a blocking way (D-Bus); elsewhere the library works on the thread pool. */
async function ask(call: KeychainCall, options: Required<KeychainOptions>): Promise<KeychainAnswer | null> {
  if (options.platform === 'linux') return askProcess(call, options.timeoutMs);
  const { answer } = await import('./keychain-calls.ts');
  return withTimeout(answer(call), options.timeoutMs);
}

/**
 * The keychain of the desktop: Secret Service, macOS Keychain or Windows Credential Manager. No entry is `null`, a closed
 * or silent keychain `auth_required`, none at all `unsupported`.
 */
export function systemKeychain(given: KeychainOptions = {}): Keyring {
  const options = { timeoutMs: 10_000, platform: process.platform, ...given };
  async function value(call: KeychainCall): Promise<string | boolean | null> {
    if (options.platform === 'linux' && !hasSessionBus()) throw absent('no session bus');
    const answer = await ask(call, options);
    if (!answer) throw locked(`no answer in ${options.timeoutMs / 1000} s; it may be waiting behind a prompt`);
    if (!answer.ok) throw failureOf(answer.message);
    return answer.value;
  }
  return {
    backend: 'keychain',
    get: async (account) => (await value({ verb: 'get', service, account })) as string | null,
    set: async (account, text) => void (await value({ verb: 'set', service, account, value: text })),
    delete: async (account) => (await value({ verb: 'delete', service, account })) === true,
  };
}
