import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync, readSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { onTestFinished } from 'vitest';

const piece = 1024 * 1024;

/** A server of one bucket that speaks as much of S3 as moves large objects: parts, ranges, checksums. Bytes lie in files. */
export interface PartServer {
  url: string;
  /** Every request for a part or a range, in order: its number, counted from 1. */
  requests: { method: 'PUT' | 'GET'; number: number }[];
  /** Resolves after so many more of them. */
  more(count: number): Promise<void>;
  /** Unfinished uploads. */
  uploads: Map<string, Upload>;
  pathOf(key: string): string;
}

interface Upload {
  key: string;
  path: string;
  parts: Map<number, { size: number; checksum: string }>;
}

interface Options {
  folder: string;
  partSize: number;
}

const base64 = (crc: number): string => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc >>> 0);
  return bytes.toString('base64');
};

/** CRC32 of a whole file, read anew. */
function fileChecksum(path: string): string {
  const file = openSync(path, 'r');
  const buffer = Buffer.alloc(piece);
  let crc = 0;
  for (let got = readSync(file, buffer); got > 0; got = readSync(file, buffer)) crc = crc32(buffer.subarray(0, got), crc);
  closeSync(file);
  return base64(crc);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function say(response: ServerResponse, status: number, body = '', headers: Record<string, string | number> = {}): void {
  response.writeHead(status, { 'content-type': 'application/xml', 'content-length': Buffer.byteLength(body), ...headers });
  response.end(body);
}

const refuse = (response: ServerResponse, status: number, code: string) => say(response, status, `<Error><Code>${code}</Code></Error>`);

/** Starts one on a free port of loopback; ended with the test. */
export async function partServer({ folder, partSize }: Options): Promise<PartServer> {
  const uploads = new Map<string, Upload>();
  const requests: PartServer['requests'] = [];
  const checksums = new Map<string, string>();
  const waiting: { left: number; tell(): void }[] = [];
  const pathOf = (key: string) => join(folder, `object-${key}`);
  const note = (method: 'PUT' | 'GET', number: number) => {
    requests.push({ method, number });
    for (const one of waiting) if (--one.left === 0) one.tell();
  };

  async function putPart(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): Promise<void> {
    const number = Number(query.get('partNumber'));
    note('PUT', number);
    const body = await bodyOf(request);
    const upload = uploads.get(query.get('uploadId')!);
    if (!upload) return refuse(response, 404, 'NoSuchUpload');
    const checksum = base64(crc32(body));
    if (request.headers['x-amz-checksum-crc32'] !== checksum) return refuse(response, 400, 'BadDigest');
    const file = openSync(upload.path, 'r+');
    writeSync(file, body, 0, body.length, (number - 1) * partSize);
    closeSync(file);
    upload.parts.set(number, { size: body.length, checksum });
    say(response, 200, '', { etag: `"${number}-${checksum}"`, 'x-amz-checksum-crc32': checksum });
  }

  function begin(response: ServerResponse, key: string): void {
    const id = randomUUID();
    const path = join(folder, `upload-${id}`);
    closeSync(openSync(path, 'w'));
    uploads.set(id, { key, path, parts: new Map() });
    say(response, 200, `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
  }

  function list(response: ServerResponse, upload: Upload): void {
    const parts = [...upload.parts].map(
      ([number, { size, checksum }]) =>
        `<Part><PartNumber>${number}</PartNumber><ETag>"${number}-${checksum}"</ETag><Size>${size}</Size><ChecksumCRC32>${checksum}</ChecksumCRC32></Part>`,
    );
    say(response, 200, `<ListPartsResult><IsTruncated>false</IsTruncated>${parts.join('')}</ListPartsResult>`);
  }

  async function complete(request: IncomingMessage, response: ServerResponse, id: string): Promise<void> {
    await bodyOf(request);
    const { key, path } = uploads.get(id)!;
    const checksum = fileChecksum(path);
    const stated = request.headers['x-amz-checksum-crc32'];
    if (stated !== undefined && stated !== checksum) return refuse(response, 400, 'BadDigest');
    rmSync(pathOf(key), { force: true });
    renameSync(path, pathOf(key));
    uploads.delete(id);
    checksums.set(key, checksum);
    const fields = `<ETag>"whole"</ETag><ChecksumCRC32>${checksum}</ChecksumCRC32><ChecksumType>FULL_OBJECT</ChecksumType>`;
    say(response, 200, `<CompleteMultipartUploadResult>${fields}</CompleteMultipartUploadResult>`);
  }

  async function get(request: IncomingMessage, response: ServerResponse, key: string): Promise<void> {
    const { size, mtime } = statSync(pathOf(key));
    if (!checksums.has(key)) checksums.set(key, fileChecksum(pathOf(key)));
    const [, first = '0', last = ''] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '') ?? [];
    const [from, to] = [Number(first), last === '' ? size - 1 : Number(last)];
    const headers = {
      etag: '"whole"',
      'last-modified': mtime.toUTCString(),
      'content-length': to - from + 1,
      'x-amz-checksum-crc32': checksums.get(key)!,
      'x-amz-checksum-type': 'FULL_OBJECT',
      ...(request.headers.range && { 'content-range': `bytes ${from}-${to}/${size}` }),
    };
    response.writeHead(request.headers.range ? 206 : 200, headers);
    if (request.method === 'HEAD') return void response.end();
    note('GET', Math.floor(from / partSize) + 1);
    const file = openSync(pathOf(key), 'r');
    for (let at = from; at <= to && !response.destroyed; at += piece) {
      const buffer = Buffer.alloc(Math.min(piece, to + 1 - at));
      readSync(file, buffer, 0, buffer.length, at);
      if (!response.write(buffer)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
    }
    closeSync(file);
    response.end();
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams: query } = new URL(request.url!, 'http://localhost');
    const key = pathname.split('/').slice(2).join('/');
    const id = query.get('uploadId');
    const upload = id === null ? undefined : uploads.get(id);
    if (request.method === 'PUT' && query.has('partNumber')) return putPart(request, response, query);
    if (request.method === 'POST' && query.has('uploads')) return begin(response, key);
    if (id !== null && !upload) return refuse(response, 404, 'NoSuchUpload');
    if (request.method === 'POST' && id !== null) return complete(request, response, id);
    if (request.method === 'GET' && upload) return list(response, upload);
    if (request.method === 'GET' && query.has('uploads')) return say(response, 200, '<ListMultipartUploadsResult/>');
    if (!checksums.has(key)) {
      try {
        statSync(pathOf(key));
      } catch {
        return refuse(response, 404, 'NoSuchKey');
      }
    }
    if (request.method === 'GET' || request.method === 'HEAD') return get(request, response, key);
    refuse(response, 501, 'NotImplemented');
  }

  const server = createServer((request, response) => {
    // A killed client's request breaks off.
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    uploads,
    pathOf,
    more: (count) => new Promise((resolve) => waiting.push({ left: count, tell: resolve })),
  };
}
