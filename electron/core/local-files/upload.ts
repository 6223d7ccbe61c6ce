import { access, mkdir, open, rm } from 'node:fs/promises';
import { failure } from '#shared/errors/app-error.ts';
import type { NewObject, ObjectStat, OpenUpload, PartReceipt, UploadTarget } from '../capabilities/objects.ts';
import { createBatchWriter } from './batch-writer.ts';
import { bootId } from './boot.ts';
import { statOf } from './file-facts.ts';
import { systemCode } from './file-failure.ts';
import { type FolderContext, inFolderOf, type Place } from './folder-context.ts';
import { openFlags } from './open-flags.ts';
import { closing, finish, makePart, writeAll } from './part-file.ts';
import { notedParts, notePart } from './part-log.ts';
import { isPartName, newPartName, partLogName } from './part-name.ts';

/** 2^53: what a position in a file can be here. */
const maxFile = Number.MAX_SAFE_INTEGER;

type Begun = Pick<OpenUpload, 'bucket' | 'key' | 'uploadId'>;

/** A key that ends with `/` and holds nothing marks a folder elsewhere: here it is one. */
async function makeFolder({ folder, name }: Place): Promise<ObjectStat> {
  await mkdir(folder.at(name)).catch((cause: unknown) => {
    if (systemCode(cause) !== 'EEXIST') throw cause;
  });
  return closing(await open(folder.at(name), openFlags.readNoLink), async (handle) => ({
    ...statOf(await handle.stat({ bigint: true })),
    size: 0,
  }));
}

function refuseFolderWithBytes({ key, size }: NewObject): void {
  if (key.endsWith('/') && size > 0) {
    throw failure('invalid_input', `${key} ends with "/" and has content: only a folder can have that name here.`, {
      hint: 'Copy it under another name.',
    });
  }
}

async function put(context: FolderContext, object: NewObject, body: Uint8Array): Promise<ObjectStat> {
  return inFolderOf(context, { ...object, make: true }, async (place) => {
    if (object.key.endsWith('/')) return makeFolder(place);
    const part = newPartName(place.name);
    try {
      await closing(await makePart(place, part), (handle) => writeAll(handle, body, 0));
      return await finish(place, part, object);
    } catch (cause) {
      await rm(place.folder.at(part), { force: true });
      throw cause;
    }
  });
}

async function begin(context: FolderContext, object: NewObject): Promise<OpenUpload> {
  refuseFolderWithBytes(object);
  return inFolderOf(context, { ...object, make: true }, async (place) => {
    const part = newPartName(place.name);
    await closing(await makePart(place, part), (handle) => handle.truncate(object.size));
    await closing(await open(place.folder.at(partLogName(part)), openFlags.create, 0o600), async () => {});
    return { ...object, uploadId: part };
  });
}

function partOf({ uploadId, key }: Begun): string {
  if (isPartName(uploadId)) return uploadId;
  throw failure('not_found', `The unfinished file of ${key} is gone.`);
}

function inUpload<T>(context: FolderContext, upload: Begun, work: (place: Place, part: string) => Promise<T>): Promise<T> {
  const part = partOf(upload);
  return inFolderOf(context, upload, (place) => work(place, part));
}

async function writePart(
  context: FolderContext,
  upload: OpenUpload,
  { number, offset, body, checksum }: Parameters<UploadTarget['part']>[1],
): Promise<PartReceipt> {
  const receipt: PartReceipt = { number, size: body.length, receipt: '', checksum };
  await inUpload(context, upload, async ({ folder }, part) => {
    await closing(await open(folder.at(part), openFlags.write), async (handle) => {
      await writeAll(handle, body, offset);
      // Where it cannot be told later whether the machine was restarted, the part must be on the disk before it is noted.
      if ((await bootId()) === null) await handle.datasync();
    });
    await notePart(folder.at(partLogName(part)), receipt);
  });
  return receipt;
}

async function readParts(context: FolderContext, upload: OpenUpload): Promise<PartReceipt[]> {
  return inUpload(context, upload, async ({ folder }, part) => {
    const log = folder.at(partLogName(part));
    await access(folder.at(part)).catch(async (cause: unknown) => {
      // Completed, and killed before the list of its parts was removed.
      await rm(log, { force: true });
      throw cause;
    });
    return notedParts(log);
  });
}

async function complete(context: FolderContext, upload: OpenUpload, parts: readonly PartReceipt[]): Promise<ObjectStat> {
  return inUpload(context, upload, async (place, part) => {
    const sum = parts.reduce((total, { size }) => total + size, 0);
    if (sum !== upload.size) {
      throw failure('conflict', `Parts of ${upload.key} are missing: ${sum} of ${upload.size} bytes are there.`, {
        hint: 'Resume the transfer, so that they are sent.',
      });
    }
    const facts = await finish(place, part, upload);
    await rm(place.folder.at(partLogName(part)), { force: true });
    return facts;
  });
}

/** Removes a part file and the list of its parts; the key says only in which folder. */
export async function abortUpload(context: FolderContext, upload: Begun): Promise<void> {
  if (!isPartName(upload.uploadId)) return;
  const gone = inUpload(context, upload, async ({ folder }, part) => {
    await rm(folder.at(part), { force: true });
    await rm(folder.at(partLogName(part)), { force: true });
  });
  await gone.catch((cause: unknown) => {
    if (systemCode((cause as Error).cause) !== 'ENOENT') throw cause;
  });
}

/** Writes files: into a part file beside the final name, which it gets when everything is there and flushed. */
export function uploadTarget(context: FolderContext): UploadTarget {
  const batches = createBatchWriter(context);
  const begun = (signal: AbortSignal) => signal.throwIfAborted();
  return {
    limits: { minPart: 1, maxPart: maxFile, partMultiple: 1, maxParts: 100_000, maxPut: 64 * 1024 * 1024, parallel: true },
    checksums: [],
    async put(object, body, _checksum, signal) {
      begun(signal);
      refuseFolderWithBytes(object);
      const byItself = () => put(context, object, body);
      return object.key.endsWith('/') ? byItself() : batches.put(object, body, byItself);
    },
    begin: async (object, signal) => (begun(signal), begin(context, object)),
    part: async (upload, part, signal) => (begun(signal), writePart(context, upload, part)),
    parts: async (upload, signal) => (begun(signal), readParts(context, upload)),
    complete: async (upload, parts, _checksum, signal) => (begun(signal), complete(context, upload, parts)),
    abort: (upload) => abortUpload(context, upload),
  };
}
