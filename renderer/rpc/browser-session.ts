import { sessionKeyHeader } from '#shared/contract/wire.ts';
import { AppFailure, appError, failure } from '#shared/errors/app-error.ts';

/**
 * This page's half of the session; the other is an HttpOnly cookie. Local storage, so that a second tab of the same
 * console is signed in too; it belongs to this origin, port included, and is worthless once the host has ended.
 */
const keyEntry = 'aetherium.session-key';

/** What the headless host needs to see from this page with each upload. */
export function sessionHeaders(): Record<string, string> {
  return { [sessionKeyHeader]: storedKey() ?? '' };
}

export function storedKey(): string | null {
  return localStorage.getItem(keyEntry);
}

/**
 * Makes sure that this page has a session: exchanges the one-time token of the address, if there is one, and takes it
 * out of the address and the history.
 *
 * @throws AppFailure `auth_required` when the host does not know us, `offline` when it does not answer
 */
export async function signIn(): Promise<void> {
  const token = takeToken();
  if (token) {
    const response = await ask('/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
    if (response.ok) {
      localStorage.setItem(keyEntry, ((await response.json()) as { key: string }).key);
      return;
    }
  }
  if (!(await hasSession())) {
    throw failure('auth_required', 'This page has no session with the console', {
      hint: 'Open the link that the console printed at its start; each works once. Start it again for a fresh one.',
    });
  }
}

/** Whether the host still knows this page. Throws `AppFailure` `offline` when it does not answer. */
export async function hasSession(): Promise<boolean> {
  const response = await ask('/session', { headers: sessionHeaders() });
  return response.ok;
}

function takeToken(): string | null {
  const { hash, pathname, search } = window.location;
  const token = /^#token=([\w-]+)$/.exec(hash)?.[1] ?? null;
  if (token) window.history.replaceState(null, '', pathname + search);
  return token;
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { ...init, cache: 'no-store', credentials: 'same-origin' });
  } catch (cause) {
    throw new AppFailure(appError('offline', 'The console does not answer', { hint: 'Is the host still running?' }), { cause });
  }
}
