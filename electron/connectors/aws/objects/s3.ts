import type * as S3Sdk from '@aws-sdk/client-s3';
import { type AppError, AppFailure, failure } from '../../sdk.ts';
import type { AwsAccount } from '../account.ts';

/** One call about a bucket, or about an object in it. */
export interface S3Call {
  bucket: string;
  key?: string;
  /** IAM's name of the permission it needs: `s3:ListBucket` for ListObjectsV2. */
  operation: string;
  signal: AbortSignal;
}
type Send<T> = (client: S3Sdk.S3Client, sdk: typeof S3Sdk, abort: { abortSignal: AbortSignal }) => Promise<T>;

/** S3 of one account: finds each bucket's region. */
export interface S3 {
  account: AwsAccount;
  /** Sends one call to where the bucket is. */
  on<T>(call: S3Call, send: Send<T>): Promise<T>;
  /** The same for a call that is not the SDK's. */
  past<T>(call: S3Call, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Whether S3 named another region for the bucket, which is then asked. */
  follow(call: S3Call, cause: unknown): boolean;
  /** What a failed call says to a person. */
  explain(cause: unknown, call: S3Call): unknown;
  regionOf(bucket: string, signal: AbortSignal): Promise<string>;
  /** Takes note of where a bucket is. */
  learn(bucket: string, region: string): void;
}

interface RawAnswer {
  name?: string;
  Region?: unknown;
  $metadata?: { httpStatusCode?: number };
  $response?: { statusCode?: number; headers?: Record<string, string | undefined> };
}

/** What S3 itself said, beneath a failure. */
function answerBeneath(cause: unknown): RawAnswer {
  const inner = cause instanceof AppFailure ? cause.cause : cause;
  return inner instanceof Error ? inner : {};
}

/** S3's own name of an error, `''` when it has none. */
export function errorName(cause: unknown): string {
  return answerBeneath(cause).name ?? '';
}

export function errorStatus(cause: unknown): number {
  const { $metadata, $response } = answerBeneath(cause);
  return $metadata?.httpStatusCode ?? $response?.statusCode ?? 0;
}

export function isFailure(cause: unknown, ...codes: AppError['code'][]): boolean {
  return cause instanceof AppFailure && codes.includes(cause.error.code);
}

const redirects = ['PermanentRedirect', 'TemporaryRedirect', 'AuthorizationHeaderMalformed', 'IllegalLocationConstraintException'];

/** The region that S3 names when it was asked in another. */
function regionNamed(cause: unknown): string {
  const { Region, $response } = answerBeneath(cause);
  const header = $response?.headers?.['x-amz-bucket-region'];
  return header ?? (typeof Region === 'string' ? Region : '');
}

/** Answers to HEAD have no words of their own. */
function named(cause: unknown, { bucket, key, operation }: S3Call): unknown {
  if (!(cause instanceof AppFailure) || (cause.error.code !== 'not_found' && errorStatus(cause) !== 404)) return cause;
  const name = errorName(cause);
  const source = cause.error.source ?? { operation };
  if (name === 'NoSuchBucket' || key === undefined)
    return failure('not_found', `There is no bucket ${bucket}, or not this part of it.`, { source, cause: cause.cause });
  const what = name === 'NoSuchUpload' ? 'no such upload of' : name === 'NoSuchVersion' ? 'no such version of' : 'no object';
  return failure('not_found', `There is ${what} ${key} in ${bucket}.`, { source, cause: cause.cause });
}

async function askRegion(account: AwsAccount, bucket: string, signal: AbortSignal): Promise<string> {
  const { HeadBucketCommand } = await import('@aws-sdk/client-s3');
  const { homeRegion } = account.settings;
  const client = await account.clients.s3(homeRegion);
  const call = { bucket, operation: 's3:ListBucket', signal };
  try {
    const source = { operation: call.operation, scope: bucket };
    const reply = await account.call(source, () => client.send(new HeadBucketCommand({ Bucket: bucket }), { abortSignal: signal }));
    return reply.BucketRegion || homeRegion;
  } catch (cause) {
    // S3 names the region even where it refuses.
    const region = regionNamed(cause);
    if (region) return region;
    throw named(cause, call);
  }
}

export function createS3(account: AwsAccount): S3 {
  const regions = new Map<string, string>();
  const { s3, homeRegion } = account.settings;
  async function regionOf(bucket: string, signal: AbortSignal): Promise<string> {
    if (s3.isCompatible) return homeRegion;
    const region = regions.get(bucket) ?? (await askRegion(account, bucket, signal));
    regions.set(bucket, region);
    return region;
  }
  async function send<T>(call: S3Call, work: Send<T>): Promise<T> {
    const client = await account.clients.s3(await regionOf(call.bucket, call.signal));
    const sdk = await import('@aws-sdk/client-s3');
    const signal = AbortSignal.any([account.context.signal, call.signal]);
    return account.call({ operation: call.operation, scope: call.bucket }, () => work(client, sdk, { abortSignal: signal }));
  }
  // All objects of one transfer share a signal: joining it anew for each takes as long as signing.
  const known = new WeakMap<AbortSignal, AbortSignal>();
  const joined = (signal: AbortSignal): AbortSignal => {
    const both = known.get(signal) ?? AbortSignal.any([account.context.signal, signal]);
    known.set(signal, both);
    return both;
  };
  const follow = (call: S3Call, cause: unknown): boolean => {
    const region = redirects.includes(errorName(cause)) || errorStatus(cause) === 301 ? regionNamed(cause) : '';
    if (!region || region === regions.get(call.bucket)) return false;
    // The bucket was made anew elsewhere; S3 did nothing.
    regions.set(call.bucket, region);
    return true;
  };
  const followed = async <T>(call: S3Call, work: () => Promise<T>): Promise<T> => {
    if (call.key?.isWellFormed() === false) throw failure('invalid_input', 'The key is no valid Unicode and cannot be in S3.');
    try {
      return await work().catch((cause: unknown) => {
        if (!follow(call, cause)) throw cause;
        return work();
      });
    } catch (cause) {
      throw named(cause, call);
    }
  };
  return {
    account,
    regionOf,
    learn: (bucket, region) => void regions.set(bucket, region),
    on: (call, work) => followed(call, () => send(call, work)),
    past: (call, work) => followed(call, () => work(joined(call.signal))),
    follow,
    explain: (cause, call) => named(cause, call),
  };
}
