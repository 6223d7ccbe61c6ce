import { type ConnectorContext, failure } from '../sdk.ts';
import { type DeviceCode, deviceTokens } from './device-code.ts';
import { createHttpClient, type Watch } from './http-client.ts';
import type { AzureSettings } from './settings.ts';
import type { AccessToken, TokenOptions } from './tokens.ts';

/** Values from the vault, read once for each session. */
export interface AzureSecrets {
  clientSecret: string | null;
  certificate: string | null;
  certificatePassword: string | null;
}

type Ask = (scopes: string[], options: TokenOptions) => Promise<AccessToken>;

interface Credential {
  getToken(scopes: string[], options: object): Promise<AccessToken | null>;
}

const askOf =
  (credential: Credential): Ask =>
  async (scopes, options) => {
    const token = await credential.getToken(scopes, options);
    if (!token) throw failure('auth_required', 'Azure gave no token.');
    return token;
  };

function missing(context: ConnectorContext, what: string): Error {
  return failure('auth_required', `The ${what} is missing.`, {
    hint: 'Enter it in the connection.',
    fix: { kind: 'edit_connection', connectionId: context.connectionId },
  });
}

function demand(context: ConnectorContext, values: Record<string, string | null>): void {
  for (const [what, value] of Object.entries(values)) if (!value) throw missing(context, what);
}

/** Hosts whose metadata the SDK knows. Others (private clouds, emulators) are named by the person, and trusted for that. */
const knownHosts = new Set(['login.microsoftonline.com', 'login.microsoftonline.us', 'login.chinacloudapi.cn']);

async function optionsOf(context: ConnectorContext, settings: AzureSettings, watch: Watch) {
  return {
    authorityHost: settings.authority,
    disableInstanceDiscovery: !knownHosts.has(new URL(settings.authority).hostname),
    httpClient: await createHttpClient(context, watch),
    // The scheduler retries, with its own backoff and breaker: a second layer below it would multiply the tries.
    retryOptions: { maxRetries: 0 },
  };
}
type Options = Awaited<ReturnType<typeof optionsOf>>;

async function bySecret(context: ConnectorContext, settings: AzureSettings, secrets: AzureSecrets, options: Options): Promise<Ask> {
  const { tenantId, clientId } = settings;
  demand(context, { 'tenant id': tenantId, 'client id': clientId, 'client secret': secrets.clientSecret });
  const { ClientSecretCredential } = await import('@azure/identity');
  return askOf(new ClientSecretCredential(tenantId, clientId, secrets.clientSecret!, options));
}

async function byCertificate(context: ConnectorContext, settings: AzureSettings, secrets: AzureSecrets, options: Options): Promise<Ask> {
  const { tenantId, clientId, certificateFile } = settings;
  demand(context, { 'tenant id': tenantId, 'client id': clientId, certificate: certificateFile || secrets.certificate });
  const password = secrets.certificatePassword ? { certificatePassword: secrets.certificatePassword } : {};
  const { ClientCertificateCredential } = await import('@azure/identity');
  const { certificate } = secrets;
  return askOf(
    certificate
      ? new ClientCertificateCredential(tenantId, clientId, { certificate, ...password }, options)
      : new ClientCertificateCredential(tenantId, clientId, { certificatePath: certificateFile, ...password }, options),
  );
}

async function byCli({ tenantId }: AzureSettings): Promise<Ask> {
  const { AzureCliCredential } = await import('@azure/identity');
  return askOf(new AzureCliCredential({ processTimeoutInMs: 20_000, ...(tenantId ? { tenantId } : {}) }));
}

async function byDevice(context: ConnectorContext, settings: AzureSettings, options: Options): Promise<Ask> {
  const { DeviceCodeCredential } = await import('@azure/identity');
  const who = {
    ...(settings.tenantId ? { tenantId: settings.tenantId } : {}),
    ...(settings.clientId ? { clientId: settings.clientId } : {}),
  };
  return deviceTokens(context, (onCode: (code: DeviceCode) => void) => {
    const common = { ...options, ...who, disableAutomaticAuthentication: true };
    const credential = new DeviceCodeCredential({ ...common, userPromptCallback: onCode });
    return { authenticate: (scopes) => credential.authenticate(scopes), getToken: askOf(credential) };
  });
}

/** How tokens are got, by the chosen way. What the requests for them met at the network goes to `watch`. */
export async function createAsk(context: ConnectorContext, settings: AzureSettings, secrets: AzureSecrets, watch: Watch): Promise<Ask> {
  if (settings.auth === 'cli') return byCli(settings);
  const options = await optionsOf(context, settings, watch);
  if (settings.auth === 'device') return byDevice(context, settings, options);
  if (settings.auth === 'certificate') return byCertificate(context, settings, secrets, options);
  return bySecret(context, settings, secrets, options);
}
