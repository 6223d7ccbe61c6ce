import { type ConnectorContext, failure } from '../../sdk.ts';
import type { AzureSettings } from '../settings.ts';

/** How one storage account is entered without an identity. */
export interface StorageGrant {
  account: string;
  /** Without a slash at the end. */
  endpoint: string;
  /** Of the two, one is there. */
  key: string | null;
  sas: string | null;
}

/** Source: "Configure Azure Storage connection strings". Values may have `=` in them. */
function partsOf(text: string): Map<string, string> {
  const pairs = text.split(';').map((part) => part.trim());
  return new Map(
    pairs.filter((part) => part !== '').map((part) => [part.slice(0, part.indexOf('=')).toLowerCase(), part.slice(part.indexOf('=') + 1)]),
  );
}

function missing({ connectionId }: ConnectorContext, what: string): Error {
  return failure('auth_required', `The ${what} is missing.`, {
    hint: 'Enter it in the connection.',
    fix: { kind: 'edit_connection', connectionId },
  });
}

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** A signature in the address is worth as much as the key: it goes over http on this machine only. */
export function secureEndpoint(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback.has(url.hostname));
  if (isSafe) return address.replace(/\/+$/, '');
  throw failure('invalid_input', 'The blob endpoint is not an https address.', {
    hint: 'Correct it in the connection, or leave it empty. Plain http is taken for this machine only.',
  });
}

/** Values of the form and the vault; what the connection string says comes first. Throws `auth_required` for what is missing. */
export async function storageGrant(context: ConnectorContext, settings: AzureSettings): Promise<StorageGrant> {
  const [accountKey, storedSas, connectionString] = await Promise.all(
    ['storageAccountKey', 'storageSas', 'storageConnectionString'].map((name) => context.secret(name)),
  );
  const said = partsOf(connectionString ?? '');
  const account = said.get('accountname') ?? settings.storageAccount;
  const suffix = said.get('endpointsuffix') ? `blob.${said.get('endpointsuffix')}` : settings.blobSuffix;
  const endpoint = said.get('blobendpoint') ?? (settings.blobEndpoint || `https://${account}.${suffix}`);
  const name = account || new URL(secureEndpoint(endpoint)).hostname.split('.')[0]!;
  const key = said.get('accountkey') ?? accountKey;
  const sas = (said.get('sharedaccesssignature') ?? storedSas)?.replace(/^\?/, '') ?? null;
  if (!account && !said.has('blobendpoint')) throw missing(context, 'storage account');
  if (!key && !sas) throw missing(context, 'key of the storage account');
  return { account: name, endpoint: secureEndpoint(endpoint), key: key || null, sas: key ? null : sas };
}
