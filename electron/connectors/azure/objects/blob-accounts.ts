import { failure } from '../../sdk.ts';
import type { AzureAccount } from '../account.ts';
import { listArm } from '../arm.ts';
import type { Subscription } from '../subscriptions.ts';
import { type StorageGrant, secureEndpoint } from './storage-grant.ts';

/** A storage account as Resource Manager lists it. Reference: "Storage Accounts - List". */
export interface AccountRecord {
  id: string;
  name: string;
  location?: string;
  kind?: string;
  tags?: Record<string, string>;
  sku?: { name?: string };
  properties?: {
    primaryEndpoints?: { blob?: string };
    accessTier?: string;
    allowBlobPublicAccess?: boolean;
    allowSharedKeyAccess?: boolean;
    publicNetworkAccess?: string;
    allowCrossTenantReplication?: boolean;
    supportsHttpsTrafficOnly?: boolean;
    minimumTlsVersion?: string;
    isHnsEnabled?: boolean;
    encryption?: { keySource?: string; keyvaultproperties?: { keyname?: string } };
    networkAcls?: { defaultAction?: string };
  };
}

/** A storage account whose containers are shown. */
export interface BlobAccount {
  name: string;
  /** Address of its Blob service, without a slash at the end. */
  endpoint: string;
  subscription: Subscription;
  /** Null where Resource Manager was not asked or does not list it. */
  record: AccountRecord | null;
  signs: { by: 'identity' } | { by: 'key'; key: string } | { by: 'sas'; sas: string };
}

export const storageVersion = '2024-01-01';
export const listAccounts = 'Microsoft.Storage/storageAccounts/read';

/** Accounts without a Blob service (file shares alone) have no such endpoint. */
function accountOf(record: AccountRecord, subscription: Subscription): BlobAccount[] {
  const endpoint = record.properties?.primaryEndpoints?.blob;
  if (!endpoint) return [];
  return [{ name: record.name, endpoint: secureEndpoint(endpoint), subscription, record, signs: { by: 'identity' } }];
}

async function accountsIn(account: AzureAccount, subscription: Subscription, signal: AbortSignal): Promise<BlobAccount[]> {
  const request = {
    path: `/subscriptions/${subscription.id}/providers/Microsoft.Storage/storageAccounts`,
    apiVersion: storageVersion,
    operation: listAccounts,
    scope: subscription.id,
    signal,
  };
  const found: BlobAccount[] = [];
  for await (const { items } of listArm(account, request))
    for (const record of items as AccountRecord[]) found.push(...accountOf(record, subscription));
  return found;
}

/** The one account that the connection names, for identities that may read its data but not list it. */
function namedAccount({ settings }: AzureAccount, found: readonly BlobAccount[]): BlobAccount[] {
  const { storageAccount: name, blobEndpoint, blobSuffix } = settings;
  if (!name || found.some((one) => one.name === name)) return [];
  const endpoint = secureEndpoint(blobEndpoint || `https://${name}.${blobSuffix}`);
  return [{ name, endpoint, subscription: { id: name, name }, record: null, signs: { by: 'identity' } }];
}

/** Storage accounts of all subscriptions of the connection. */
export async function accountsOfIdentity(account: AzureAccount, signal: AbortSignal): Promise<BlobAccount[]> {
  const found: BlobAccount[] = [];
  for (const subscription of await account.subscriptions(signal)) found.push(...(await accountsIn(account, subscription, signal)));
  return [...found, ...namedAccount(account, found)];
}

export function accountOfGrant({ account: name, endpoint, key, sas }: StorageGrant): BlobAccount {
  const signs = key ? ({ by: 'key', key } as const) : ({ by: 'sas', sas: sas ?? '' } as const);
  return { name, endpoint, subscription: { id: name, name }, record: null, signs };
}

/** The account and the container that a bucket's name stands for. */
export function placeOf(accounts: readonly BlobAccount[], bucket: string): { account: BlobAccount; container: string } {
  const [name = '', container = ''] = bucket.split('/');
  const account = accounts.find((one) => one.name === name);
  if (account && container) return { account, container };
  throw failure('not_found', `There is no container ${bucket} in this connection.`, { hint: 'A container is named account/container.' });
}
