import { type AppError, networkCodes } from '../sdk.ts';

type Code = AppError['code'];

/**
 * Azure's error codes by what they mean here. Sources: Azure Resource Manager, "Troubleshoot common Azure deployment
 * errors"; Compute, "Common error messages when managing virtual machines"; Azure documentation on throttling.
 */
const names: Partial<Record<Code, string[]>> = {
  auth_required: [
    'AuthenticationFailed',
    'ExpiredAuthenticationToken',
    'InvalidAuthenticationToken',
    'InvalidAuthenticationTokenAudience',
    'InvalidAuthenticationTokenTenant',
  ],
  forbidden: [
    'AuthorizationFailed',
    'DisallowedOperation',
    'LinkedAuthorizationFailed',
    'QuotaExceeded',
    'ReadOnlyDisabledSubscription',
    'RequestDisallowedByPolicy',
    'ScopeLocked',
  ],
  not_found: ['NotFound', 'ParentResourceNotFound', 'ResourceGroupNotFound', 'ResourceNotFound', 'SubscriptionNotFound'],
  conflict: [
    'AllocationFailed',
    'AnotherOperationInProgress',
    'Conflict',
    'OperationNotAllowed',
    'OperationPreempted',
    'OverconstrainedAllocationRequest',
    'OverconstrainedZonalAllocationRequest',
    'PreconditionFailed',
    'ZonalAllocationFailed',
  ],
  unsupported: ['FeatureNotSupported', 'MissingSubscriptionRegistration', 'NoRegisteredProviderFound', 'SkuNotAvailable'],
  rate_limited: ['OperationThrottled', 'ResourceRequestsThrottled', 'ServerBusy', 'SubscriptionRequestsThrottled', 'TooManyRequests'],
  timeout: ['OperationTimedOut'],
  provider_unavailable: ['InternalExecutionError', 'InternalServerError', 'NetworkingInternalOperationError', 'ServiceUnavailable'],
};

const byName = new Map(Object.entries(names).flatMap(([code, list]) => list.map((name) => [name, code as Code] as const)));

const statuses: Record<number, Code> = {
  401: 'auth_required',
  403: 'forbidden',
  404: 'not_found',
  408: 'timeout',
  409: 'conflict',
  412: 'conflict',
  429: 'rate_limited',
};

function byStatus(status: number): Code | null {
  if (status >= 500) return 'provider_unavailable';
  return statuses[status] ?? (status >= 400 ? 'invalid_input' : null);
}

/** The SDK's own word for a connection that broke off. */
const notSent = 'REQUEST_SEND_ERROR';

/** What Azure or the network said. */
export interface AzureRefusal {
  /** Azure's code, or the system's. */
  code: string;
  message: string;
  /** 0 without an answer. */
  status: number;
}

/** Limits of rate come before the name: some services say `OperationNotAllowed` for those too. */
export function codeOf(refusal: AzureRefusal): Code | null {
  const { code, status } = refusal;
  if (status === 429) return 'rate_limited';
  if (code === 'OperationNotAllowed' && isQuota(refusal)) return 'forbidden';
  if (networkCodes.has(code) || code === notSent) return 'offline';
  return byName.get(code) ?? byStatus(status);
}

export const isUntrustedCertificate = ({ code }: AzureRefusal): boolean => /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)/.test(code);
export const isOutOfCapacity = ({ code }: AzureRefusal): boolean => /Allocation/.test(code);
export const isQuota = ({ code, message }: AzureRefusal): boolean => code === 'QuotaExceeded' || /quota/i.test(message);
