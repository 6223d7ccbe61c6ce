import { type AppError, AppFailure, appError } from '../sdk.ts';
import { type AzureRefusal, codeOf, isOutOfCapacity, isQuota, isUntrustedCertificate } from './error-codes.ts';

/** What a call was about: goes into the error so that a person can name it to Azure or to the subscription's owner. */
export interface CallSource {
  connectionId: string;
  /** Azure's name of the operation, as roles have it: `Microsoft.Compute/virtualMachines/read`. */
  operation: string;
  /** Subscription or resource. */
  scope?: string;
}

/** Headers by lower-case name. */
export type Headers = Readonly<Record<string, string | undefined>>;

interface Refused extends AzureRefusal {
  headers: Headers;
}

interface RawRestError {
  code?: string;
  statusCode?: number;
  response?: { status: number; headers: { toJSON(): Record<string, string> }; bodyAsText?: string | null };
}

/** Retry-After is seconds or an HTTP date; milliseconds from `now`, or nothing. Metrics and Compute have headers of their own beside it. */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const value = headers['retry-after'] ?? headers['x-ms-retry-after'];
  if (value === undefined) return undefined;
  const seconds = Number(value);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) && ms >= 0 ? ms : undefined;
}

/** `{"error":{"code","message","details":[…]}}`, the form of every ARM error, and the bare one that some services use. */
export function errorIn(body: unknown): { code: string; message: string } | null {
  const outer = body as { error?: { code?: unknown; message?: unknown }; code?: unknown; message?: unknown } | null | undefined;
  const inner = outer?.error ?? outer;
  if (typeof inner?.code !== 'string') return null;
  const message = typeof inner.message === 'string' ? inner.message : '';
  return { code: inner.code, message };
}

export function parsed(text: string | null | undefined): unknown {
  try {
    return text ? (JSON.parse(text) as unknown) : undefined;
  } catch {
    return undefined;
  }
}

function refusalOf(error: Error): Refused {
  const raw: RawRestError = error as Error & RawRestError;
  const told = errorIn(parsed(raw.response?.bodyAsText));
  return {
    code: told?.code ?? raw.code ?? '',
    // The SDK's parse error repeats the whole answer, which belongs into no message.
    message: told?.message ?? (raw.code === 'PARSE_ERROR' ? 'the answer could not be read' : error.message),
    status: raw.statusCode ?? raw.response?.status ?? 0,
    headers: raw.response?.headers.toJSON() ?? {},
  };
}

type Wording = Pick<AppError, 'message'> & Partial<AppError>;
type Words = (error: AzureRefusal, source: CallSource, at: string) => Wording;

function conflictWords(error: AzureRefusal, at: string): Wording {
  if (isOutOfCapacity(error)) {
    const hint = 'Try again later, or take another size or zone. A machine that stays allocated keeps its place.';
    return { message: `Azure has no room for this size at the moment${at} (${error.code}).`, hint };
  }
  if (error.code === 'PreconditionFailed') return { message: `It was changed by somebody else in the meantime${at}.` };
  return {
    message: `Azure refused it because of the present state${at}: ${error.message}`,
    hint: 'Another operation may be under way. Refresh and look again.',
  };
}

function forbiddenWords(error: AzureRefusal, source: CallSource, at: string): Wording {
  if (isQuota(error))
    return { message: `The quota does not allow it${at}: ${error.message}`, hint: 'Ask Azure for more quota, or take a smaller size.' };
  if (error.code === 'ScopeLocked') return { message: `A lock forbids it${at}: ${error.message}`, hint: 'The owner can remove the lock.' };
  if (error.code === 'RequestDisallowedByPolicy')
    return { message: `A policy forbids it${at}: ${error.message}`, hint: 'Ask who keeps the policies of the subscription.' };
  return {
    message: `${source.operation} is not allowed${at}.`,
    hint: `Ask the owner of the subscription for a role with ${source.operation}.`,
  };
}

const words: Partial<Record<AppError['code'], Words>> = {
  auth_required: (error, { connectionId }) => ({
    message: `Azure does not accept the sign-in (${error.code || error.status}).`,
    hint: 'Sign in again, or check tenant, client id and secret. Check the clock of this machine too.',
    fix: { kind: 'edit_connection', connectionId },
  }),
  forbidden: forbiddenWords,
  rate_limited: (_, { operation }, at) => ({ message: `Azure limits the rate of ${operation}${at}.` }),
  offline: (error, _, at) => ({ message: `Azure cannot be reached${at} (${error.code}).` }),
  timeout: (_, { operation }, at) => ({ message: `No answer to ${operation}${at} in time.` }),
  not_found: (error, _, at) => ({ message: `It is not there (any more)${at} (${error.code || error.status}).` }),
  conflict: (error, _, at) => conflictWords(error, at),
  unsupported: (error, _, at) => ({
    message: `Azure does not offer this${at} (${error.code}): ${error.message}`,
    hint: 'Take another size, region or zone, or register the resource provider in the subscription.',
  }),
  provider_unavailable: (error, { operation }, at) => ({
    message: `Azure reports a fault of its own for ${operation}${at} (${error.code || error.status}).`,
  }),
};

/** The `AppError` of what Azure answered, in a reply or as the result of an operation. */
export function refusedError(error: AzureRefusal & { headers?: Headers }, source: CallSource, now: number): AppError {
  const headers = error.headers ?? {};
  const code = codeOf(error) ?? 'provider_unavailable';
  const at = source.scope ? ` for ${source.scope}` : '';
  const said = words[code]?.(error, source, at) ?? { message: `Azure refused ${source.operation}${at}: ${error.message}` };
  const wait = code === 'rate_limited' || code === 'provider_unavailable' ? retryAfterMs(headers, now) : undefined;
  const requestId = headers['x-ms-request-id'] ?? headers['x-ms-correlation-request-id'];
  return appError(code, said.message, {
    ...said,
    source: { ...source, ...(requestId ? { requestId } : {}) },
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
}

/** Errors that come before or instead of an answer that can be read. Nothing of the answer itself is repeated. */
function localError(error: AzureRefusal, source: CallSource): AppError {
  if (isUntrustedCertificate(error)) {
    const hint = 'Install the certificate authority of your company in the operating system, or correct the endpoint.';
    return appError('invalid_input', `The certificate of the endpoint is not trusted (${error.code}).`, { hint, source });
  }
  return appError('provider_unavailable', `The answer to ${source.operation} could not be understood.`, {
    hint: 'Check that the endpoint is Azure or speaks its protocol. It is tried again automatically.',
    source,
  });
}

const isAbort = (cause: Error) => cause.name === 'AbortError' || cause.name === 'CanceledError';
/** The SDK's own, the JSON parser's, and what its deserialisers throw at a reply of another shape. */
const isUnreadable = (cause: Error) => cause.name === 'RestError' || cause instanceof SyntaxError || cause instanceof TypeError;

/** The `AppFailure` of what a call of an SDK threw. Aborts stay as they are, and so do bugs. */
export function azureFailure(cause: unknown, source: CallSource, now: number): unknown {
  if (!(cause instanceof Error) || cause instanceof AppFailure || isAbort(cause)) return cause;
  const error = refusalOf(cause);
  if (codeOf(error) && !isUntrustedCertificate(error))
    return new AppFailure(refusedError(error, source, now), { cause: new Error(error.code) });
  if (isUntrustedCertificate(error) || isUnreadable(cause))
    return new AppFailure(localError(error, source), { cause: new Error(cause.name) });
  return cause;
}
