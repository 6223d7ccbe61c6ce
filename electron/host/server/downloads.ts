import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { failure } from '#shared/errors/app-error.ts';
import { downloadsFolder, isTransferId } from './transfer-folders.ts';

/** Sends the file that was made under a download id. It stays for another try until the host ends. */
export async function sendDownload(response: ServerResponse, home: string, id: string): Promise<void> {
  const path = await findDownload(home, id);
  const { size } = await stat(path.full);
  response.writeHead(200, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': size,
    'Content-Disposition': `attachment; filename="${path.name.replaceAll(/[^\x20-\x7E]|["\\]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(path.name)}`,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  await pipeline(createReadStream(path.full), response);
}

async function findDownload(home: string, id: string): Promise<{ full: string; name: string }> {
  const folder = join(downloadsFolder(home), id);
  const [name] = isTransferId(id) ? await readdir(folder).catch(() => []) : [];
  if (!name) throw failure('not_found', 'There is no such download', { hint: 'Export it again.' });
  return { full: join(folder, name), name };
}
