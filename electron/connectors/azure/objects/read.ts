import type { BlobDownloadResponseParsed } from '@azure/storage-blob';
import { failure, type ObjectStat, type ReadRequest, type Receive } from '../../sdk.ts';
import { type BlobAccess, operations } from './blob-access.ts';
import { statBlob } from './head.ts';
import { md5Of, quoted, unquoted } from './rows.ts';

/** `bytes 0-9/100` ends with the size of the whole. */
function wholeSize({ contentRange, contentLength }: BlobDownloadResponseParsed): number {
  return contentRange ? Number(contentRange.split('/').at(-1)) : (contentLength ?? 0);
}

function statOfDownload(reply: BlobDownloadResponseParsed): ObjectStat {
  return {
    size: wholeSize(reply),
    modified: reply.lastModified?.getTime() ?? 0,
    etag: unquoted(reply.etag),
    versionId: reply.versionId ?? null,
    // With a range, `contentMD5` is of the range.
    checksums: md5Of(reply.blobContentMD5 ?? (reply.contentRange ? undefined : reply.contentMD5)),
  };
}

function cutShort({ bucket, key }: ReadRequest, cause?: unknown): Error {
  return failure('provider_unavailable', `The answer for ${bucket}/${key} ended early.`, {
    hint: 'It is tried again automatically.',
    cause,
  });
}

/** Bytes of an answer; a fault of the connection is one of the body here. */
async function* chunksOf(reply: BlobDownloadResponseParsed, request: ReadRequest): AsyncGenerator<Uint8Array> {
  try {
    yield* (reply.readableStreamBody ?? []) as AsyncIterable<Uint8Array>;
  } catch (cause) {
    request.signal.throwIfAborted();
    throw cutShort(request, cause);
  }
}

async function pass(reply: BlobDownloadResponseParsed, request: ReadRequest, receive: Receive): Promise<void> {
  let left = reply.contentLength ?? 0;
  for await (const chunk of chunksOf(reply, request)) {
    left -= chunk.byteLength;
    await receive(chunk);
  }
  request.signal.throwIfAborted();
  if (left !== 0) throw cutShort(request);
}

const isBehindEnd = (cause: unknown) => cause instanceof Error && (cause as Error & { statusCode?: number }).statusCode === 416;

/** Null for a range that begins behind the end: the service refuses it, and it has no bytes. */
async function download(access: BlobAccess, request: ReadRequest): Promise<BlobDownloadResponseParsed | null> {
  const { offset = 0, length, ifMatch, signal } = request;
  if (length === 0) return null;
  const blob = await access.blob(request, signal);
  const conditions = ifMatch ? { conditions: { ifMatch: quoted(ifMatch) } } : {};
  return access.call(operations.read, `${request.bucket}/${request.key}`, async () => {
    try {
      // The SDK would ask for the rest of a body that breaks off by itself.
      return await blob.download(offset, length, { ...conditions, maxRetryRequests: 0, abortSignal: signal });
    } catch (cause) {
      if (isBehindEnd(cause)) return null;
      throw cause;
    }
  });
}

async function nothing(access: BlobAccess, request: ReadRequest): Promise<ObjectStat> {
  const stat = await statBlob(access, request, request.signal);
  if (!request.ifMatch || request.ifMatch === stat.etag) return stat;
  throw failure('conflict', `${request.bucket}/${request.key} was changed in the meantime.`, { hint: 'Refresh and look again.' });
}

export async function readBlob(access: BlobAccess, request: ReadRequest, receive: Receive): Promise<ObjectStat> {
  const reply = await download(access, request);
  if (!reply) return nothing(access, request);
  await pass(reply, request, receive);
  return statOfDownload(reply);
}
