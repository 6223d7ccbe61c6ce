import { isDeepStrictEqual } from 'node:util';
import type { LifecycleRule as S3Rule, TransitionDefaultMinimumObjectSize } from '@aws-sdk/client-s3';
import { failure, type Lifecycle, type LifecycleRule } from '../../sdk.ts';
import { checkLifecycle } from './lifecycle-check.ts';
import { fromS3, ruleName } from './lifecycle-read.ts';
import { toS3 } from './lifecycle-write.ts';
import { errorName, type S3 } from './s3.ts';

interface Document {
  Rules: S3Rule[];
  /** Which small objects S3 leaves in their class: of the bucket, not of a rule. */
  TransitionDefaultMinimumObjectSize?: TransitionDefaultMinimumObjectSize | undefined;
}

async function askDocument(s3: S3, bucket: string, signal: AbortSignal): Promise<Document> {
  const operation = 's3:GetLifecycleConfiguration';
  try {
    const reply = await s3.on({ bucket, operation, signal }, (client, sdk, abort) =>
      client.send(new sdk.GetBucketLifecycleConfigurationCommand({ Bucket: bucket }), abort),
    );
    return { Rules: reply.Rules ?? [], TransitionDefaultMinimumObjectSize: reply.TransitionDefaultMinimumObjectSize };
  } catch (cause) {
    if (errorName(cause) === 'NoSuchLifecycleConfiguration') return { Rules: [] };
    throw cause;
  }
}

/** As it crosses to a screen: dates are text. */
function plain(document: Document): unknown {
  return document.Rules.length === 0 ? null : (JSON.parse(JSON.stringify(document)) as unknown);
}

function lifecycleOf(bucket: string, document: Document): Lifecycle {
  return { rules: document.Rules.map(fromS3), appliesTo: bucket, raw: plain(document) };
}

export async function getLifecycle(s3: S3, bucket: string, signal: AbortSignal): Promise<Lifecycle> {
  return lifecycleOf(bucket, await askDocument(s3, bucket, signal));
}

/** A rule that says more than the console understands is sent back as S3 gave it. */
function ruleFor(rule: LifecycleRule, { Rules }: Document): S3Rule {
  if (rule.unsupported.length === 0) return toS3(rule);
  const own = Rules.find((one, place) => ruleName(one, place) === rule.id);
  if (own) return own;
  throw failure('conflict', `Rule ${rule.id} is gone from the bucket, and it can only be kept as it was.`);
}

interface Change {
  rules: readonly LifecycleRule[];
  before: Lifecycle;
  signal: AbortSignal;
}

async function send(s3: S3, bucket: string, { document, signal }: { document: Document; signal: AbortSignal }): Promise<void> {
  const operation = 's3:PutLifecycleConfiguration';
  await s3.on({ bucket, operation, signal }, async (client, sdk, abort): Promise<unknown> => {
    const { Rules, TransitionDefaultMinimumObjectSize } = document;
    // S3 takes no configuration without rules.
    if (Rules.length === 0) return client.send(new sdk.DeleteBucketLifecycleCommand({ Bucket: bucket }), abort);
    const input = { Bucket: bucket, LifecycleConfiguration: { Rules }, TransitionDefaultMinimumObjectSize };
    return client.send(new sdk.PutBucketLifecycleConfigurationCommand(input), abort);
  });
}

/** `lifecycle.put` of the store. S3 has no condition for it: the rules are read and compared just before. */
export async function putLifecycle(s3: S3, bucket: string, { rules, before, signal }: Change): Promise<Lifecycle> {
  checkLifecycle(rules);
  const current = await askDocument(s3, bucket, signal);
  if (!isDeepStrictEqual(plain(current), before.raw)) {
    throw failure('conflict', `Somebody changed the lifecycle rules of ${bucket} in the meantime.`, {
      hint: 'Read them again, then make the change anew.',
    });
  }
  await send(s3, bucket, { document: { ...current, Rules: rules.map((rule) => ruleFor(rule, current)) }, signal });
  return getLifecycle(s3, bucket, signal);
}
