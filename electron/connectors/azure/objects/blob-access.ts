import type { BlockBlobClient, ContainerClient, Pipeline } from '@azure/storage-blob';
import { AppFailure, type ConnectorContext, type ObjectAddress } from '../../sdk.ts';
import type { AzureAccount } from '../account.ts';
import type { TokenSource } from '../tokens.ts';
import { type BlobAccount, placeOf } from './blob-accounts.ts';
import { blobFailure } from './blob-failure.ts';
import { createBlobHttp } from './blob-http.ts';
import { pathOf, versionQuery } from './blob-name.ts';

/** One container. */
export interface Container {
  account: BlobAccount;
  container: string;
  client: ContainerClient;
}

/** What the verbs of the store share. */
export interface BlobAccess {
  context: ConnectorContext;
  /** Null for a storage account alone: there is no Resource Manager then. */
  azure: AzureAccount | null;
  accounts(signal: AbortSignal): Promise<BlobAccount[]>;
  pipeline(account: BlobAccount): Promise<Pipeline>;
  container(bucket: string, signal: AbortSignal): Promise<Container>;
  blob(address: ObjectAddress, signal: AbortSignal): Promise<BlockBlobClient>;
  /** Runs calls of the SDK; what they throw becomes an `AppFailure` that names the call. `operation` without `Microsoft.Storage/…/`. */
  call<T>(operation: string, scope: string, work: () => Promise<T>): Promise<T>;
}

interface Parts {
  context: ConnectorContext;
  azure: AzureAccount | null;
  list(signal: AbortSignal): Promise<BlobAccount[]>;
}

const blobServices = 'Microsoft.Storage/storageAccounts/blobServices/';

/** The SDK's scope; one for all accounts, so that they share a token. */
function tokensOf(azure: AzureAccount): TokenSource {
  return azure.credential(azure.context.signal);
}

async function createPipeline({ context, azure }: Parts, { name, endpoint, signs }: BlobAccount): Promise<Pipeline> {
  const { AnonymousCredential, newPipeline, StorageSharedKeyCredential } = await import('@azure/storage-blob');
  // The scheduler and the transfers retry: a second layer below them would multiply the tries.
  const options = { httpClient: await createBlobHttp(context, endpoint), retryOptions: { maxTries: 1 } };
  if (signs.by === 'key') return newPipeline(new StorageSharedKeyCredential(name, signs.key), options);
  if (signs.by === 'identity' && azure) return newPipeline(tokensOf(azure), options);
  return newPipeline(new AnonymousCredential(), options);
}

/** Address of a container or of an object in it, with the shared access signature where that is how the account is entered. */
function addressOf({ endpoint, signs }: BlobAccount, path: string, query: Record<string, string> = {}): string {
  const words = new URLSearchParams(query).toString();
  const all = [signs.by === 'sas' ? signs.sas : '', words].filter((part) => part !== '').join('&');
  return `${endpoint}/${path}${all ? `?${all}` : ''}`;
}

export function createBlobAccess(parts: Parts): BlobAccess {
  const { context, azure } = parts;
  const pipelines = new Map<string, Promise<Pipeline>>();
  let known: Promise<BlobAccount[]> | null = null;
  const access: BlobAccess = {
    context,
    azure,
    accounts(signal) {
      signal.throwIfAborted();
      // The session's signal ends it: others wait for the same answer.
      known ??= parts.list(context.signal).catch((cause: unknown) => {
        known = null;
        throw cause;
      });
      return known;
    },
    pipeline(account) {
      const made = pipelines.get(account.name) ?? createPipeline(parts, account);
      pipelines.set(account.name, made);
      // One that could not be made is made anew by whoever comes next.
      made.catch(() => pipelines.delete(account.name));
      return made;
    },
    async container(bucket, signal) {
      const place = placeOf(await access.accounts(signal), bucket);
      const { ContainerClient } = await import('@azure/storage-blob');
      const client = new ContainerClient(addressOf(place.account, place.container), await access.pipeline(place.account));
      return { ...place, client };
    },
    async blob({ bucket, key, versionId }, signal) {
      const { account, container } = placeOf(await access.accounts(signal), bucket);
      const { BlockBlobClient } = await import('@azure/storage-blob');
      const url = addressOf(account, `${container}/${pathOf(key)}`, versionQuery(versionId));
      return new BlockBlobClient(url, await access.pipeline(account));
    },
    async call(operation, scope, work) {
      try {
        return await work();
      } catch (cause) {
        const source = { connectionId: context.connectionId, operation: `${blobServices}${operation}`, scope };
        const failed = blobFailure(cause, source, context.clock.now());
        if (failed instanceof AppFailure) azure?.refused(failed.error);
        throw failed;
      }
    },
  };
  return access;
}

/** Operations as roles have them. Source: "Azure permissions for Storage". */
export const operations = {
  list: 'containers/blobs/read',
  read: 'containers/blobs/read',
  write: 'containers/blobs/write',
  remove: 'containers/blobs/delete',
  tags: 'containers/blobs/tags/write',
  readTags: 'containers/blobs/tags/read',
  containers: 'containers/read',
  delegate: 'generateUserDelegationKey/action',
} as const;
