import type { BlobSASSignatureValues, SASQueryParameters } from '@azure/storage-blob';
import { attachment, failure, type ObjectAddress, type PresignedUrl } from '../../sdk.ts';
import { type BlobAccess, operations } from './blob-access.ts';
import { type BlobAccount, placeOf } from './blob-accounts.ts';
import { pathOf, versionQuery } from './blob-name.ts';
import { maxPresignSeconds } from './features.ts';

export interface PresignAsk {
  address: ObjectAddress;
  method: 'GET' | 'PUT';
  expiresInSeconds: number;
  download: boolean;
  signal: AbortSignal;
}

/** Clocks differ: a link that begins now would not be good at once everywhere. */
const startsBeforeMs = 5 * 60_000;

async function sign(access: BlobAccess, account: BlobAccount, values: BlobSASSignatureValues): Promise<SASQueryParameters> {
  const { BlobServiceClient, generateBlobSASQueryParameters, StorageSharedKeyCredential } = await import('@azure/storage-blob');
  if (account.signs.by === 'key') {
    return generateBlobSASQueryParameters(values, new StorageSharedKeyCredential(account.name, account.signs.key));
  }
  const service = new BlobServiceClient(account.endpoint, await access.pipeline(account));
  const key = await access.call(operations.delegate, account.name, () => service.getUserDelegationKey(values.startsOn!, values.expiresOn!));
  return generateBlobSASQueryParameters(values, key, account.name);
}

function assertSigner({ signs }: BlobAccount, seconds: number): void {
  if (signs.by === 'sas') {
    throw failure('unsupported', 'A shared access signature cannot sign another one.', {
      hint: 'Use the account key, or sign in with an identity.',
    });
  }
  if (!(seconds >= 1 && seconds <= maxPresignSeconds)) {
    throw failure('invalid_input', `A link lives ${maxPresignSeconds / 86_400} days at most.`, { hint: 'Choose a shorter time.' });
  }
}

/** The permission has to be an instance of the SDK's class. */
async function valuesOf(access: BlobAccess, { address, method, expiresInSeconds, download }: PresignAsk, container: string) {
  const { BlobSASPermissions } = await import('@azure/storage-blob');
  const now = access.context.clock.now();
  const { versionid, snapshot } = versionQuery(address.versionId);
  return {
    containerName: container,
    blobName: address.key,
    permissions: BlobSASPermissions.parse(method === 'GET' ? 'r' : 'cw'),
    startsOn: new Date(now - startsBeforeMs),
    expiresOn: new Date(now + expiresInSeconds * 1000),
    ...(versionid ? { versionId: versionid } : {}),
    ...(snapshot ? { snapshotTime: snapshot } : {}),
    ...(download && method === 'GET' ? { contentDisposition: attachment(address.key) } : {}),
  };
}

const notes = {
  key: 'Signed with the account key: it ends sooner when the key is renewed.',
  identity: 'Signed for this identity: it ends sooner when its role is taken away or its delegation keys are revoked.',
};

/** A service SAS with the account key, a user delegation SAS with an identity. */
export async function presignBlob(access: BlobAccess, ask: PresignAsk): Promise<PresignedUrl> {
  const { account, container } = placeOf(await access.accounts(ask.signal), ask.address.bucket);
  assertSigner(account, ask.expiresInSeconds);
  const values = await valuesOf(access, ask, container);
  const version = new URLSearchParams(versionQuery(ask.address.versionId)).toString();
  const signature = String(await sign(access, account, values));
  const put = ask.method === 'PUT' ? ' Send it with the header x-ms-blob-type: BlockBlob.' : '';
  return {
    url: `${account.endpoint}/${container}/${pathOf(ask.address.key)}?${version ? `${version}&` : ''}${signature}`,
    expiresAt: Math.floor(values.expiresOn.getTime() / 1000) * 1000,
    note: `${account.signs.by === 'key' ? notes.key : notes.identity}${put}`,
  };
}
