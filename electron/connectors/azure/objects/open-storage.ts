import { type CheckResult, type ConnectorContext, type ObjectStore, type Session, toAppError } from '../../sdk.ts';
import type { AzureAccount } from '../account.ts';
import type { AzureSettings } from '../settings.ts';
import { type BlobAccess, createBlobAccess } from './blob-access.ts';
import { accountOfGrant, accountsOfIdentity } from './blob-accounts.ts';
import { storageGrant } from './storage-grant.ts';
import { blobStore } from './store.ts';

/** The Blob service of every storage account that the identity sees. */
export function objectsOfIdentity(azure: AzureAccount): ObjectStore {
  return blobStore(createBlobAccess({ context: azure.context, azure, list: (signal) => accountsOfIdentity(azure, signal) }));
}

const by = { key: 'account key', sas: 'shared access signature', identity: 'identity' };

/** Whether containers can be listed: an account's key may do everything, a signature only what it says. */
async function checkStorage(access: BlobAccess, store: ObjectStore): Promise<CheckResult> {
  const { signal } = access.context;
  const [account] = await access.accounts(signal);
  const found = {
    account: `Storage account ${account!.name}`,
    identity: by[account!.signs.by],
    notes: [`Blob service at ${account!.endpoint}.`],
  };
  try {
    const [scope] = await store.buckets.scopes(signal);
    for await (const _ of store.buckets.read({ scope: scope!, signal, cursor: null })) break;
    return { ...found, missing: [] };
  } catch (cause) {
    const error = toAppError(cause);
    if (error.code !== 'forbidden') throw cause;
    const name = error.source?.operation ?? 'containers/read';
    return { ...found, missing: [{ name, neededFor: 'listing containers', dataSet: 'buckets' }] };
  }
}

/** A session on one storage account, without identity, subscriptions and machines. */
export async function openStorage(context: ConnectorContext, settings: AzureSettings): Promise<Session> {
  const account = accountOfGrant(await storageGrant(context, settings));
  const access = createBlobAccess({ context, azure: null, list: async () => [account] });
  const store = blobStore(access);
  return {
    check: () => checkStorage(access, store),
    objects: store,
    close: async () => {},
  };
}
