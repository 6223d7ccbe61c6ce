import { failure } from '../../sdk.ts';
import type { GcpAccount } from '../account.ts';
import { answerFailure, networkFailure } from '../errors.ts';
import { hasCode } from '../send.ts';

/** Calls of Cloud Storage that are more than JSON for JSON: bytes, empty answers, upload sessions. */
export interface StorageCall {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Behind the endpoint: `/storage/v1/b/…`; or the address of an upload session, which needs no sign-in. */
  path: string;
  query?: Record<string, string | undefined>;
  headers?: Record<string, string>;
  body?: Uint8Array | string;
  /** IAM's name of the permission that it needs. */
  operation: string;
  scope: string;
  signal: AbortSignal;
}

/** An answer that is no error: its status may be 308, which says that an upload session goes on. */
export interface StorageAnswer {
  status: number;
  headers: Headers;
  text: string;
}

const baseMs = 60_000;
/** A line that is slower than this is as good as broken: 64 KiB a second. */
const slowest = 64;

/** A bucket or an object as one part of an address. Google allows neither `.` nor `..` as a name. */
export function pathOf(bucket: string, key?: string): string {
  if (key === '.' || key === '..') throw failure('invalid_input', `Google has no objects named ${key}.`);
  const base = `/storage/v1/b/${encodeURIComponent(bucket)}`;
  return key === undefined ? base : `${base}/o/${encodeURIComponent(key)}`;
}

function urlOf(account: GcpAccount, { path, query = {} }: StorageCall): string {
  const url = new URL(path.startsWith('/') ? account.settings.endpoints.storage + path : path);
  for (const [key, value] of Object.entries(query)) if (value !== undefined) url.searchParams.append(key, value);
  return url.href;
}

/** Sends one call, once. Everything expected that can go wrong is an `AppFailure`. */
export async function storageCall(account: GcpAccount, call: StorageCall): Promise<StorageAnswer> {
  const { context, tokens } = account;
  const source = { connectionId: context.connectionId, operation: call.operation, scope: call.scope };
  const isOurs = call.path.startsWith('/');
  const limit = baseMs + Math.ceil((call.body?.length ?? 0) / slowest);
  const send = async (): Promise<StorageAnswer> => {
    const answer = await context.http.fetch(urlOf(account, call), {
      method: call.method,
      headers: { ...(isOurs ? await tokens.headers(call.signal) : {}), ...call.headers },
      ...(call.body === undefined ? {} : { body: call.body as NonNullable<RequestInit['body']> }),
      redirect: 'manual',
      signal: AbortSignal.any([context.signal, call.signal, AbortSignal.timeout(limit)]),
    });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
  const { status, headers, text } = await send().catch((cause: unknown) => {
    throw networkFailure(cause, source);
  });
  if (status < 300 || status === 308) return { status, headers, text };
  const failed = answerFailure({ status, text, retryAfter: headers.get('retry-after') }, source, context.clock.now());
  if (hasCode(failed, 'auth_required')) tokens.forget();
  throw failed;
}
