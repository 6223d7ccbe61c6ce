import { addAbortSignal, Readable } from 'node:stream';
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { failure, type ObjectStat, type ReadRequest, type Receive } from '../../sdk.ts';
import { errorName, type S3 } from './s3.ts';
import { addressed, askHead, statOf } from './stat.ts';

const operation = 's3:GetObject';

function rangeOf({ offset = 0, length }: ReadRequest): string | undefined {
  if (offset === 0 && length === undefined) return undefined;
  return `bytes=${offset}-${length === undefined ? '' : offset + length - 1}`;
}

/** `bytes 0-9/100`: of how many. */
function wholeSize({ ContentRange, ContentLength = 0 }: GetObjectCommandOutput): number {
  const total = Number(/\/(\d+)$/.exec(ContentRange ?? '')?.[1]);
  return Number.isNaN(total) ? ContentLength : total;
}

function ask(s3: S3, request: ReadRequest): Promise<GetObjectCommandOutput> {
  const { bucket, key, signal, ifMatch } = request;
  return s3.on({ bucket, key, operation, signal }, (client, { GetObjectCommand }, abort) => {
    const IfMatch = ifMatch ? `"${ifMatch}"` : undefined;
    const command = new GetObjectCommand({ ...addressed(request), Range: rangeOf(request), IfMatch });
    // Asked for by header alone: the field of the request would make the SDK compare too, in JavaScript. The engine does it.
    command.middlewareStack.add(
      (next) => (call) => {
        (call.request as { headers: Record<string, string> }).headers['x-amz-checksum-mode'] = 'ENABLED';
        return next(call);
      },
      { step: 'build', name: 'stateChecksums' },
    );
    return client.send(command, abort);
  });
}

function endedEarly({ bucket, key }: ReadRequest, got: number, cause?: unknown) {
  const source = { operation, scope: bucket };
  return failure('provider_unavailable', `The answer for ${key} ended early, after ${got} bytes.`, { source, cause });
}

async function pass(request: ReadRequest, reply: GetObjectCommandOutput, receive: Receive): Promise<void> {
  const { signal } = request;
  if (!(reply.Body instanceof Readable)) return;
  const body = addAbortSignal(signal, reply.Body);
  let got = 0;
  const chunks = body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  try {
    for (;;) {
      const chunk = await chunks.next().catch((cause: unknown) => {
        signal.throwIfAborted();
        throw endedEarly(request, got, cause);
      });
      if (chunk.done) break;
      got += chunk.value.length;
      await receive(chunk.value);
    }
  } finally {
    body.destroy();
  }
  if (got !== reply.ContentLength) throw endedEarly(request, got);
}

/** Nothing is wanted, or the object ends before the offset. */
async function readNothing(s3: S3, request: ReadRequest): Promise<ObjectStat> {
  const head = await askHead(s3, request, request.signal);
  const stat = statOf(head, head.ContentLength ?? 0);
  if (request.ifMatch && request.ifMatch !== stat.etag) throw failure('conflict', `${request.key} was changed in the meantime.`);
  return stat;
}

/** `read` of the store. */
export async function readObject(s3: S3, request: ReadRequest, receive: Receive): Promise<ObjectStat> {
  if (request.length === 0) return readNothing(s3, request);
  try {
    const reply = await ask(s3, request);
    await pass(request, reply, receive);
    return statOf(reply, wholeSize(reply));
  } catch (cause) {
    if (errorName(cause) === 'InvalidRange') return readNothing(s3, request);
    throw cause;
  }
}
