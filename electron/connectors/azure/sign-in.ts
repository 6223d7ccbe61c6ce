import { createHash } from 'node:crypto';
import { AppFailure, appError, type ConnectorContext, type HttpPort } from '../sdk.ts';
import { type AzureSecrets, createAsk } from './credentials.ts';
import { azureFailure, type CallSource, type Headers, refusedError } from './errors.ts';
import type { AzureSettings } from './settings.ts';
import { heldTokens, type TokenSource } from './tokens.ts';

/** The sign-in of a connection: shared by its sessions, because each sync and each action opens one. */
export interface SignIn {
  tokens: TokenSource;
  /** After Azure refused a token: the next session signs in anew. */
  forget(): void;
}

/** By who carries the requests, then by everything that the sign-in depends on. Ends with the process; nothing is stored. */
const signIns = new WeakMap<HttpPort, Map<string, Promise<TokenSource>>>();

async function readSecrets(context: ConnectorContext): Promise<AzureSecrets> {
  const [clientSecret, certificate, certificatePassword] = await Promise.all([
    context.secret('clientSecret'),
    context.secret('certificateSecret'),
    context.secret('certificatePassword'),
  ]);
  return { clientSecret, certificate, certificatePassword };
}

function keyOf({ connectionId }: ConnectorContext, settings: AzureSettings, secrets: AzureSecrets): string {
  const { auth, authority, tenantId, clientId, certificateFile } = settings;
  const parts = [connectionId, auth, authority, tenantId, clientId, certificateFile, ...Object.values(secrets)];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64');
}

/**
 * What happened at the network when a token was asked for last: the SDK keeps only the message of it. A refusal stays until
 * the next reply, because the SDK repeats it by itself, without asking, for as long as the service told it to wait.
 */
interface Met {
  failure: unknown;
  refusal: { status: number; headers: Headers } | null;
}

const advice: [pattern: RegExp, hint: string][] = [
  [/^AADSTS7000222$/, 'The client secret has expired. Make a new one in the app registration and enter it in the connection.'],
  [/^AADSTS7000215$/, 'The client secret is wrong: enter its value, not its id.'],
  [/^AADSTS700016$/, 'The tenant has no application with this client id.'],
  [/^AADSTS(90002|900023|90013)$/, 'There is no such tenant in this cloud.'],
  [/^AADSTS(700027|700021|7000213)$/, 'The certificate does not belong to the application, or is no longer valid.'],
  [/^AADSTS(50076|50079|53003)$/, 'The tenant asks for another factor or a certain device: sign in with the Azure CLI.'],
];

/** What the identity service or the CLI said. Its texts hold ids of tenant and request, no secret; only the code is repeated. */
function refusedSignIn(cause: Error, settings: AzureSettings, source: CallSource): AppFailure {
  const code = /AADSTS\d+/.exec(cause.message)?.[0] ?? '';
  const hint = advice.find(([pattern]) => pattern.test(code))?.[1];
  const fix = { kind: 'edit_connection', connectionId: source.connectionId } as const;
  if (settings.auth === 'cli') {
    const isMissing = /could not be found/.test(cause.message);
    const message = isMissing
      ? 'The Azure CLI (az) is not installed, or not in the path of this program.'
      : 'The Azure CLI is not signed in.';
    return new AppFailure(appError('auth_required', message, { hint: 'Run az login, then refresh.', fix, source }));
  }
  const message = code
    ? `Microsoft Entra refuses the sign-in (${code}).`
    : 'Sign-in to Microsoft Entra failed: the credentials cannot be used.';
  const details = { hint: hint ?? 'Check tenant, client id and secret or certificate.', fix, source };
  return new AppFailure(appError('auth_required', message, details));
}

function signInFailure(cause: unknown, met: Met, settings: AzureSettings, context: ConnectorContext): unknown {
  if (cause instanceof AppFailure || !(cause instanceof Error)) return cause;
  const now = context.clock.now();
  const source = { connectionId: context.connectionId, operation: 'sign-in', scope: new URL(settings.authority).hostname };
  if (met.failure) return azureFailure(met.failure, source, now);
  const { status = 0, headers = {} } = met.refusal ?? {};
  if (status === 429 || status >= 500) return new AppFailure(refusedError({ code: '', message: '', status, headers }, source, now));
  return refusedSignIn(cause, settings, source);
}

async function createTokens(context: ConnectorContext, settings: AzureSettings, secrets: AzureSecrets): Promise<TokenSource> {
  const met: Met = { failure: null, refusal: null };
  const ask = await createAsk(context, settings, secrets, {
    onReply: ({ status, headers }) => (met.refusal = status >= 400 ? { status, headers: headers.toJSON() } : null),
    onFailure: (cause) => (met.failure = cause),
  });
  return heldTokens(async (scopes, options) => {
    met.failure = null;
    try {
      return await ask(scopes, options);
    } catch (cause) {
      throw signInFailure(cause, met, settings, context);
    }
  }, context.clock);
}

export async function createSignIn(context: ConnectorContext, settings: AzureSettings): Promise<SignIn> {
  const secrets = await readSecrets(context);
  const known = signIns.get(context.http) ?? new Map<string, Promise<TokenSource>>();
  signIns.set(context.http, known);
  const key = keyOf(context, settings, secrets);
  const tokens = known.get(key) ?? createTokens(context, settings, secrets);
  known.set(key, tokens);
  tokens.catch(() => known.delete(key));
  return {
    tokens: await tokens,
    // A code entered by a person is not thrown away because one subscription refused its token.
    forget: () => void (settings.auth !== 'device' && known.delete(key)),
  };
}
