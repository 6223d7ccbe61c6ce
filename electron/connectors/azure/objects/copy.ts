import type { BlobBeginCopyFromURLOptions } from '@azure/storage-blob';
import { failure, type ObjectStat, type ServerCopy } from '../../sdk.ts';
import { type BlobAccess, operations } from './blob-access.ts';
import { placeOf } from './blob-accounts.ts';
import { setProperties } from './change.ts';
import { copyFromUrl } from './copy-from-url.ts';
import { statBlob } from './head.ts';
import { carriedMetadata } from './metadata.ts';
import { presignBlob } from './presign.ts';
import { headersOf, quoted } from './rows.ts';

/** A copy between accounts may take long; the source must be readable until it ends. */
const sourceSeconds = 86_400;

/** Address that the service reads the source by: within an account the same credential counts, else the source needs a signature. */
async function sourceOf(access: BlobAccess, { from, to: { bucket: to }, link, signal }: ServerCopy): Promise<string> {
  if (link) return link;
  const accounts = await access.accounts(signal);
  const source = placeOf(accounts, from.bucket).account;
  const isSame = source === placeOf(accounts, to).account;
  if (isSame || source.signs.by === 'sas') return (await access.blob(from, signal)).url;
  return (await presignBlob(access, { address: from, method: 'GET', expiresInSeconds: sourceSeconds, download: false, signal })).url;
}

function optionsOf({ from, properties, storageClass, ifAbsent, signal }: ServerCopy): BlobBeginCopyFromURLOptions {
  return {
    ...(properties?.metadata ? { metadata: carriedMetadata(properties) } : {}),
    ...(storageClass ? { tier: storageClass } : {}),
    ...(ifAbsent ? { conditions: { ifNoneMatch: '*' } } : {}),
    // A version never changes.
    ...(from.etag && !from.versionId ? { sourceConditions: { ifMatch: quoted(from.etag) } } : {}),
    abortSignal: signal,
  };
}

/** Within the service, without its bytes passing here. Headers other than those of the source are set behind it. */
export async function copyBlob(access: BlobAccess, copy: ServerCopy): Promise<ObjectStat> {
  const { from, to, properties, signal } = copy;
  const source = await sourceOf(access, copy);
  const target = await access.blob(to, signal);
  const name = `${to.bucket}/${to.key}`;
  await access.call(operations.write, name, async () => {
    const options = {
      ...optionsOf(copy),
      onProgress: ({ copyProgress = '0/0' }) => copy.onProgress?.(Number(copyProgress.split('/')[0])),
    };
    await copyFromUrl(access, { target, source, options, signal });
  });
  if (properties && Object.keys(headersOf(properties)).length > 0) {
    const { metadata: _, ...headers } = properties;
    await setProperties(access, { address: to, properties: headers, signal });
  }
  const stat = await statBlob(access, to, signal);
  if (stat.size !== from.size && !from.versionId) throw failure('conflict', `${from.bucket}/${from.key} was changed in the meantime.`);
  copy.onProgress?.(stat.size);
  return stat;
}
