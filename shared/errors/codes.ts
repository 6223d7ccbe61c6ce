/** Every way an expected operation can fail. Bugs are `internal` and carry the id of their log line. */
export const errorCodes = [
  'cancelled',
  'offline',
  'timeout',
  'rate_limited',
  'provider_unavailable',
  'auth_required',
  'forbidden',
  'invalid_input',
  'not_found',
  'conflict',
  'unsupported',
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

interface CodeRule {
  /** Headline shown to a person when the error brings no better message. */
  title: string;
  /** What to do, shown when the error brings no hint of its own. */
  hint: string;
  /** Whether the same read (or an operation marked safe to repeat) may be tried again without a person. */
  retryable: boolean;
}

/** The one table that decides wording and automatic retry. */
export const codeTable: Record<ErrorCode, CodeRule> = {
  cancelled: { title: 'Cancelled', hint: 'Start it again when you need it.', retryable: false },
  offline: { title: 'No connection', hint: 'Check the network or the endpoint. Cached data stays available.', retryable: true },
  timeout: { title: 'No answer in time', hint: 'The provider was too slow. It is tried again automatically.', retryable: true },
  rate_limited: { title: 'Too many requests', hint: 'The provider asked for a pause. It is tried again after it.', retryable: true },
  provider_unavailable: {
    title: 'Provider unavailable',
    hint: 'The provider reports a fault. It is tried again automatically.',
    retryable: true,
  },
  auth_required: { title: 'Sign-in needed', hint: 'The credentials are missing, wrong or expired. Enter them again.', retryable: false },
  forbidden: { title: 'Permission missing', hint: 'Ask the owner of the account for the named permission.', retryable: false },
  invalid_input: { title: 'Input not accepted', hint: 'Correct the named value and try again.', retryable: false },
  not_found: { title: 'Not found', hint: 'It may have been removed. Refresh and look again.', retryable: false },
  conflict: { title: 'Changed in the meantime', hint: 'Refresh and review before trying again.', retryable: false },
  unsupported: { title: 'Not supported', hint: 'This provider or host does not offer it.', retryable: false },
  internal: { title: 'Internal error', hint: 'This is a fault of the console. Copy the id and report it.', retryable: false },
};
