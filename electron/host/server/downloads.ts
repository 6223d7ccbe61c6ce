import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Services } from '#shared/contract/services.ts';
import { failure } from '#shared/errors/app-error.ts';
import { downloadsFolder, isTransferId } from './transfer-folders.ts';
import { folderSources } from './zip/folder-sources.ts';
import { missingNote } from './zip/missing-note.ts';
import { zipArchive, zipLength } from './zip/zip-archive.ts';

export interface DownloadOptions {
  home: string;
  /** Download id: the last part of `downloadPath`. */
  id: string;
  /** The transfer that fetched a folder: what it could not fetch is named in the archive. */
  transferId: string | null;
  transfers: Services['transfers'];
}

/** Sends the file that was made under a download id, or its folder as a ZIP archive. It stays for another try until the host ends. */
export async function sendDownload(response: ServerResponse, options: DownloadOptions): Promise<void> {
  const { full, name } = await findDownload(options);
  const found = await stat(full);
  if (found.isDirectory()) return sendFolder(response, { ...options, full, name });
  writeHead(response, name, found.size);
  await pipeline(createReadStream(full), response);
}

async function sendFolder(response: ServerResponse, options: DownloadOptions & { full: string; name: string }): Promise<void> {
  const { full, name, transferId, transfers } = options;
  const sources = [...(await folderSources(full)), ...(transferId === null ? [] : await missingNote(transfers, transferId))];
  writeHead(response, `${name}.zip`, zipLength(sources));
  await pipeline(Readable.from(zipArchive(sources), { objectMode: false }), response);
}

function writeHead(response: ServerResponse, name: string, length: number): void {
  response.writeHead(200, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': length,
    'Content-Disposition': `attachment; filename="${name.replaceAll(/[^\x20-\x7E]|["\\]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(name)}`,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
}

async function findDownload({ home, id }: DownloadOptions): Promise<{ full: string; name: string }> {
  const folder = join(downloadsFolder(home), id);
  const [name] = isTransferId(id) ? await readdir(folder).catch(() => []) : [];
  if (!name) throw failure('not_found', 'There is no such download', { hint: 'Export it again.' });
  return { full: join(folder, name), name };
}
