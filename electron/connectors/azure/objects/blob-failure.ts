import { type AppError, AppFailure, appError } from '../../sdk.ts';
import { codeOf } from '../error-codes.ts';
import { azureFailure, type CallSource, type Headers, refusedError } from '../errors.ts';

interface StorageRestError {
  code?: string;
  statusCode?: number;
  response?: { status: number; headers: { toJSON(): Record<string, string> } };
}

type Wording = Pick<AppError, 'code' | 'message' | 'hint'>;

/** What Blob says in a way of its own. Source: "Blob service error codes". */
const sayings: Readonly<Record<string, (at: string) => Wording>> = {
  BlobArchived: (at) => ({
    code: 'conflict',
    message: `${at} is archived and cannot be read.`,
    hint: 'Restore it first, and try again when it is readable.',
  }),
  BlobBeingRehydrated: (at) => ({
    code: 'conflict',
    message: `${at} is being restored from the archive.`,
    hint: 'Wait until it is readable.',
  }),
  ConditionNotMet: (at) => ({ code: 'conflict', message: `${at} was changed in the meantime.`, hint: 'Refresh and look again.' }),
  BlobAlreadyExists: (at) => ({ code: 'conflict', message: `${at} exists already.`, hint: 'Refresh and look again.' }),
  InvalidBlockList: (at) => ({ code: 'conflict', message: `Parts of ${at} are not there any more.`, hint: 'Begin the upload anew.' }),
  InvalidBlobOrBlock: (at) => ({
    code: 'conflict',
    message: `Another program has begun to upload ${at} in a way of its own.`,
    hint: 'Let it end, or wait a week: then Azure drops its blocks.',
  }),
  Md5Mismatch: (at) => ({
    code: 'provider_unavailable',
    message: `What arrived of ${at} has another checksum.`,
    hint: 'It is sent again.',
  }),
  LeaseIdMissing: (at) => ({
    code: 'conflict',
    message: `${at} is leased by another program.`,
    hint: 'Try again when the lease has ended.',
  }),
  BlobImmutableDueToPolicy: (at) => ({
    code: 'conflict',
    message: `A hold or retention policy keeps ${at} as it is.`,
    hint: 'Its details tell until when.',
  }),
  SnapshotsPresent: (at) => ({ code: 'conflict', message: `${at} has snapshots.`, hint: 'Delete them with it.' }),
};

interface Told {
  code: string;
  status: number;
  message: string;
  headers: Headers;
}

/** HEAD has no body: the header tells. The message's other lines are ids and a time. */
function toldBy(cause: Error & StorageRestError): Told {
  const headers: Headers = cause.response?.headers.toJSON() ?? {};
  const code = headers['x-ms-error-code'] ?? cause.code ?? '';
  return { code, status: cause.statusCode ?? cause.response?.status ?? 0, message: cause.message.split('\n')[0] ?? '', headers };
}

/** The `AppError` of a refusal of the Blob service. */
export function blobError(told: Told, source: CallSource, now: number): AppError {
  const said = sayings[told.code]?.(source.scope ?? 'The object');
  const requestId = told.headers['x-ms-request-id'];
  if (!said) return refusedError(told, source, now);
  return appError(said.code, said.message, { hint: said.hint, source: { ...source, ...(requestId ? { requestId } : {}) } });
}

/** The `AppFailure` of what a call of the SDK threw. Aborts stay as they are, and so do bugs. */
export function blobFailure(cause: unknown, source: CallSource, now: number): unknown {
  if (!(cause instanceof Error) || cause instanceof AppFailure || cause.name === 'AbortError') return cause;
  const told = toldBy(cause);
  const isTold = told.status >= 400 && (told.code in sayings || codeOf(told) !== null);
  if (!isTold) return azureFailure(cause, source, now);
  return new AppFailure(blobError(told, source, now), { cause: new Error(told.code) });
}
