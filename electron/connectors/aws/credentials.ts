import type { NodeHttpHandler } from '@smithy/node-http-handler';
import { type ConnectorContext, failure } from '../sdk.ts';
import type { AwsSettings } from './settings.ts';

/** What a request is signed with; without `expiration` it never ends. */
export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | undefined;
  expiration?: Date | undefined;
}
export type CredentialSource = () => Promise<Credentials>;

/** Temporary credentials are renewed this long before they end, so that a long read does not run into it. */
const renewBeforeMs = 5 * 60_000;

async function keysOf(context: ConnectorContext, settings: AwsSettings): Promise<Credentials> {
  const secretAccessKey = await context.secret('secretAccessKey');
  if (settings.accessKeyId && secretAccessKey) {
    const sessionToken = await context.secret('sessionToken');
    return { accessKeyId: settings.accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
  }
  throw failure('auth_required', `The ${settings.accessKeyId ? 'secret access key' : 'access key id'} is missing.`, {
    hint: 'Enter access key id and secret access key in the connection.',
    fix: { kind: 'edit_connection', connectionId: context.connectionId },
  });
}

/** Where the first credentials come from, before any role is assumed. */
export async function baseCredentials(
  context: ConnectorContext,
  settings: AwsSettings,
  requestHandler: NodeHttpHandler,
): Promise<CredentialSource> {
  if (settings.auth === 'keys') return () => keysOf(context, settings);
  const { fromIni, fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
  // For calls of the providers themselves (SSO, roles of profiles). Without a region: an SSO profile brings its own.
  const options = { clientConfig: { requestHandler }, ignoreCache: true };
  if (settings.auth === 'profile') return fromIni({ ...options, ...(settings.profile ? { profile: settings.profile } : {}) });
  return fromNodeProviderChain(options);
}

/** One answer for all clients of a session, asked again shortly before it ends, and after a failure. */
export function shared(source: CredentialSource, now: () => number): CredentialSource {
  let pending: Promise<Credentials> | null = null;
  let ends = Number.POSITIVE_INFINITY;
  return () => {
    if (pending && now() < ends - renewBeforeMs) return pending;
    ends = Number.POSITIVE_INFINITY;
    const asked = source();
    pending = asked;
    asked.then(
      (got) => (ends = got.expiration?.getTime() ?? Number.POSITIVE_INFINITY),
      () => (pending = null),
    );
    return asked;
  };
}
