import { AppFailure, type ConnectorContext } from '../sdk.ts';
import { answerFailure, garbled, networkFailure } from './errors.ts';
import { sendJson } from './send.ts';
import type { GcpSettings } from './settings.ts';
import { type SignIn, scopes, signIn } from './sign-in.ts';

/** Headers that prove who asks. */
export interface Tokens {
  headers(signal: AbortSignal): Promise<Record<string, string>>;
  /** Project of the credentials, `''` when they name none; and who they are. */
  identity(): Promise<{ project: string; name: string }>;
  /** Who signs links: by a key that is held here, or (`key` null) by IAM, asked with `headers`. `email` is `''` for people. */
  signer(): Promise<{ email: string; key: string | null; headers(): Promise<Record<string, string>> }>;
  /** Makes the next call sign in again: what was held is not accepted any more. */
  forget(): void;
}

/** A token is renewed this long before it ends, so that a long read does not run into it. */
const renewBeforeMs = 5 * 60_000;
const once = <T>(work: () => Promise<T>) => {
  let pending: Promise<T> | null = null;
  const get = () =>
    (pending ??= work().catch((cause: unknown) => {
      pending = null;
      throw cause;
    }));
  return { get, forget: () => (pending = null) };
};

interface LibraryError {
  response?: { status?: number; data?: unknown; headers?: Headers };
  cause?: unknown;
}

/** The failure of what the library threw. It is not kept as cause: the library's errors hold the request, and so the assertion. */
function signInFailure(context: ConnectorContext, cause: unknown): unknown {
  const source = { connectionId: context.connectionId, operation: 'oauth2.token' };
  if (cause instanceof AppFailure || !(cause instanceof Error)) return cause;
  const { response, cause: inner } = cause as LibraryError;
  if (response?.status) {
    const text = typeof response.data === 'string' ? response.data : JSON.stringify(response.data ?? {});
    return answerFailure(
      { status: response.status, text, retryAfter: response.headers?.get('retry-after') ?? null },
      source,
      context.clock.now(),
    );
  }
  if (inner instanceof Error) return networkFailure(inner, source);
  // What is left is a private key that cannot sign, or an answer without a token.
  const said = JSON.stringify({ error: { status: 'AUTH_ERROR', message: 'the key cannot be used to sign in' } });
  return /DECODER|PEM|key/i.test(cause.message) ? answerFailure({ status: 401, text: said, retryAfter: null }, source, 0) : garbled(source);
}

async function ownHeaders(context: ConnectorContext, { client }: SignIn): Promise<Record<string, string>> {
  try {
    const headers = Object.fromEntries(await client.getRequestHeaders());
    if (!/^Bearer (?!undefined)\S+$/.test(headers['authorization'] ?? '')) {
      throw garbled({ connectionId: context.connectionId, operation: 'oauth2.token' });
    }
    return headers;
  } catch (cause) {
    throw signInFailure(context, cause);
  }
}

interface Impersonated {
  headers: Record<string, string>;
  ends: number;
}

/** Source: https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateAccessToken */
async function actAs(context: ConnectorContext, settings: GcpSettings, own: Record<string, string>): Promise<Impersonated> {
  const { impersonate: email, endpoints } = settings;
  const reply = await sendJson(context, {
    source: { operation: 'iam.serviceAccounts.getAccessToken', scope: email },
    url: `${endpoints.impersonation}/v1/projects/-/serviceAccounts/${encodeURIComponent(email)}:generateAccessToken`,
    method: 'POST',
    headers: own,
    body: { scope: scopes },
    signal: context.signal,
  });
  const { accessToken, expireTime } = reply as { accessToken?: string; expireTime?: string };
  if (!accessToken || !expireTime) {
    throw garbled({ connectionId: context.connectionId, operation: 'iam.serviceAccounts.getAccessToken', scope: email });
  }
  const quota = own['x-goog-user-project'];
  return {
    headers: { authorization: `Bearer ${accessToken}`, ...(quota ? { 'x-goog-user-project': quota } : {}) },
    ends: Date.parse(expireTime),
  };
}

/** Tokens of a session: asked once for all its calls, again shortly before they end, and after a failure. */
export function createTokens(context: ConnectorContext, settings: GcpSettings): Tokens {
  const base = once(() => signIn(context, settings));
  const own = async () => ownHeaders(context, await base.get());
  const acting = once(async () => actAs(context, settings, await own()));
  const impersonated = async () => {
    const asked = acting.get();
    const held = await asked;
    if (context.clock.now() < held.ends - renewBeforeMs) return held.headers;
    // Of several calls that find it old, the first renews it for all.
    if (acting.get() === asked) acting.forget();
    return (await acting.get()).headers;
  };
  const headers = () => (settings.impersonate ? impersonated() : own());
  return {
    async headers(signal) {
      signal.throwIfAborted();
      return headers();
    },
    async identity() {
      const { project, email } = await base.get();
      return { project, name: settings.impersonate || email || 'application default credentials' };
    },
    async signer() {
      const { client, email } = await base.get();
      const held = 'key' in client && typeof client.key === 'string' ? client.key : null;
      const { impersonate } = settings;
      return { email: impersonate || email, key: impersonate ? null : held, headers: own };
    },
    forget() {
      base.forget();
      acting.forget();
    },
  };
}
