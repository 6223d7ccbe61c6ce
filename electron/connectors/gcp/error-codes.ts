import type { AppError } from '../sdk.ts';

type Code = AppError['code'];

/**
 * What Google's reasons and the codes of operations mean here. A reason comes in camel case (`rateLimitExceeded`) from
 * the API and in capitals (`RATE_LIMIT_EXCEEDED`) from operations and newer services: both are compared in capitals.
 * Sources: https://cloud.google.com/compute/docs/troubleshooting/troubleshooting-vm-creation,
 * https://cloud.google.com/compute/docs/reference/rest/v1/zoneOperations (error codes), https://google.aip.dev/194,
 * https://cloud.google.com/compute/api-quota (rate limits are 403 `rateLimitExceeded`).
 */
const reasons: Partial<Record<Code, string[]>> = {
  rate_limited: [
    'RATE_LIMIT_EXCEEDED',
    'USER_RATE_LIMIT_EXCEEDED',
    'CONCURRENT_LIMIT_EXCEEDED',
    'OPERATION_RATE_EXCEEDED',
    'RESOURCE_OPERATION_RATE_EXCEEDED',
    'CONCURRENT_OPERATIONS_QUOTA_EXCEEDED',
  ],
  auth_required: ['AUTH_ERROR', 'INVALID_GRANT', 'INVALID_CLIENT', 'UNAUTHORIZED_CLIENT', 'DELETED_CLIENT', 'ACCESS_TOKEN_EXPIRED'],
  conflict: [
    'CONDITION_NOT_MET',
    'RESOURCE_IN_USE',
    'RESOURCE_IN_USE_BY_ANOTHER_RESOURCE',
    'RESOURCE_NOT_READY',
    'RESOURCE_ALREADY_EXISTS',
    'OPERATION_CANCELED_BY_USER',
  ],
  forbidden: ['QUOTA_EXCEEDED', 'PERMISSIONS_ERROR', 'FORBIDDEN', 'ACCESS_NOT_CONFIGURED', 'SERVICE_DISABLED', 'IAM_PERMISSION_DENIED'],
  not_found: ['NOT_FOUND', 'RESOURCE_NOT_FOUND'],
  invalid_input: ['INVALID_USAGE', 'INVALID_FIELD_VALUE', 'INVALID_PARAMETER', 'BAD_REQUEST'],
  unsupported: ['UNSUPPORTED_OPERATION', 'NOT_SUPPORTED'],
  provider_unavailable: [
    'ZONE_RESOURCE_POOL_EXHAUSTED',
    'ZONE_RESOURCE_POOL_EXHAUSTED_WITH_DETAILS',
    'REGION_RESOURCE_POOL_EXHAUSTED',
    'INTERNAL_ERROR',
    'BACKEND_ERROR',
    'SERVICE_UNAVAILABLE',
  ],
};

const byReason = new Map(Object.entries(reasons).flatMap(([code, list]) => list.map((name) => [name, code as Code] as const)));

const byStatus: Record<number, Code> = {
  401: 'auth_required',
  403: 'forbidden',
  404: 'not_found',
  408: 'timeout',
  409: 'conflict',
  412: 'conflict',
  429: 'rate_limited',
  501: 'unsupported',
};

/** `rateLimitExceeded` and `RATE_LIMIT_EXCEEDED` alike. */
function inCapitals(reason: string): string {
  return /[a-z]/.test(reason) ? reason.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase() : reason;
}

/** The code of one of Google's reasons; null for one that is not known. */
export function codeOfReason(reason: string): Code | null {
  return byReason.get(inCapitals(reason)) ?? null;
}

/** What an answer of this status means, its reason first: a rate limit comes as 403 too. */
export function codeOfAnswer(status: number, reason: string): Code {
  // An expired token or a fault of Google's own is what the status says, whatever stands beside it.
  if (status === 401 || status === 429) return byStatus[status]!;
  return codeOfReason(reason) ?? byStatus[status] ?? (status >= 500 ? 'provider_unavailable' : 'invalid_input');
}

/** True when Google is out of machines of that kind there: nothing that waiting a minute mends. */
export function isExhausted(reason: string): boolean {
  return inCapitals(reason).includes('RESOURCE_POOL_EXHAUSTED');
}

export function isQuota(reason: string): boolean {
  return inCapitals(reason) === 'QUOTA_EXCEEDED';
}

export function isDisabledApi(reason: string): boolean {
  return ['ACCESS_NOT_CONFIGURED', 'SERVICE_DISABLED'].includes(inCapitals(reason));
}
