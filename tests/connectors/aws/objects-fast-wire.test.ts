import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import type { FastS3 } from '#connectors/aws/objects-fast/index.ts';
import type { OpenUpload } from '#connectors/sdk.ts';
import { toAppError } from '#shared/errors/app-error.ts';
import { fastS3At } from '#tests/helpers/fast-s3.ts';

let server: Server | null = null;
const sockets = new Set<Socket>();

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(null)));
  server = null;
});

interface Seen {
  fast: FastS3;
  /** Everything that was sent to the server, by connection. */
  received: string[];
}

/** A server that does with the bytes of a request what a script says, once the request has come wholly. */
async function serve(answer: (socket: Socket, request: number) => void): Promise<Seen> {
  const received: string[] = [];
  let requests = 0;
  server = createServer((socket) => {
    sockets.add(socket);
    const connection = received.push('') - 1;
    let pending = '';
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      received[connection] += bytes.toString('latin1');
      pending += bytes.toString('latin1');
      const end = pending.indexOf('\r\n\r\n');
      const body = Number(/content-length: (\d+)/i.exec(pending)?.[1] ?? 0);
      if (end < 0 || pending.length < end + 4 + body) return;
      pending = '';
      answer(socket, requests++);
    });
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return { fast: await fastS3At(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), received };
}

const object = { bucket: 'b', key: 'k' };
const open: OpenUpload = { ...object, size: 4, properties: {}, checksum: 'CRC32', uploadId: 'u&1' };

async function bytesOf(
  fast: FastS3,
  more: { offset?: number; length?: number; ifMatch?: string } = {},
  signal = new AbortController().signal,
) {
  const pieces: Buffer[] = [];
  const stat = await fast.read({ ...object, ...more, signal }, (bytes) => void pieces.push(Buffer.from(bytes)));
  return { stat, text: Buffer.concat(pieces).toString() };
}

async function errorOf(work: Promise<unknown>) {
  return toAppError(
    await work.then(
      () => new Error('it did not fail'),
      (cause: unknown) => cause,
    ),
  );
}

const head = (status: string, headers: Record<string, string | number>) =>
  `HTTP/1.1 ${status}\r\n${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`;

it('reads an answer however it is cut', async () => {
  const text = head('200 OK', {
    'Content-Length': 5,
    ETag: '"e"',
    'Last-Modified': 'Sun, 01 Jun 2025 12:34:56 GMT',
    'x-amz-checksum-crc32': 'AAAAAA==',
  });
  const { fast } = await serve((socket) => {
    for (const byte of `HTTP/1.1 100 Continue\r\n\r\n${text}hello`) socket.write(byte);
  });
  const { stat, text: body } = await bytesOf(fast);
  expect(body).toBe('hello');
  expect(stat).toEqual({
    size: 5,
    modified: Date.UTC(2025, 5, 1, 12, 34, 56),
    etag: 'e',
    versionId: null,
    checksums: [{ algorithm: 'CRC32', value: 'AAAAAA==' }],
  });
});

it('reads chunks, a body that ends with the connection, and uses a connection again', async () => {
  const { fast, received } = await serve((socket, request) => {
    if (request === 0)
      socket.write(`${head('200 OK', { 'Transfer-Encoding': 'chunked' })}3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nTrailer: 1\r\n\r\n`);
    else socket.end(`${head('200 OK', {})}to the end`);
  });
  expect((await bytesOf(fast)).text).toBe('abc0123456789');
  expect((await bytesOf(fast)).text).toBe('to the end');
  expect(received).toHaveLength(1);
});

it('asks for a range, names the ETag and states the size of the whole', async () => {
  const { fast, received } = await serve((socket) =>
    socket.write(`${head('206 Partial Content', { 'Content-Length': 3, 'Content-Range': 'bytes 2-4/900', ETag: '"e"' })}cde`),
  );
  const { stat, text } = await bytesOf(fast, { offset: 2, length: 3, ifMatch: 'e' });
  expect([text, stat.size]).toEqual(['cde', 900]);
  expect(received[0]).toMatch(/\r\nrange: bytes=2-4\r\n/);
  expect(received[0]).toMatch(/\r\nif-match: "e"\r\n/);
});

it('waits for its receiver before it reads on', async () => {
  const total = 3_000_000;
  const { fast } = await serve((socket) => {
    socket.write(head('200 OK', { 'Content-Length': total }));
    socket.write(Buffer.alloc(total, 7));
  });
  let [taken, inside] = [0, 0];
  await fast.read({ ...object, signal: new AbortController().signal }, async (bytes) => {
    inside += 1;
    const before = bytes.slice();
    await new Promise((resolve) => setImmediate(resolve));
    expect(inside).toBe(1);
    expect(Buffer.compare(before, bytes)).toBe(0);
    taken += bytes.length;
    inside -= 1;
  });
  expect(taken).toBe(total);
});

it('sends a part with its checksum', async () => {
  const { fast, received } = await serve((socket) => socket.write(head('200 OK', { ETag: '"p1"', 'Content-Length': 0 })));
  const part = { number: 3, offset: 0, body: Buffer.from('body'), checksum: 'AAAAAA==' };
  expect(await fast.part(open, part, new AbortController().signal)).toEqual({ number: 3, size: 4, receipt: 'p1', checksum: 'AAAAAA==' });
  expect(received[0]).toMatch(/^PUT \/b\/k\?partNumber=3&uploadId=u%261 HTTP\/1\.1\r\n/);
  expect(received[0]).toMatch(/\r\nx-amz-checksum-crc32: AAAAAA==\r\n/);
  expect(received[0]).toMatch(/\r\n\r\nbody$/);
});

it('takes another connection when a kept one has been closed meanwhile', async () => {
  const { fast, received } = await serve((socket, request) => {
    if (request === 1) socket.resetAndDestroy();
    else socket.write(`${head('200 OK', { 'Content-Length': 2 })}ok`);
  });
  expect((await bytesOf(fast)).text).toBe('ok');
  expect((await bytesOf(fast)).text).toBe('ok');
  expect(received).toHaveLength(2);
});

const errorBody = (code: string) => `<?xml version="1.0"?><Error><Code>${code}</Code><Message>Said &amp; done</Message></Error>`;
const refusals = [
  ['404 Not Found', 'NoSuchKey', 'not_found'],
  ['403 Forbidden', 'AccessDenied', 'forbidden'],
  ['403 Forbidden', 'InvalidObjectState', 'conflict'],
  ['412 Precondition Failed', 'PreconditionFailed', 'conflict'],
  ['403 Forbidden', 'SignatureDoesNotMatch', 'auth_required'],
  ['500 Internal Server Error', 'InternalError', 'provider_unavailable'],
  ['503 Slow Down', 'SlowDown', 'rate_limited'],
] as const;

it.each(refusals)('understands %s %s', async (status, name, code) => {
  const body = errorBody(name);
  const { fast } = await serve((socket) =>
    socket.write(`${head(status, { 'Content-Length': body.length, 'x-amz-request-id': 'R1', 'Retry-After': 2 })}${body}`),
  );
  const part = { number: 1, offset: 0, body: Buffer.from('body'), checksum: null };
  const errors = [await errorOf(bytesOf(fast)), await errorOf(fast.part(open, part, new AbortController().signal))];
  for (const error of errors) {
    expect(error.code).toBe(code);
    expect(error.source).toMatchObject({ connectionId: 'c1', scope: 'b', requestId: 'R1' });
  }
  if (code === 'rate_limited') expect(errors[0]!.retryAfterMs).toBe(2000);
});

it('tells a body that was cut off, a reset and silence of a dead server apart', async () => {
  const { fast } = await serve((socket, request) => {
    if (request === 0) socket.end(`${head('200 OK', { 'Content-Length': 9 })}half`);
    else if (request === 1) socket.end(`${head('200 OK', { 'Transfer-Encoding': 'chunked' })}9\r\nhalf`);
    else if (request === 2) socket.resetAndDestroy();
    else socket.end('what is this');
  });
  const codes = [];
  for (let call = 0; call < 4; call += 1) codes.push((await errorOf(bytesOf(fast))).code);
  expect(codes).toEqual(['provider_unavailable', 'provider_unavailable', 'offline', 'provider_unavailable']);
  const unreachable = await fastS3At('http://127.0.0.1:1');
  expect((await errorOf(bytesOf(unreachable))).code).toBe('offline');
});

it('ends at once when it is cancelled, before and while bytes come', async () => {
  const { fast } = await serve((socket) => socket.write(`${head('200 OK', { 'Content-Length': 9 })}half`));
  const early = new AbortController();
  early.abort();
  await expect(bytesOf(fast, {}, early.signal)).rejects.toMatchObject({ name: 'AbortError' });
  const late = new AbortController();
  const reading = fast.read({ ...object, signal: late.signal }, () => late.abort());
  await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
});

it('gives on what its receiver throws', async () => {
  const { fast } = await serve((socket) => socket.write(`${head('200 OK', { 'Content-Length': 9 })}123456789`));
  const full = async () => Promise.reject(Object.assign(new Error('disk full'), { code: 'ENOSPC' }));
  await expect(fast.read({ ...object, signal: new AbortController().signal }, full)).rejects.toMatchObject({ code: 'ENOSPC' });
});

it('states the whole where the object ends before the range, and where nothing is wanted', async () => {
  const body = errorBody('InvalidRange');
  const stat = head('200 OK', { 'Content-Length': 900, ETag: '"e"' });
  const { fast, received } = await serve((socket, request) =>
    socket.write(request === 0 ? `${head('416 Range Not Satisfiable', { 'Content-Length': body.length })}${body}` : stat),
  );
  for (const range of [{ offset: 900, length: 5 }, { length: 0 }]) {
    const read = await bytesOf(fast, range);
    expect([read.text, read.stat.size, read.stat.etag]).toEqual(['', 900, 'e']);
  }
  expect(received.join('').match(/^HEAD /gm)).toHaveLength(2);
});

it('reads straight into the memory that is given, but for what comes with the head, and nowhere else', async () => {
  const body = Buffer.from(Array.from({ length: 3_000_000 }, (_, at) => (at * 31) % 251));
  const { fast } = await serve((socket) => {
    socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n`);
    socket.write(body);
  });
  const around = new Uint8Array(body.length + 200).fill(7);
  const into = around.subarray(100, 100 + body.length);
  let [at, placed] = [0, 0];
  const signal = new AbortController().signal;
  // Twice: the second goes over the same connection.
  for (let turn = 0; turn < 2; turn += 1) {
    into.fill(0);
    [at, placed] = [0, 0];
    await fast.read({ ...object, into, signal }, (bytes) => {
      if (bytes.buffer === around.buffer) {
        expect(bytes.byteOffset).toBe(100 + at);
        placed += bytes.length;
      } else into.set(bytes, at);
      at += bytes.length;
    });
    expect(Buffer.from(into).equals(body)).toBe(true);
    expect(placed).toBeGreaterThan(body.length - 70_000);
  }
  expect([...around.subarray(0, 100), ...around.subarray(-100)].every((byte) => byte === 7)).toBe(true);
});
