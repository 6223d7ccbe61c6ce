import { type AppError, AppFailure, appError } from '../sdk.ts';
import { codeOf, isUntrustedCertificate, type SdkFailure } from './error-codes.ts';

/** What a call was about: goes into the error so that a person can name it to AWS or to the account's owner. */
export interface CallSource {
  connectionId: string;
  /** IAM's name of the call, e.g. `ec2:DescribeInstances`. */
  operation: string;
  /** Region or account. */
  scope?: string;
}

interface RawSdkError {
  $metadata?: { httpStatusCode?: number; requestId?: string };
  $response?: { statusCode?: number; headers?: Record<string, string | undefined> };
  code?: unknown;
  cause?: unknown;
}

/** The error underneath: Node wraps the errors of several addresses of one host into one. */
function systemCode(error: RawSdkError): string {
  if (typeof error.code === 'string') return error.code;
  const inner = error instanceof AggregateError ? (error.errors[0] as RawSdkError | undefined) : (error.cause as RawSdkError | undefined);
  return inner && typeof inner === 'object' ? systemCode(inner) : '';
}

function readFailure(error: Error): SdkFailure {
  const raw: RawSdkError = error;
  return {
    name: error.name,
    message: error.message,
    isAnswer: '$fault' in error,
    code: systemCode(raw),
    status: raw.$metadata?.httpStatusCode ?? raw.$response?.statusCode ?? 0,
    requestId: raw.$metadata?.requestId,
    retryAfter: raw.$response?.headers?.['retry-after'],
  };
}

/** Retry-After is seconds or an HTTP date; milliseconds from `now`, or nothing. */
export function retryAfterMs(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  const seconds = Number(value);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) && ms >= 0 ? ms : undefined;
}

type Wording = Pick<AppError, 'message'> & Partial<AppError>;

function authWording(error: SdkFailure, source: CallSource): Wording {
  const fix = { kind: 'edit_connection', connectionId: source.connectionId } as const;
  // The providers' own messages name the profile and the command to sign in again; they hold no secret.
  if (/(Credentials|Token)ProviderError/.test(error.name)) return { message: `No usable AWS credentials: ${error.message}`, fix };
  if (/^Expired|RequestExpired/.test(error.name)) {
    const hint = 'Sign in again (aws sso login) or enter new keys. Check the clock of this machine too.';
    return { message: 'The AWS credentials have expired.', hint, fix };
  }
  const hint = 'Check access key, secret and session token. In a region that is not enabled AWS answers the same.';
  return { message: `AWS does not accept the credentials (${error.name}).`, hint, fix };
}

/** What to do about refusals whose name says more than the code. Source: "Error codes" of the EC2 and S3 API references. */
const hints: Record<string, string> = {
  IncorrectInstanceState: 'Its state changed in the meantime. Refresh, and try again when it is settled.',
  InsufficientInstanceCapacity: 'AWS has no free capacity for this type in this zone now. Try later, another type, or another zone.',
  InstanceLimitExceeded: 'The account has reached its quota. Ask AWS for more in Service Quotas.',
  VcpuLimitExceeded: 'The account has reached its quota of vCPUs. Ask AWS for more in Service Quotas.',
  OperationNotPermitted: 'Termination or stop protection may be on. Switch it off first, if that is meant.',
  ResourceContention: 'Another change of the group is under way. Try again in a minute.',
  ScalingActivityInProgress: 'The group is scaling. Try again when its activity has ended.',
  VolumeInUse: 'An instance has attached the volume. It is not deleted.',
  'InvalidIPAddress.InUse': 'The address is in use again. It is not released.',
  AccessControlListNotSupported: 'The bucket does not use ACLs (object ownership "bucket owner enforced"). Use its policy instead.',
  BadDigest: 'The bytes that arrived are not those that were sent. Send them again.',
  ConditionalRequestConflict: 'Somebody wrote the same key at the same time. Refresh and try again.',
  EntityTooSmall: 'All parts but the last need 5 MiB or more.',
  InvalidObjectState: 'The object is archived. Restore it first, and wait until that is done.',
  InvalidStorageClass: 'This store does not offer the class. Choose another.',
  KeyTooLongError: 'S3 keeps keys of up to 1,024 bytes. Choose a shorter name or folder.',
  ObjectNotInActiveTierError: 'The object is archived. Restore it first, and wait until that is done.',
  PermanentRedirect: 'The bucket is in another region than thought. Refresh the buckets.',
  PreconditionFailed: 'It was changed, or made, in the meantime. Refresh and look at it again.',
};

function wording(code: AppError['code'], error: SdkFailure, source: CallSource): Wording {
  const at = source.scope ? ` in ${source.scope}` : '';
  if (code === 'auth_required') return authWording(error, source);
  if (code === 'forbidden') {
    const hint = `Ask the owner of the account to allow ${source.operation} for this identity.`;
    return { message: `${source.operation} is not allowed${at}.`, hint };
  }
  if (code === 'rate_limited') return { message: `AWS limits the rate of ${source.operation}${at}.` };
  if (code === 'offline') return { message: `AWS cannot be reached${at} (${error.code}).` };
  if (code === 'timeout') return { message: `No answer to ${source.operation}${at} in time.` };
  if (code === 'unsupported' && /OptIn|Region/.test(error.name))
    return {
      message: `AWS does not offer this${at}: ${error.message}`,
      hint: 'Enable the region in the account, or leave it out of the regions.',
    };
  if (code === 'provider_unavailable') return { message: `AWS reports a fault of its own for ${source.operation}${at} (${error.name}).` };
  const hint = hints[error.name.replace(/(Fault|Exception)$/, '')];
  return { message: `AWS refused ${source.operation}${at}: ${error.message}`, ...(hint ? { hint } : {}) };
}

/** Errors that come before or instead of a reply of AWS. */
function localWording(error: SdkFailure, source: CallSource): Wording & { code: AppError['code'] } {
  if (isUntrustedCertificate(error)) {
    const hint = 'Install the certificate authority of your company in the operating system, or correct the endpoint.';
    return { code: 'invalid_input', message: `The certificate of the endpoint is not trusted (${error.code}).`, hint };
  }
  const message = `The answer to ${source.operation} could not be understood (${error.name}).`;
  return {
    code: 'provider_unavailable',
    message,
    hint: 'Check that the endpoint is AWS or speaks its protocol. It is tried again automatically.',
  };
}

/** Whether an answer came that the SDK could not read: cut off, not XML, not JSON. */
function isUnreadable(error: Error): boolean {
  return '$response' in error || error instanceof SyntaxError || /premature|aborted|unexpected end/i.test(error.message);
}

/**
 * The `AppFailure` of what a call of the SDK threw. Aborts stay as they are, and so do bugs: an error that neither AWS
 * nor the network nor a reply caused.
 */
export function awsFailure(cause: unknown, source: CallSource, now: number): unknown {
  if (!(cause instanceof Error) || cause instanceof AppFailure || cause.name === 'AbortError') return cause;
  const error = readFailure(cause);
  const code = codeOf(error);
  if (!code && !isUntrustedCertificate(error) && !isUnreadable(cause) && error.status === 0) return cause;
  const words = code ? { code, ...wording(code, error, source) } : localWording(error, source);
  const wait = code === 'rate_limited' || code === 'provider_unavailable' ? retryAfterMs(error.retryAfter, now) : undefined;
  const details = {
    ...words,
    source: { ...source, ...(error.requestId ? { requestId: error.requestId } : {}) },
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  };
  return new AppFailure(appError(words.code, words.message, details), { cause });
}
