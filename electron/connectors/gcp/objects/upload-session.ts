import { failure, type NewObject, type OpenUpload } from '../../sdk.ts';
import type { GcpAccount } from '../account.ts';
import { hasCode } from '../send.ts';
import { newRecord, uploadQuery } from './put-object.ts';
import { type StorageAnswer, storageCall } from './storage-call.ts';

/** How far a session is: bytes that Google keeps, or the object that it made. */
export type SessionState = { persisted: number; done: null } | { persisted: null; done: StorageAnswer };

/** Begins a session. Its address lets anybody write this object: it is a secret, and needs no sign-in. */
export async function beginSession(account: GcpAccount, object: NewObject, signal: AbortSignal): Promise<OpenUpload> {
  const { headers } = await storageCall(account, {
    ...uploadQuery(object, 'resumable'),
    headers: {
      'content-type': 'application/json; charset=UTF-8',
      'x-upload-content-type': object.properties.contentType ?? 'application/octet-stream',
    },
    body: JSON.stringify(newRecord(object, null)),
    scope: `gs://${object.bucket}/${object.key}`,
    signal,
  });
  const uploadId = headers.get('location');
  if (uploadId) return { ...object, uploadId };
  throw failure('provider_unavailable', `Google began no upload of ${object.key}.`);
}

interface SessionPut {
  // `bytes 0-262143/*` of a chunk, `bytes */1000` of the end.
  range: string;
  body?: Uint8Array;
  headers?: Record<string, string>;
}

/** `Range: bytes=0-262143`; absent when nothing was kept. */
function persistedOf(headers: Headers): number {
  const last = /bytes=0-(\d+)/.exec(headers.get('range') ?? '')?.[1];
  return last === undefined ? 0 : Number(last) + 1;
}

/** Source: https://cloud.google.com/storage/docs/performing-resumable-uploads */
export async function putToSession(
  account: GcpAccount,
  { uploadId, bucket, key }: OpenUpload,
  { range, body = new Uint8Array(), headers = {}, signal }: SessionPut & { signal: AbortSignal },
): Promise<SessionState> {
  const call = { method: 'PUT', path: uploadId, operation: 'storage.objects.create', scope: `gs://${bucket}/${key}`, signal } as const;
  const answer = await storageCall(account, { ...call, headers: { 'content-range': range, ...headers }, body }).catch((cause: unknown) => {
    throw sessionFailure(cause, key);
  });
  return answer.status === 308 ? { persisted: persistedOf(answer.headers), done: null } : { persisted: null, done: answer };
}

/** 404, 410 and 499 say that the session ended: it was cancelled, or is older than a week. */
function sessionFailure(cause: unknown, key: string): unknown {
  const said = hasCode(cause, 'not_found', 'invalid_input') ? cause.error.message : '';
  const gone = hasCode(cause, 'not_found') || /status (410|499)/.test(said);
  return gone
    ? failure('not_found', `The upload of ${key} is gone.`, { hint: 'It was ended, or a week old. Send it again.', cause })
    : cause;
}

/** Ends a session; 499 says that it is ended. */
export async function endSession(account: GcpAccount, { uploadId, bucket, key }: OpenUpload, signal: AbortSignal): Promise<void> {
  const call = { method: 'DELETE', path: uploadId, operation: 'storage.objects.create', scope: `gs://${bucket}/${key}`, signal } as const;
  await storageCall(account, call).catch((cause: unknown) => {
    if (!hasCode(sessionFailure(cause, key), 'not_found')) throw cause;
  });
}
