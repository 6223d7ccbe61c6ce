import { createVerify } from 'node:crypto';
import type { ScriptedReply, ScriptedRequest } from './scripted-server.ts';
import { selfSigned } from './self-signed.ts';

export const tenantId = '11111111-1111-1111-1111-111111111111';
export const clientId = '22222222-2222-2222-2222-222222222222';
export const clientSecret = 'Q~very.secret-value';

/**
 * Microsoft Entra's token service as far as the Azure SDK asks it. Self-authored from
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow and
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code
 */
export interface ScriptedEntra {
  /** Tokens given out, by audience of the scope. */
  issued: Map<string, string>;
  tokenRequests: URLSearchParams[];
  /** Answer instead of a token. */
  refuse: ScriptedReply | null;
  /** Whether the person has entered the device code. */
  entered: boolean;
  reply(request: ScriptedRequest, origin: string): ScriptedReply | null;
}

const json = (status: number, value: unknown): ScriptedReply & object => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

/** An error of the token service, as its reference shows it. */
export function entraError(code: number, error = 'invalid_client', status = 401): ScriptedReply & object {
  const text = `AADSTS${code}: What went wrong. Trace ID: 0000-aaaa Correlation ID: 0000-bbbb Timestamp: 2026-11-15 12:00:00Z`;
  return json(status, { error, error_description: text, error_codes: [code], trace_id: '0000-aaaa', correlation_id: '0000-bbbb' });
}

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** An access token in the form that Entra gives: a JWT whose claims name tenant and application. */
function tokenFor(scope: string, serial: number): string {
  return `${part({ alg: 'none' })}.${part({ tid: tenantId, appid: clientId, app_displayname: 'aetherium-ops', aud: scope, serial })}.x`;
}

/** The client proves that it has the certificate's key. Source: "Microsoft identity platform application authentication certificate credentials". */
function assertionIsGood(assertion: string): boolean {
  const [header = '', payload = '', signature = ''] = assertion.split('.');
  const { alg } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { alg: string };
  const { iss, sub } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { iss: string; sub: string };
  const padding = alg === 'PS256' ? { padding: 6, saltLength: 32 } : {};
  const verified = createVerify('sha256')
    .update(`${header}.${payload}`)
    .verify({ key: selfSigned().publicKey, ...padding }, signature, 'base64url');
  return verified && iss === clientId && sub === clientId;
}

function isGood(form: URLSearchParams): boolean {
  const assertion = form.get('client_assertion');
  return assertion ? assertionIsGood(assertion) : form.get('client_secret') === clientSecret;
}

function discovery(origin: string): ScriptedReply {
  const base = `${origin}/${tenantId}`;
  return json(200, {
    issuer: `${base}/v2.0`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
  });
}

const deviceCode = {
  user_code: 'ABCD1234',
  device_code: 'long-device-code',
  verification_uri: 'https://microsoft.com/devicelogin',
  expires_in: 900,
  interval: 0,
  message: 'To sign in, …',
};

function grant(entra: ScriptedEntra, form: URLSearchParams): ScriptedReply {
  const scope = (form.get('scope') ?? '').split(' ').find((one) => one.startsWith('https:')) ?? '';
  const token = tokenFor(scope, entra.tokenRequests.length);
  entra.issued.set(token, scope);
  const person = {
    refresh_token: 'refresh-1',
    client_info: part({ uid: 'person', utid: tenantId }),
    id_token: `${part({ alg: 'none' })}.${part({ tid: tenantId, oid: 'person', sub: 's', preferred_username: 'ops@contoso.com', iss: 'i', aud: clientId })}.x`,
    scope: form.get('scope'),
  };
  const isPerson = form.get('grant_type') !== 'client_credentials';
  return json(200, { token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599, access_token: token, ...(isPerson ? person : {}) });
}

function tokenReply(entra: ScriptedEntra, form: URLSearchParams): ScriptedReply {
  entra.tokenRequests.push(form);
  if (entra.refuse) return entra.refuse;
  const kind = form.get('grant_type');
  if (kind === 'client_credentials') return isGood(form) ? grant(entra, form) : entraError(7000215);
  if (/device_code/.test(kind ?? '') && !entra.entered) return entraError(70016, 'authorization_pending', 400);
  return grant(entra, form);
}

export function scriptedEntra(): ScriptedEntra {
  const entra: ScriptedEntra = {
    issued: new Map(),
    tokenRequests: [],
    refuse: null,
    entered: false,
    reply({ path, body }, origin) {
      if (path.includes('/.well-known/openid-configuration')) return discovery(origin);
      if (/\/oauth2\/v2\.0\/devicecode/.test(path)) return json(200, deviceCode);
      return /\/oauth2\/v2\.0\/token/.test(path) ? tokenReply(entra, new URLSearchParams(body)) : null;
    },
  };
  return entra;
}
