import type { IncomingMessage } from 'node:http';
import { failure, type ObjectStat, type ReadRequest, type Receive } from '../../sdk.ts';
import type { GcpAccount } from '../account.ts';
import { answerFailure, networkFailure } from '../errors.ts';
import { hasCode } from '../send.ts';
import { statObject } from './object-facts.ts';
import { rawGet } from './raw-get.ts';
import { pathOf } from './storage-call.ts';

function rangeOf({ offset = 0, length }: ReadRequest): Record<string, string> {
  if (offset === 0 && length === undefined) return {};
  return { range: `bytes=${offset}-${length === undefined ? '' : offset + length - 1}` };
}

/** `crc32c=AAAA,md5=BBBB`, in one header or several. */
function hashesOf(header: string | string[] | undefined): Map<string, string> {
  const pairs = [header ?? []].flat().flatMap((text) => text.split(','));
  return new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')).trim(), pair.slice(pair.indexOf('=') + 1)]));
}

/** Source: https://cloud.google.com/storage/docs/xml-api/reference-headers; the JSON API sends them with `alt=media` too. */
function statOfHeaders({ headers }: IncomingMessage, size: number): ObjectStat {
  const hashes = hashesOf(headers['x-goog-hash']);
  const crc32c = hashes.get('crc32c');
  const md5 = hashes.get('md5');
  const generation = String(headers['x-goog-generation'] ?? '');
  return {
    size,
    modified: Date.parse(headers['last-modified'] ?? '') || 0,
    etag: generation,
    versionId: generation || null,
    checksums: [
      ...(crc32c ? [{ algorithm: 'CRC32C', value: crc32c } as const] : []),
      ...(md5 ? [{ algorithm: 'MD5', value: md5 } as const] : []),
    ],
  };
}

function sizeOf({ headers }: IncomingMessage): number {
  const whole = /\/(\d+)$/.exec(headers['content-range'] ?? '')?.[1];
  return Number(whole ?? headers['content-length'] ?? 0);
}

async function textOf(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of answer) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

/** Gives the body on; one that ends before the length that was announced is a fault of Google's. */
async function receiveAll(answer: IncomingMessage, receive: Receive, { key, signal }: { key: string; signal: AbortSignal }): Promise<void> {
  const announced = Number(answer.headers['content-length'] ?? Number.NaN);
  let got = 0;
  const broken = (cause?: unknown) => failure('provider_unavailable', `The answer for ${key} broke off after ${got} bytes.`, { cause });
  const bytes = answer[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  for (;;) {
    const next = await bytes.next().catch((cause: unknown) => {
      signal.throwIfAborted();
      throw cause instanceof Error && cause.name === 'TimeoutError' ? cause : broken(cause);
    });
    signal.throwIfAborted();
    if (next.done) break;
    got += next.value.length;
    await receive(next.value);
  }
  if (!Number.isNaN(announced) && got !== announced) throw broken();
}

/** `read` of the store. Source: https://cloud.google.com/storage/docs/json_api/v1/objects/get#parameters */
export async function readObject(account: GcpAccount, request: ReadRequest, receive: Receive): Promise<ObjectStat> {
  const { bucket, key, versionId, ifMatch, length } = request;
  const { context, settings, tokens } = account;
  const source = { connectionId: context.connectionId, operation: 'storage.objects.get', scope: `gs://${bucket}/${key}` };
  const signal = AbortSignal.any([context.signal, request.signal]);
  if (length === 0) return statObject(account, request, signal);
  const url = new URL(settings.endpoints.storage + pathOf(bucket, key));
  url.searchParams.set('alt', 'media');
  if (versionId) url.searchParams.set('generation', versionId);
  if (ifMatch !== undefined) url.searchParams.set('ifGenerationMatch', ifMatch);
  try {
    const headers = { ...(await tokens.headers(signal)), 'accept-encoding': 'gzip', ...rangeOf(request) };
    const answer = await rawGet(account, { url: url.href, headers, signal });
    // Nothing lies behind the end.
    if (answer.statusCode === 416) {
      answer.resume();
      return await statObject(account, request, signal);
    }
    if ((answer.statusCode ?? 0) >= 300) {
      const text = await textOf(answer);
      const bad = { status: answer.statusCode ?? 0, text, retryAfter: answer.headers['retry-after'] ?? null };
      throw answerFailure(bad, source, context.clock.now());
    }
    await receiveAll(answer, receive, { key, signal });
    return statOfHeaders(answer, sizeOf(answer));
  } catch (cause) {
    if (hasCode(cause, 'auth_required')) tokens.forget();
    throw networkFailure(cause, source);
  }
}
