import type { BlobGetPropertiesResponse, BlockBlobClient } from '@azure/storage-blob';
import { type AppError, type ObjectAddress, type ObjectDetail, type ObjectStat, toAppError } from '../../sdk.ts';
import { type BlobAccess, operations } from './blob-access.ts';
import { md5Of, propertiesOf, unquoted } from './rows.ts';

const nameOf = ({ bucket, key }: ObjectAddress) => `${bucket}/${key}`;

export function statOf(said: BlobGetPropertiesResponse): ObjectStat {
  return {
    size: said.contentLength ?? 0,
    modified: said.lastModified?.getTime() ?? 0,
    etag: unquoted(said.etag),
    versionId: said.versionId ?? null,
    checksums: md5Of(said.contentMD5),
  };
}

export async function statBlob(access: BlobAccess, address: ObjectAddress, signal: AbortSignal): Promise<ObjectStat> {
  const blob = await access.blob(address, signal);
  return statOf(await access.call(operations.read, nameOf(address), () => blob.getProperties({ abortSignal: signal })));
}

function restoreOf({ accessTier, archiveStatus }: BlobGetPropertiesResponse): ObjectDetail['restore'] {
  if (accessTier !== 'Archive') return null;
  return { state: archiveStatus ? 'restoring' : 'archived', until: null };
}

/** Holds, leases and policies in words. */
function grantsOf(said: BlobGetPropertiesResponse): string[] {
  const until = said.immutabilityPolicyExpiresOn?.toISOString();
  return [
    ...(said.legalHold ? ['A legal hold keeps it from being changed or deleted.'] : []),
    ...(until ? [`Cannot be changed or deleted before ${until} (${said.immutabilityPolicyMode ?? 'policy'}).`] : []),
    ...(said.leaseState === 'leased' ? ['Leased: only the holder of the lease can change or delete it.'] : []),
  ];
}

interface Read<T> {
  value: T;
  problems: AppError[];
}

/** A part of the detail that may fail alone. */
async function optional<T>(work: () => Promise<T>, without: T, signal: AbortSignal): Promise<Read<T>> {
  try {
    return { value: await work(), problems: [] };
  } catch (cause) {
    signal.throwIfAborted();
    return { value: without, problems: [toAppError(cause)] };
  }
}

async function readTags(access: BlobAccess, blob: BlockBlobClient, address: ObjectAddress, signal: AbortSignal) {
  const { tags } = await access.call(operations.readTags, nameOf(address), () => blob.getTags({ abortSignal: signal }));
  return tags as Record<string, string> | null;
}

async function readAccess(access: BlobAccess, { bucket }: ObjectAddress, signal: AbortSignal): Promise<ObjectDetail['access']> {
  const { account, client } = await access.container(bucket, signal);
  if (account.record?.properties?.allowBlobPublicAccess === false) return 'private';
  const said = await access.call(operations.containers, bucket, () => client.getProperties({ abortSignal: signal }));
  return said.blobPublicAccess ? 'public' : 'private';
}

/** Everything about one object: its properties, its tags and who can read its container. */
export async function headBlob(access: BlobAccess, address: ObjectAddress, signal: AbortSignal): Promise<ObjectDetail> {
  const blob = await access.blob(address, signal);
  const said = await access.call(operations.read, nameOf(address), () => blob.getProperties({ abortSignal: signal }));
  const [tags, visible] = await Promise.all([
    // The count is there for whoever may read the tags, and for objects that have some.
    said.tagCount ? optional(() => readTags(access, blob, address, signal), null, signal) : { value: {}, problems: [] },
    optional(() => readAccess(access, address, signal), 'unknown', signal),
  ]);
  return {
    ...statOf(said),
    key: address.key,
    storageClass: said.accessTier ?? '',
    properties: propertiesOf(said),
    tags: tags.value,
    encryption: said.encryptionScope
      ? `Encryption scope ${said.encryptionScope}`
      : said.isServerEncrypted
        ? 'Encrypted by the service'
        : '',
    restore: restoreOf(said),
    access: visible.value,
    grants: grantsOf(said),
    address: `az://${nameOf(address)}`,
    problems: [...tags.problems, ...visible.problems],
  };
}
