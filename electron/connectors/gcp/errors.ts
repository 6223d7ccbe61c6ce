import { type AppError, AppFailure, appError } from '../sdk.ts';
import { codeOfAnswer, isDisabledApi, isExhausted, isQuota } from './error-codes.ts';

/** What a call was about: goes into the error so that a person can name it to Google or to the project's owner. */
export interface CallSource {
  connectionId: string;
  /** IAM's name of the permission, else of the method: `compute.instances.list`. */
  operation: string;
  /** Project, zone or resource. */
  scope?: string;
}

/** An answer with an error status. */
export interface BadAnswer {
  status: number;
  /** Body as it came. */
  text: string;
  /** Value of the Retry-After header; null without. */
  retryAfter: string | null;
}

/** Google's error in its two forms. Source: https://cloud.google.com/apis/design/errors and RFC 6749 for the token endpoint. */
interface ErrorBody {
  error?:
    | string
    | {
        message?: string;
        status?: string;
        errors?: { reason?: string; message?: string }[];
        details?: { reason?: string; metadata?: Record<string, string> }[];
      };
  error_description?: string;
}

function parse(text: string): ErrorBody {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' ? value : {};
  } catch {
    return {};
  }
}

/** Google's reason and words of a bad answer; both `''` where it gave none. */
function said(text: string): { reason: string; message: string } {
  const { error, error_description: description } = parse(text);
  if (typeof error === 'string') return { reason: error.toUpperCase(), message: description ?? error };
  const reason =
    error?.details?.find((one) => one.reason)?.reason ?? error?.errors?.find((one) => one.reason)?.reason ?? error?.status ?? '';
  return { reason, message: error?.message ?? '' };
}

/** Retry-After is seconds or an HTTP date; milliseconds from `now`, or nothing. */
export function retryAfterMs(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  const seconds = Number(value);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) && ms >= 0 ? ms : undefined;
}

type Wording = Pick<AppError, 'message'> & Partial<AppError>;

function forbidden(reason: string, message: string, source: CallSource): Wording {
  const at = source.scope ? ` in ${source.scope}` : '';
  if (isQuota(reason)) return { message: `A quota is used up: ${message}`, hint: 'Ask Google for a larger quota, or use less of it.' };
  if (isDisabledApi(reason)) return { message, hint: 'Let the owner of the project enable this API, then try again after some minutes.' };
  const hint = `Ask the owner of the project to allow ${source.operation} for this sign-in.`;
  return { message: `${source.operation} is not allowed${at}.`, hint };
}

/** Words for one of Google's reasons; the same for answers and for operations that ended in an error. */
export function wording(code: AppError['code'], { reason, message }: { reason: string; message: string }, source: CallSource): Wording {
  const at = source.scope ? ` in ${source.scope}` : '';
  const words = message || reason || 'no reason was given';
  if (code === 'auth_required') {
    const fix = { kind: 'edit_connection', connectionId: source.connectionId } as const;
    const hint = 'Enter a key that is still valid, or sign in again: gcloud auth application-default login';
    return { message: `Google does not accept the sign-in: ${words}`, hint, fix };
  }
  if (code === 'forbidden') return forbidden(reason, words, source);
  if (code === 'rate_limited') return { message: `Google limits the rate of ${source.operation}${at}.` };
  if (code === 'conflict') return { message: `Google refused ${source.operation}: ${words}` };
  if (code !== 'provider_unavailable') return { message: `Google refused ${source.operation}${at}: ${words}` };
  if (isExhausted(reason))
    return { message: `Google has none left there: ${words}`, hint: 'Try later, another zone or another machine type.' };
  return { message: `Google reports a fault of its own for ${source.operation}${at}: ${words}` };
}

/** The failure of an answer with an error status. */
export function answerFailure(answer: BadAnswer, source: CallSource, now: number): AppFailure {
  const what = said(answer.text);
  const code = codeOfAnswer(answer.status, what.reason);
  const words = wording(code, what.reason || what.message ? what : { reason: '', message: `status ${answer.status}` }, source);
  const wait = code === 'rate_limited' || code === 'provider_unavailable' ? retryAfterMs(answer.retryAfter, now) : undefined;
  return new AppFailure(
    appError(code, words.message, { source: { ...source }, ...words, ...(wait === undefined ? {} : { retryAfterMs: wait }) }),
  );
}

interface SystemError {
  code?: unknown;
  cause?: unknown;
}

/** The system's code below what `fetch` throws; `''` when there is none. */
function systemCode(error: unknown): string {
  if (error === null || typeof error !== 'object') return '';
  const { code, cause } = error as SystemError;
  if (typeof code === 'string') return code;
  return systemCode(error instanceof AggregateError ? error.errors[0] : cause);
}

/**
 * The `AppFailure` of what a call threw before or instead of an answer. Aborts stay as they are, and so do bugs: `fetch`
 * throws a `TypeError` with a cause for everything that the network did.
 */
export function networkFailure(cause: unknown, source: CallSource): unknown {
  if (!(cause instanceof Error) || cause instanceof AppFailure || cause.name === 'AbortError') return cause;
  const about = { source: { ...source }, cause };
  if (cause.name === 'TimeoutError') return failureOf('timeout', `No answer to ${source.operation} in time.`, about);
  const code = systemCode(cause);
  if (/CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)/.test(code)) {
    const hint = 'Install the certificate authority of your company in the operating system, or correct the endpoint.';
    return failureOf('invalid_input', `The certificate of the endpoint is not trusted (${code}).`, { ...about, hint });
  }
  const isNetwork = cause instanceof TypeError && (code !== '' || cause.message === 'fetch failed' || cause.message === 'terminated');
  return isNetwork ? failureOf('offline', `Google cannot be reached (${code || cause.message}).`, about) : cause;
}

function failureOf(code: AppError['code'], message: string, { cause, ...details }: Partial<AppError> & { cause: unknown }): AppFailure {
  return new AppFailure(appError(code, message, details), { cause });
}

/** An answer of success that is not what the reference says. */
export function garbled(source: CallSource, cause?: unknown): AppFailure {
  const hint = 'Check that the endpoint is Google or speaks its protocol. It is tried again automatically.';
  return failureOf('provider_unavailable', `The answer to ${source.operation} could not be understood.`, {
    hint,
    source: { ...source },
    cause,
  });
}
