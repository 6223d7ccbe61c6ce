import { type AppError, networkCodes } from '../sdk.ts';

type Code = AppError['code'];

/**
 * AWS's error names by what they mean here. Sources: the "Common errors" pages of EC2, STS, Cost Explorer and S3, and the
 * throttling names the SDK itself knows.
 */
const names: Partial<Record<Code, string[]>> = {
  rate_limited: [
    'BandwidthLimitExceeded',
    'EC2ThrottledException',
    'LimitExceededException',
    'PriorRequestNotComplete',
    'RequestLimitExceeded',
    'RequestResourceCountExceeded',
    'RequestThrottled',
    'RequestThrottledException',
    'SlowDown',
    'ThrottledException',
    'Throttling',
    'ThrottlingException',
    'TooManyRequestsException',
  ],
  auth_required: [
    'AuthFailure',
    'CredentialsProviderError',
    'ExpiredToken',
    'ExpiredTokenException',
    'IncompleteSignature',
    'InvalidAccessKeyId',
    'InvalidClientTokenId',
    'InvalidIdentityToken',
    'InvalidSignatureException',
    'InvalidToken',
    'MissingAuthenticationToken',
    'NotSignedUp',
    'RequestExpired',
    'RequestTimeTooSkewed',
    'SignatureDoesNotMatch',
    'TokenProviderError',
    'TokenRefreshRequired',
    'UnrecognizedClientException',
  ],
  forbidden: [
    'AccessDenied',
    'AccessDeniedException',
    'AccountProblem',
    'AllAccessDisabled',
    'AuthorizationError',
    'Blocked',
    'UnauthorizedException',
    'UnauthorizedOperation',
  ],
  not_found: [
    'ClusterNotFoundException',
    'InvalidAllocationID.NotFound',
    'InvalidInstanceID.NotFound',
    'InvalidSpotInstanceRequestID.NotFound',
    'InvalidVolume.NotFound',
    'NoSuchBucket',
    'NoSuchBucketPolicy',
    'NoSuchKey',
    'NoSuchLifecycleConfiguration',
    'NoSuchPublicAccessBlockConfiguration',
    'NoSuchTagSet',
    'NoSuchUpload',
    'NoSuchVersion',
    'NotFound',
    'ObjectLockConfigurationNotFoundError',
    'OwnershipControlsNotFoundError',
    'ServerSideEncryptionConfigurationNotFoundError',
    'ServiceNotFoundException',
    'TargetGroupNotFound',
    'TargetGroupNotFoundException',
    'TaskNotFoundException',
  ],
  conflict: [
    'BucketNotEmpty',
    'ConcurrentModificationException',
    'ConditionalRequestConflict',
    'IncorrectInstanceState',
    'IncorrectSpotRequestState',
    'IncorrectState',
    'InstanceLimitExceeded',
    'InsufficientInstanceCapacity',
    'InvalidBucketState',
    'InvalidIPAddress.InUse',
    'InvalidObjectState',
    'InvalidState',
    'ObjectAlreadyInActiveTierError',
    'ObjectNotInActiveTierError',
    'OperationAborted',
    'OperationNotPermitted',
    'PreconditionFailed',
    'ResourceContention',
    'ResourceContentionFault',
    'ResourceInUse',
    'ResourceInUseException',
    'ResourceInUseFault',
    'RestoreAlreadyInProgress',
    'ScalingActivityInProgress',
    'ScalingActivityInProgressFault',
    'ServiceNotActiveException',
    'UpdateInProgressException',
    'VcpuLimitExceeded',
    'VolumeInUse',
  ],
  unsupported: [
    'AccessControlListNotSupported',
    'MethodNotAllowed',
    'NotImplemented',
    'OptInRequired',
    'PlatformTaskDefinitionIncompatibilityException',
    'RegionDisabledException',
    'Unsupported',
    'UnsupportedFeatureException',
    'UnsupportedHibernationConfiguration',
    'UnsupportedOperation',
  ],
  invalid_input: [
    'AuthorizationHeaderMalformed',
    'BadDigest',
    'EntityTooLarge',
    'EntityTooSmall',
    'IllegalLocationConstraintException',
    'InvalidArgument',
    'InvalidDigest',
    'InvalidInstanceID.Malformed',
    'InvalidInstanceType',
    'InvalidNextToken',
    'InvalidNextTokenException',
    'InvalidParameter',
    'InvalidParameterCombination',
    'InvalidParameterException',
    'InvalidParameterValue',
    'InvalidPart',
    'InvalidPartOrder',
    'InvalidRange',
    'InvalidRequest',
    'InvalidStorageClass',
    'InvalidTag',
    'KeyTooLongError',
    'MalformedPolicyDocument',
    'MalformedXML',
    'MetadataTooLarge',
    'MissingParameter',
    'PermanentRedirect',
    'ValidationError',
    'ValidationException',
  ],
  provider_unavailable: [
    'DataUnavailableException',
    'GlacierExpeditedRetrievalNotAvailable',
    'IncompleteBody',
    'InternalError',
    'InternalFailure',
    'InternalServiceFault',
    'ServerException',
    'ServiceUnavailable',
    'Unavailable',
  ],
  timeout: ['TimeoutError', 'RequestTimeout', 'RequestTimeoutException'],
};

const byName = new Map(Object.entries(names).flatMap(([code, list]) => list.map((name) => [name, code as Code] as const)));

function byStatus(status: number): Code | null {
  if (status === 429) return 'rate_limited';
  if (status === 401) return 'auth_required';
  if (status === 403) return 'forbidden';
  return status >= 500 ? 'provider_unavailable' : null;
}

/** What an SDK error carries beside name and message. */
export interface SdkFailure {
  name: string;
  message: string;
  /** Whether AWS answered with an error of its own, as opposed to an answer that could not be read. */
  isAnswer: boolean;
  /** System error code, e.g. `ECONNREFUSED`. */
  code: string;
  status: number;
  requestId: string | undefined;
  /** Value of the Retry-After header. */
  retryAfter: string | undefined;
}

/** The code of an SDK error; null when it is none of AWS's and none of the network's. */
export function codeOf(error: SdkFailure): Code | null {
  // The SDK calls a connection that timed out TimeoutError too, with the system's code beside it.
  if (networkCodes.has(error.code)) return 'offline';
  return byName.get(error.name) ?? byStatus(error.status) ?? (error.isAnswer ? 'invalid_input' : null);
}

export function isUntrustedCertificate(error: SdkFailure): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)/.test(error.code);
}
