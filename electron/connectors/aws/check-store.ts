import { AppFailure, type CheckResult } from '../sdk.ts';
import type { AwsAccount } from './account.ts';
import { listBuckets } from './objects/buckets.ts';

/** Check of a store that speaks S3 and has neither IAM nor STS: it is asked for its buckets. */
export async function checkStore(account: AwsAccount): Promise<CheckResult> {
  const { context, settings } = account;
  const place = settings.s3.endpoint ?? '';
  const found = {
    account: place,
    identity: settings.accessKeyId,
    missing: [],
    notes: ['Only buckets are read: the endpoint is none of AWS.'],
  };
  try {
    const { owner } = await listBuckets(account, { signal: context.signal });
    return { ...found, account: owner || place };
  } catch (cause) {
    if (!(cause instanceof AppFailure) || cause.error.code !== 'forbidden') throw cause;
    return { ...found, missing: [{ name: 's3:ListAllMyBuckets', neededFor: 'listing buckets', dataSet: 'buckets' }] };
  }
}
