import { readFile } from 'node:fs/promises';
import type { AuthClient } from 'google-auth-library';
import { type ConnectorContext, failure } from '../sdk.ts';
import { type GcpSettings, googleEndpoints } from './settings.ts';

/** One scope for everything: what may be done is decided by IAM, and Resource Manager and Monitoring take it too. */
export const scopes = ['https://www.googleapis.com/auth/cloud-platform'];

/** What is used of a key file or a file of default credentials. */
interface CredentialFile {
  type?: string;
  project_id?: string;
  quota_project_id?: string;
  client_email?: string;
  private_key?: string;
  client_id?: string;
  client_secret?: string;
  refresh_token?: string;
}

export interface SignIn {
  client: AuthClient;
  /** Project of the key or of the environment; `''` when it names none. */
  project: string;
  /** E-mail of the service account; `''` when the credentials do not say. */
  email: string;
}

function refused(context: ConnectorContext, message: string, hint: string) {
  return failure('auth_required', message, { hint, fix: { kind: 'edit_connection', connectionId: context.connectionId } });
}

/** HTTP of the library: ours, each call once, and the token address as the form says. */
function clientOptions(context: ConnectorContext, settings: GcpSettings) {
  const fetchImplementation: typeof fetch = (input, init) => {
    const url = (input instanceof Request ? input.url : String(input)).replace(googleEndpoints.signIn, settings.endpoints.signIn);
    return context.http.fetch(url, { ...init, signal: AbortSignal.any([context.signal, AbortSignal.timeout(30_000)]) });
  };
  // The core retries, with its own backoff and breaker.
  return { transporterOptions: { fetchImplementation, retryConfig: { retry: 0, noResponseRetries: 0 } } };
}

function parseFile(context: ConnectorContext, text: string): CredentialFile {
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === 'object') return value;
  } catch {
    // Said below: the parser's own words would quote a piece of the secret.
  }
  throw refused(context, 'The key is not JSON.', 'Enter the whole text of the key file, from { to }.');
}

async function fromFile(context: ConnectorContext, settings: GcpSettings, file: CredentialFile): Promise<SignIn> {
  const { JWT, UserRefreshClient } = await import('google-auth-library');
  const options = clientOptions(context, settings);
  const project = file.project_id ?? file.quota_project_id ?? '';
  if (file.type === 'service_account' && file.client_email && file.private_key) {
    const client = new JWT({ ...options, email: file.client_email, key: file.private_key, scopes });
    return { client, project, email: file.client_email };
  }
  if (file.type === 'authorized_user' && file.client_id && file.client_secret && file.refresh_token) {
    const user = { clientId: file.client_id, clientSecret: file.client_secret, refreshToken: file.refresh_token };
    const quota = file.quota_project_id ? { quotaProjectId: file.quota_project_id } : {};
    return { client: new UserRefreshClient({ ...options, ...user, ...quota }), project, email: '' };
  }
  const hint = 'It must be the key file of a service account, or what gcloud auth application-default login writes.';
  throw refused(context, `These credentials (${file.type ?? 'without a type'}) cannot be used here.`, hint);
}

async function fromSecret(context: ConnectorContext, settings: GcpSettings): Promise<SignIn> {
  const text = await context.secret('serviceAccountKey');
  if (!text) throw refused(context, 'The service account key is missing.', 'Enter the JSON text of the key file in the connection.');
  return fromFile(context, settings, parseFile(context, text));
}

/** Google's own search: environment variable, gcloud's file, metadata server of a machine in the cloud. */
async function fromEnvironment(context: ConnectorContext, settings: GcpSettings): Promise<SignIn> {
  const { GoogleAuth } = await import('google-auth-library');
  try {
    const auth = new GoogleAuth({ scopes, clientOptions: clientOptions(context, settings) });
    const client = await auth.getClient();
    const email = 'email' in client && typeof client.email === 'string' ? client.email : '';
    return { client, project: client.projectId ?? client.quotaProjectId ?? '', email };
  } catch (cause) {
    context.log.info('no default credentials', { cause: cause instanceof Error ? cause.message : String(cause) });
    throw refused(context, 'This computer has no application default credentials.', 'Run: gcloud auth application-default login');
  }
}

async function fromAdcFile(context: ConnectorContext, settings: GcpSettings): Promise<SignIn> {
  const text = await readFile(settings.adcFile, 'utf8').catch(() => {
    throw refused(context, `${settings.adcFile} cannot be read.`, 'Correct the path of the default credentials.');
  });
  return fromFile(context, settings, parseFile(context, text));
}

/** The credentials that the form names, before any impersonation. Asks nobody but, for the environment, this computer. */
export function signIn(context: ConnectorContext, settings: GcpSettings): Promise<SignIn> {
  if (settings.auth === 'key') return fromSecret(context, settings);
  return settings.adcFile ? fromAdcFile(context, settings) : fromEnvironment(context, settings);
}
