import { createWriteStream } from 'node:fs';
import { rm, statfs } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FileGrants } from '#core/ports.ts';
import { failure } from '#shared/errors/app-error.ts';
import { safeFileName } from './headless-shell.ts';
import { makeTransferFolder, uploadsFolder } from './transfer-folders.ts';

/** Free space an upload must leave: the cache and its backups grow after an import. */
const reserveBytes = 512 * 1024 * 1024;

export interface Upload {
  token: string;
  name: string;
  bytes: number;
}

export interface UploadOptions {
  home: string;
  grants: FileGrants;
  /** File name as the browser gave it. */
  name: string;
  /** Bytes that may be written; the default is what the disk can spare. */
  maxBytes?: number;
}

/** Streams a request body into the home and grants it for reading. Leaves nothing behind when it breaks off. */
export async function receiveUpload(request: IncomingMessage, options: UploadOptions): Promise<Upload> {
  const { path: folder } = await makeTransferFolder(uploadsFolder(options.home));
  const name = safeFileName(options.name);
  const path = join(folder, name);
  try {
    const limit = byteLimit(options.maxBytes ?? (await spareBytes(folder)), Number(request.headers['content-length'] ?? 0));
    await pipeline(request, limit.stream, createWriteStream(path, { mode: 0o600 }));
    return { token: options.grants.grantCopy(path), name, bytes: limit.bytes() };
  } catch (cause) {
    await rm(folder, { recursive: true, force: true });
    throw cause;
  }
}

async function spareBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return Math.max(0, bavail * bsize - reserveBytes);
}

/** Counts bytes and breaks off beyond the limit; refuses at once when the announced length is already too much. */
function byteLimit(maxBytes: number, announced: number) {
  let bytes = 0;
  const tooLarge = () =>
    failure('invalid_input', `The file does not fit on the disk: ${maxBytes} bytes are free for it`, { hint: 'Free some space.' });
  if (announced > maxBytes) throw tooLarge();
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done(bytes > maxBytes ? tooLarge() : null, chunk);
    },
  });
  return { stream, bytes: () => bytes };
}
