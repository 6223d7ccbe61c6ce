import { type ConnectionSettings, failure } from '../sdk.ts';

/** Values of the form, typed; empty text is `''`. */
export interface AzureSettings {
  /** `storage`: no identity; one storage account by its key, SAS or connection string. */
  auth: 'secret' | 'certificate' | 'cli' | 'device' | 'storage';
  tenantId: string;
  clientId: string;
  /** PEM file with certificate and private key; `''`: the PEM is a secret. */
  certificateFile: string;
  /** Empty: every subscription that the identity sees. */
  subscriptions: string[];
  /** Origin of the sign-in service, without a slash at the end. */
  authority: string;
  /** Origin of Azure Resource Manager. */
  endpoint: string;
  /** Who its tokens are for. */
  audience: string;
  /** Origin of Azure Monitor's metrics; `{region}` stands for the region. */
  metricsEndpoint: string;
  metricsAudience: string;
  /** A storage account that Resource Manager need not list; `''`: only those that it lists. */
  storageAccount: string;
  /** Origin and path of that account's Blob service; `''`: the cloud's. */
  blobEndpoint: string;
  /** Domain of the cloud's Blob services. */
  blobSuffix: string;
}

interface Cloud {
  authority: string;
  endpoint: string;
  metrics: string;
  blob: string;
}

/** Endpoints of each cloud. Source: Azure documentation, "Azure Government" and "Azure China" developer guides, and the metrics batch API. */
const clouds: Record<string, Cloud> = {
  public: {
    authority: 'https://login.microsoftonline.com',
    endpoint: 'https://management.azure.com',
    metrics: 'metrics.monitor.azure.com',
    blob: 'blob.core.windows.net',
  },
  government: {
    authority: 'https://login.microsoftonline.us',
    endpoint: 'https://management.usgovcloudapi.net',
    metrics: 'metrics.monitor.azure.us',
    blob: 'blob.core.usgovcloudapi.net',
  },
  china: {
    authority: 'https://login.chinacloudapi.cn',
    endpoint: 'https://management.chinacloudapi.cn',
    metrics: 'metrics.monitor.azure.cn',
    blob: 'blob.core.chinacloudapi.cn',
  },
};

function text(settings: ConnectionSettings, key: string): string {
  const value = settings[key];
  return typeof value === 'string' ? value.trim() : '';
}

function origin(settings: ConnectionSettings, key: string): string {
  return text(settings, key).replace(/\/+$/, '');
}

function authOf(settings: ConnectionSettings): AzureSettings['auth'] {
  const chosen = text(settings, 'auth');
  return chosen === 'certificate' || chosen === 'cli' || chosen === 'device' || chosen === 'storage' ? chosen : 'secret';
}

/** The SDK sends no credentials and no tokens over anything else, and reports it as a fault of the program. */
function secure(label: string, address: string): string {
  if (/^https:\/\/[^\s/]+/.test(address) && URL.canParse(address.replace('{region}', 'region'))) return address;
  throw failure('invalid_input', `The ${label} is not an https address: ${address}`, {
    hint: 'Correct it in the connection, or leave it empty.',
  });
}

/** Throws `invalid_input` for an endpoint that cannot be used. */
export function readSettings(settings: ConnectionSettings): AzureSettings {
  const cloud = clouds[text(settings, 'cloud')] ?? clouds['public']!;
  const subscriptions = text(settings, 'subscriptions')
    .toLowerCase()
    .split(/[\s,]+/);
  return {
    auth: authOf(settings),
    tenantId: text(settings, 'tenantId'),
    clientId: text(settings, 'clientId'),
    certificateFile: text(settings, 'certificateFile'),
    subscriptions: [...new Set(subscriptions)].filter((id) => id !== ''),
    authority: secure('sign-in endpoint', origin(settings, 'authority') || cloud.authority),
    endpoint: secure('Resource Manager endpoint', origin(settings, 'endpoint') || cloud.endpoint),
    audience: cloud.endpoint,
    metricsEndpoint: secure('metrics endpoint', origin(settings, 'metricsEndpoint') || `https://{region}.${cloud.metrics}`),
    metricsAudience: `https://${cloud.metrics}`,
    storageAccount: text(settings, 'storageAccount').toLowerCase(),
    blobEndpoint: origin(settings, 'blobEndpoint'),
    blobSuffix: cloud.blob,
  };
}
