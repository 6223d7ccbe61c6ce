import { AppFailure, type Checksum, type ChecksumAlgorithm, failure, type ObjectStat, type ReadRequest, type Receive } from '../../sdk.ts';
import type { Call } from './call.ts';
import type { WireHead } from './wire/exchange.ts';

const checksumHeaders: Record<string, ChecksumAlgorithm> = {
  'x-amz-checksum-crc64nvme': 'CRC64NVME',
  'x-amz-checksum-crc32': 'CRC32',
  'x-amz-checksum-crc32c': 'CRC32C',
  'x-amz-checksum-sha256': 'SHA256',
  'x-amz-checksum-sha1': 'SHA1',
};

/** Checksums of the whole object; those made of parts' checksums end in `-` and the number of parts. */
function checksumsOf(headers: Record<string, string>): Checksum[] {
  return Object.entries(checksumHeaders).flatMap(([name, algorithm]) => {
    const [, value, parts] = /^([^-]+)(?:-(\d+))?$/.exec(headers[name] ?? '') ?? [];
    return value ? [{ algorithm, value, ...(parts ? { parts: Number(parts) } : {}) }] : [];
  });
}

export const unquoted = (etag: string | undefined): string => (etag ?? '').replace(/^(?:W\/)?"|"$/g, '');

function statOf({ headers, status }: WireHead): ObjectStat {
  const whole = status === 206 ? /\/(\d+)$/.exec(headers['content-range'] ?? '')?.[1] : headers['content-length'];
  return {
    size: Number(whole ?? 0),
    modified: Date.parse(headers['last-modified'] ?? '') || 0,
    etag: unquoted(headers['etag']),
    versionId: headers['x-amz-version-id'] ?? null,
    // S3 states them of the whole object; with a range that is not whole parts it leaves them out.
    checksums: checksumsOf(headers),
  };
}

function rangeOf({ offset = 0, length }: ReadRequest): string | null {
  if (offset === 0 && length === undefined) return null;
  return `bytes=${offset}-${length === undefined ? '' : offset + length - 1}`;
}

/** Bytes that are to come by the head; null where it does not say. */
function expected({ headers }: WireHead): number | null {
  return headers['content-length'] === undefined ? null : Number(headers['content-length']);
}

/** Nothing is wanted, or the object ends before the offset. */
async function readNothing(call: Call, { bucket, key, versionId, ifMatch, signal }: ReadRequest): Promise<ObjectStat> {
  const headers = { 'x-amz-checksum-mode': 'ENABLED', ...(ifMatch ? { 'if-match': `"${ifMatch}"` } : {}) };
  const query: Record<string, string> = versionId ? { versionId } : {};
  return statOf(await call({ method: 'HEAD', bucket, key, query, headers, operation: 's3:GetObject', signal }, { data: () => {} }));
}

const isBehindEnd = (cause: unknown): boolean =>
  cause instanceof AppFailure && cause.cause instanceof Error && cause.cause.name === 'InvalidRange';

/** `ObjectStore.read` over one GET: the bytes are in the socket's own buffer. */
export function createRead(call: Call): (request: ReadRequest, receive: Receive) => Promise<ObjectStat> {
  const readBytes = async (request: ReadRequest, receive: Receive): Promise<ObjectStat> => {
    const range = rangeOf(request);
    const headers = {
      'x-amz-checksum-mode': 'ENABLED',
      ...(range ? { range } : {}),
      ...(request.ifMatch ? { 'if-match': `"${request.ifMatch}"` } : {}),
    };
    const query: Record<string, string> = request.versionId ? { versionId: request.versionId } : {};
    let got = 0;
    let wanted: number | null = null;
    let taken = true;
    const { bucket, key, signal } = request;
    const endedEarly = (cause?: unknown) =>
      failure('provider_unavailable', `The answer for ${key} ended early, after ${got} bytes.`, {
        source: { operation: 's3:GetObject', scope: bucket },
        cause,
      });
    const head = await call(
      { method: 'GET', bucket, key, query, headers, operation: 's3:GetObject', signal, ...(request.into ? { into: request.into } : {}) },
      {
        head: (answer) => {
          if (range && request.offset && answer.status !== 206) throw failure('unsupported', 'The store does not read parts of an object.');
          wanted = expected(answer);
        },
        data(bytes) {
          got += bytes.length;
          taken = false;
          const taking = receive(bytes);
          // No promise where none is needed: this runs for every piece.
          if (taking instanceof Promise) return taking.then(() => void (taken = true));
          taken = true;
          return undefined;
        },
      },
    ).catch((cause: unknown) => {
      // What whoever receives has to complain about passes as it is.
      if (signal.aborted || !taken || wanted === null || got >= wanted) throw cause;
      throw endedEarly(cause);
    });
    if (wanted !== null && got !== wanted) throw endedEarly();
    return statOf(head);
  };
  return async (request, receive) => {
    if (request.length === 0) return readNothing(call, request);
    try {
      return await readBytes(request, receive);
    } catch (cause) {
      if (isBehindEnd(cause)) return readNothing(call, request);
      throw cause;
    }
  };
}
