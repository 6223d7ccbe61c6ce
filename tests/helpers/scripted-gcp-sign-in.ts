import { createVerify, generateKeyPairSync } from 'node:crypto';
import { json } from './scripted-gcp-state.ts';
import type { ScriptedReply, ScriptedRequest } from './scripted-server.ts';

/** Made once for a process: 2,048 bits take a while. */
const pair = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

/** For checking what the key has signed. */
export const robotPublicKey = pair.publicKey;
export const robot = 'console@shop-prod.iam.gserviceaccount.com';
export const auditor = 'audit@shop-prod.iam.gserviceaccount.com';

/** A key file as IAM makes it. Source: https://cloud.google.com/iam/docs/keys-create-delete */
export const keyFile = JSON.stringify({
  type: 'service_account',
  project_id: 'shop-prod',
  private_key_id: 'key-1',
  private_key: pair.privateKey,
  client_email: robot,
  client_id: '1',
  token_uri: 'https://oauth2.googleapis.com/token',
});

/** What `gcloud auth application-default login` writes. */
export const userFile = JSON.stringify({
  type: 'authorized_user',
  client_id: 'client-1',
  client_secret: 'client-secret-1',
  refresh_token: 'refresh-1',
  quota_project_id: 'shop-quota',
});

export interface SignInState {
  /** Tokens that the APIs take, and whose they are. */
  tokens: Map<string, string>;
  /** What was presented to get one, in order: `jwt console@…`, `refresh refresh-1`, `impersonate audit@…`. */
  grants: string[];
  /** The key was deleted, the refresh token revoked. */
  revoked: boolean;
  /** The time there, epoch ms. */
  now: number;
  /** Seconds for which tokens hold. */
  lifetime: number;
}

function decode(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
}

/** The subject of an assertion; null unless signature, audience, scope and times are right. Source: https://developers.google.com/identity/protocols/oauth2/service-account#httprest */
function subjectOf(assertion: string): string | null {
  const [head = '', claims = '', signature = ''] = assertion.split('.');
  const good = createVerify('RSA-SHA256').update(`${head}.${claims}`).verify(pair.publicKey, signature, 'base64url');
  const { iss, aud, scope, exp, iat } = decode(claims);
  const rightTimes = Number(exp) - Number(iat) === 3600;
  const right = decode(head)['alg'] === 'RS256' && rightTimes;
  const meant = aud === 'https://oauth2.googleapis.com/token' && scope === 'https://www.googleapis.com/auth/cloud-platform';
  return good && right && meant ? String(iss) : null;
}

function issue(state: SignInState, who: string): string {
  const token = `ya29.${who}.${state.tokens.size + 1}`;
  state.tokens.set(token, who);
  return token;
}

export function tokenReply(state: SignInState, request: ScriptedRequest): ScriptedReply {
  const form = new URLSearchParams(request.body);
  const jwt = form.get('grant_type') === 'urn:ietf:params:oauth:grant-type:jwt-bearer' ? subjectOf(form.get('assertion') ?? '') : null;
  const refresh = form.get('grant_type') === 'refresh_token' && form.get('refresh_token') === 'refresh-1' ? 'user' : null;
  const who = jwt ?? refresh;
  state.grants.push(jwt ? `jwt ${jwt}` : `refresh ${form.get('refresh_token')}`);
  if (!who || state.revoked) return json({ error: 'invalid_grant', error_description: 'Invalid JWT Signature.' }, 400);
  return json({ access_token: issue(state, who), expires_in: state.lifetime, token_type: 'Bearer' });
}

/** Source: https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateAccessToken */
export function impersonationReply(state: SignInState, email: string): ScriptedReply {
  state.grants.push(`impersonate ${email}`);
  if (email !== auditor)
    return json(
      { error: { code: 403, message: 'Permission denied', status: 'PERMISSION_DENIED', details: [{ reason: 'IAM_PERMISSION_DENIED' }] } },
      403,
    );
  return json({ accessToken: issue(state, email), expireTime: new Date(state.now + state.lifetime * 1000).toISOString() });
}
