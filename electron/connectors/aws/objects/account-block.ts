import type { PublicAccessBlockConfiguration } from '@aws-sdk/client-s3';
import { keptFor } from '../../sdk.ts';
import type { AwsAccount } from '../account.ts';
import { elementText, s3Answer } from '../objects-fast/s3-answer.ts';
import { createSigner } from '../objects-fast/signer.ts';
import { isFailure, type S3 } from './s3.ts';

type Block = Pick<PublicAccessBlockConfiguration, 'IgnorePublicAcls' | 'RestrictPublicBuckets'>;

/** `123456789012.s3-control.eu-central-1.amazonaws.com`. Source: S3 User Guide, "S3 Control endpoints". */
function hostOf(account: string, region: string): string {
  return `${account}.s3-control.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

/** One call, signed here: the SDK has it in a package of its own that serves for nothing else. Source: S3 API reference, "GetPublicAccessBlock" of S3 Control. */
async function ask(account: AwsAccount): Promise<Block> {
  const { context, settings, clients } = account;
  // The session's own: those who ask meanwhile wait for the same answer.
  const { signal } = context;
  const region = settings.homeRegion;
  const [id, client] = [await account.id(signal), await clients.s3(region)];
  const host = hostOf(id, region);
  const path = '/v20180820/configuration/publicAccessBlock';
  const sign = createSigner(client.config.credentials, region, () => context.clock.now());
  const unsigned = { method: 'GET', host, path, query: {}, headers: { 'x-amz-account-id': id }, payload: 'UNSIGNED-PAYLOAD' } as const;
  const { host: _, ...headers } = await sign(unsigned);
  const reply = await context.http.fetch(`https://${host}${path}`, { headers, signal, redirect: 'error' });
  const text = await reply.text();
  if (!reply.ok) throw s3Answer({ status: reply.status, headers: Object.fromEntries(reply.headers) }, text);
  const isOn = (name: string) => elementText(text, name) === 'true';
  return { IgnorePublicAcls: isOn('IgnorePublicAcls'), RestrictPublicBuckets: isOn('RestrictPublicBuckets') };
}

const keptMs = 60_000;

const kept = keptFor<Block | null>(keptMs);

async function blockOf(account: AwsAccount): Promise<Block | null> {
  try {
    const source = { operation: 's3:GetAccountPublicAccessBlock', scope: account.settings.homeRegion };
    return await account.call(source, () => ask(account));
  } catch (cause) {
    if (isFailure(cause, 'not_found')) return null;
    throw cause;
  }
}

/** The block of public access of the whole account; null: it has none, or the store is not AWS's and knows no such thing. */
export async function askAccountBlock({ account }: S3): Promise<Block | null> {
  return account.settings.s3.isCompatible ? null : kept(account, account.context.clock, () => blockOf(account));
}

/** What holds for a bucket: whatever its own block or the account's blocks. Undefined: its own is not known, and the account's does not decide. */
export function bothBlocks(bucket: Block | null | undefined, account: Block | null | undefined): Block | null | undefined {
  if (!account) return bucket;
  const both = {
    IgnorePublicAcls: Boolean(account.IgnorePublicAcls || bucket?.IgnorePublicAcls),
    RestrictPublicBuckets: Boolean(account.RestrictPublicBuckets || bucket?.RestrictPublicBuckets),
  };
  return bucket === undefined && !(both.IgnorePublicAcls && both.RestrictPublicBuckets) ? undefined : both;
}
