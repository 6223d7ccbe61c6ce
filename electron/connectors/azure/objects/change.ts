import type { BlockBlobClient } from '@azure/storage-blob';
import { failure, type ObjectAddress, type ObjectProperties } from '../../sdk.ts';
import { type BlobAccess, operations } from './blob-access.ts';
import { metadataOf } from './metadata.ts';
import { headersOf, propertiesOf } from './rows.ts';

const nameOf = ({ bucket, key }: ObjectAddress) => `${bucket}/${key}`;
const write = (access: BlobAccess, address: ObjectAddress, work: () => Promise<unknown>) =>
  access.call(operations.write, nameOf(address), work);

interface Change {
  address: ObjectAddress;
  properties: ObjectProperties;
  signal: AbortSignal;
}

/** A call for the headers replaces them all, so those that are not named are sent again as they are; the metadata is a second call. */
async function change(blob: BlockBlobClient, { properties, signal }: Change): Promise<void> {
  const { metadata, ...headers } = properties;
  const now = await blob.getProperties({ abortSignal: signal });
  let etag = now.etag;
  if (Object.keys(headers).length > 0) {
    const merged = { ...headersOf({ ...propertiesOf(now), ...headers }), ...(now.contentMD5 ? { blobContentMD5: now.contentMD5 } : {}) };
    ({ etag } = await blob.setHTTPHeaders(merged, { conditions: { ifMatch: etag! }, abortSignal: signal }));
  }
  if (metadata) await blob.setMetadata(metadataOf({ metadata }), { conditions: { ifMatch: etag! }, abortSignal: signal });
}

export async function setProperties(access: BlobAccess, wanted: Change): Promise<void> {
  metadataOf(wanted.properties);
  const blob = await access.blob(wanted.address, wanted.signal);
  await write(access, wanted.address, () => change(blob, wanted));
}

export async function setTags(
  access: BlobAccess,
  address: ObjectAddress,
  tags: Record<string, string>,
  signal: AbortSignal,
): Promise<void> {
  const blob = await access.blob(address, signal);
  await access.call(operations.tags, nameOf(address), () => blob.setTags(tags, { abortSignal: signal }));
}

export async function setTier(access: BlobAccess, address: ObjectAddress, tier: string, signal: AbortSignal): Promise<void> {
  const blob = await access.blob(address, signal);
  await write(access, address, () => blob.setAccessTier(tier, { abortSignal: signal }));
}

const priorities: readonly (string | null)[] = ['High', 'Standard'];

/** Out of the archive, into Hot: it has no days that are charged at least. It stays there: nothing moves it back by itself. */
export async function rehydrate(access: BlobAccess, address: ObjectAddress, tier: string | null, signal: AbortSignal): Promise<void> {
  if (tier !== null && !priorities.includes(tier))
    throw failure('invalid_input', `Azure has no way ${tier} to restore.`, { hint: 'Choose High or Standard.' });
  const rehydratePriority = tier === 'High' ? 'High' : 'Standard';
  const blob = await access.blob(address, signal);
  await write(access, address, async () => {
    const { accessTier, archiveStatus, rehydratePriority: asked } = await blob.getProperties({ abortSignal: signal });
    const isUnderWay = archiveStatus !== undefined && (asked === 'High' || rehydratePriority === 'Standard');
    if (accessTier !== 'Archive' || isUnderWay) return;
    await blob.setAccessTier('Hot', { rehydratePriority, abortSignal: signal });
  });
}

/** A folder is an empty object whose name ends with a slash, marked as accounts with a hierarchical namespace mark theirs. */
export async function createFolder(access: BlobAccess, bucket: string, prefix: string, signal: AbortSignal): Promise<void> {
  const address = { bucket, key: prefix.endsWith('/') ? prefix : `${prefix}/` };
  const blob = await access.blob(address, signal);
  await write(access, address, () => blob.upload('', 0, { metadata: { hdi_isfolder: 'true' }, abortSignal: signal }));
}
