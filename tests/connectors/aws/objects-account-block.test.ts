import { expect, test } from 'vitest';
import type { AwsAccount } from '#connectors/aws/account.ts';
import { awsFailure } from '#connectors/aws/errors.ts';
import { askAccountBlock, bothBlocks } from '#connectors/aws/objects/account-block.ts';
import type { S3 } from '#connectors/aws/objects/s3.ts';
import { errorOf } from '#tests/helpers/vaults.ts';

const now = Date.UTC(2026, 0, 2, 3, 4, 5);

/** S3 of one account whose answer is made up: only AWS itself has this endpoint. */
function s3Answering(reply: { status: number; body: string }, { homeRegion = 'eu-central-1', isCompatible = false } = {}) {
  const asked: { url: string; headers: Record<string, string> }[] = [];
  const account = {
    settings: { homeRegion, s3: { isCompatible } },
    clients: {
      s3: async () => ({ config: { credentials: async () => ({ accessKeyId: 'AKID', secretAccessKey: 'S', sessionToken: 'T' }) } }),
    },
    id: async () => '123456789012',
    call: (source: object, work: () => Promise<unknown>) =>
      work().catch((cause: unknown) => {
        throw awsFailure(cause, { ...source, operation: 's3:GetAccountPublicAccessBlock', connectionId: 'c' }, now);
      }),
    context: {
      signal: new AbortController().signal,
      clock: { now: () => now },
      http: {
        fetch: async (url: string, { headers }: { headers: Record<string, string> }) => {
          asked.push({ url, headers });
          return new Response(reply.body, { status: reply.status });
        },
      },
    },
  } as unknown as AwsAccount;
  return { s3: { account } as S3, asked };
}

const config = (ignore: boolean, restrict: boolean) =>
  `<?xml version="1.0"?><PublicAccessBlockConfiguration><IgnorePublicAcls>${ignore}</IgnorePublicAcls><RestrictPublicBuckets>${restrict}</RestrictPublicBuckets></PublicAccessBlockConfiguration>`;

test('asks S3 Control of the account in its home region, signed', async () => {
  const { s3, asked } = s3Answering({ status: 200, body: config(true, false) });
  expect(await askAccountBlock(s3)).toEqual({ IgnorePublicAcls: true, RestrictPublicBuckets: false });
  expect(asked[0]!.url).toBe('https://123456789012.s3-control.eu-central-1.amazonaws.com/v20180820/configuration/publicAccessBlock');
  expect(asked[0]!.headers).toMatchObject({ 'x-amz-account-id': '123456789012', 'x-amz-security-token': 'T' });
  expect(asked[0]!.headers['authorization']).toContain('Credential=AKID/20260102/eu-central-1/s3/aws4_request');
  // It is of the account: asked once for all of its buckets.
  await askAccountBlock(s3);
  expect(asked).toHaveLength(1);
  const china = s3Answering({ status: 200, body: config(true, true) }, { homeRegion: 'cn-north-1' });
  await askAccountBlock(china.s3);
  expect(new URL(china.asked[0]!.url).hostname).toBe('123456789012.s3-control.cn-north-1.amazonaws.com.cn');
});

test('an account without one, and a store that is not AWS, have none; a missing permission is said', async () => {
  const error = (code: string) => `<Error><Code>${code}</Code><Message>no</Message></Error>`;
  expect(await askAccountBlock(s3Answering({ status: 404, body: error('NoSuchPublicAccessBlockConfiguration') }).s3)).toBeNull();
  const elsewhere = s3Answering({ status: 200, body: config(true, true) }, { isCompatible: true });
  expect(await askAccountBlock(elsewhere.s3)).toBeNull();
  expect(elsewhere.asked).toEqual([]);
  const refused = await errorOf(askAccountBlock(s3Answering({ status: 403, body: error('AccessDenied') }).s3));
  expect(refused).toMatchObject({ code: 'forbidden', source: { operation: 's3:GetAccountPublicAccessBlock' } });
});

test('what either of the two blocks is blocked', () => {
  const all = { IgnorePublicAcls: true, RestrictPublicBuckets: true };
  const half = { IgnorePublicAcls: true, RestrictPublicBuckets: false };
  expect(bothBlocks(null, all)).toEqual(all);
  expect(bothBlocks({ RestrictPublicBuckets: true }, half)).toEqual(all);
  expect(bothBlocks(undefined, all)).toEqual(all);
  expect(bothBlocks(undefined, half)).toBeUndefined();
  expect(bothBlocks(half, null)).toEqual(half);
  expect(bothBlocks(undefined, undefined)).toBeUndefined();
});
