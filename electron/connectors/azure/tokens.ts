import type { Clock } from '../sdk.ts';

/** What the SDKs ask for; the same shape as `TokenCredential` of the SDK's core-auth. */
export interface TokenSource {
  getToken(scopes: string | string[], options?: TokenOptions): Promise<AccessToken>;
}

export interface TokenOptions {
  abortSignal?: unknown;
  /** What a resource asks for beyond the usual (continuous access evaluation). */
  claims?: string;
  enableCae?: boolean;
  tenantId?: string;
}

export interface AccessToken {
  token: string;
  /** Epoch ms, UTC. */
  expiresOnTimestamp: number;
}

/** Tokens are asked for again this long before they end, so that a long read does not run into it. */
const renewBeforeMs = 5 * 60_000;

interface Question {
  answer: Promise<AccessToken>;
  /** Null while the answer is awaited. */
  token: AccessToken | null;
}

/** One question at a time for each audience, and its answer until shortly before it ends: the CLI takes a second for each. */
export function heldTokens(ask: (scopes: string[], options: TokenOptions) => Promise<AccessToken>, clock: Clock): TokenSource {
  const asked = new Map<string, Question>();
  const isGood = ({ token }: Question) => !token || token.expiresOnTimestamp - renewBeforeMs > clock.now();
  function question(key: string, scopes: string[], options: TokenOptions): Question {
    // The session's signal stays out of it: others wait for the same answer.
    const one: Question = { answer: ask(scopes, options.claims ? { claims: options.claims } : {}), token: null };
    asked.set(key, one);
    one.answer.then(
      (token) => (one.token = token),
      () => asked.get(key) === one && asked.delete(key),
    );
    return one;
  }
  return {
    getToken(scopes, options = {}) {
      const list = [scopes].flat();
      const key = list.join(' ');
      const held = options.claims ? undefined : asked.get(key);
      return (held && isGood(held) ? held : question(key, list, options)).answer;
    },
  };
}

/** Claims of a token that a person knows. A token is opaque to those it is not for: only ever shown, never decided upon. */
export interface TokenClaims {
  tenantId: string;
  /** Person, else the application's name or id. */
  name: string;
}

export function claimsOf({ token }: AccessToken): TokenClaims {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
    const text = (key: string) => (typeof claims[key] === 'string' ? claims[key] : '');
    return { tenantId: text('tid'), name: text('upn') || text('unique_name') || text('app_displayname') || text('appid') || text('oid') };
  } catch {
    return { tenantId: '', name: '' };
  }
}
