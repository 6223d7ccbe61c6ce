import type { Bucket as S3Bucket } from '@aws-sdk/client-s3';
import { AppFailure, type Bucket, inParallel, type Page, type ReadOptions, type Source } from '../../sdk.ts';
import type { AwsAccount } from '../account.ts';
import { askAccountBlock, bothBlocks } from './account-block.ts';
import {
  askBucketAcl,
  askEncryption,
  askPolicyStatus,
  askPublicBlock,
  askTags,
  askVersioning,
  bucketEncryption,
  publicAccessOf,
  versioningOf,
} from './bucket-parts.ts';
import { type BucketSize, type SizeReader, sizeReader } from './bucket-sizes.ts';
import { Refusals } from './partial.ts';
import { isFailure, type S3 } from './s3.ts';

const minute = 60_000;
/** Buckets asked at the same time, six calls each. */
const parallel = 8;
/** Buckets of one page. */
const pageSize = 100;

interface Listed {
  buckets: S3Bucket[];
  /** Owner of the buckets, where the store says it. */
  owner: string;
  /** Where the next page begins; null: there is none. */
  next: string | null;
}

/** One page of the account's buckets. */
export async function listBuckets(
  account: AwsAccount,
  { signal, from = null }: { signal: AbortSignal; from?: string | null },
): Promise<Listed> {
  const { ListBucketsCommand } = await import('@aws-sdk/client-s3');
  const { homeRegion } = account.settings;
  const client = await account.clients.s3(homeRegion);
  const command = new ListBucketsCommand({ MaxBuckets: pageSize, ContinuationToken: from ?? undefined });
  const source = { operation: 's3:ListAllMyBuckets', scope: homeRegion };
  const reply = await account.call(source, () => client.send(command, { abortSignal: signal }));
  const owner = reply.Owner?.DisplayName || reply.Owner?.ID || '';
  return { buckets: reply.Buckets ?? [], owner, next: reply.ContinuationToken || null };
}

/** What all buckets of a read share. */
interface Reading {
  s3: S3;
  account: { account: string; accountName: string };
  signal: AbortSignal;
  refusals: Refusals;
  /** The account's own block of public access. */
  block: Awaited<ReturnType<typeof askAccountBlock>> | undefined;
}

async function regionOf({ s3, signal, refusals }: Reading, { Name = '', BucketRegion }: S3Bucket): Promise<string> {
  if (BucketRegion) s3.learn(Name, BucketRegion);
  return BucketRegion ?? (await refusals.part(Name, s3.regionOf(Name, signal))) ?? '';
}

async function describe(reading: Reading, listed: S3Bucket, region: string): Promise<Bucket> {
  const { s3, signal, refusals, account } = reading;
  const bucket = listed.Name ?? '';
  const asked = { bucket, signal };
  const [tags, versioning, encryption, block, policy, acl] = await Promise.all([
    refusals.part(bucket, askTags(s3, asked)),
    refusals.part(bucket, askVersioning(s3, asked)),
    refusals.part(bucket, askEncryption(s3, asked)),
    refusals.part(bucket, askPublicBlock(s3, asked)),
    refusals.part(bucket, askPolicyStatus(s3, asked)),
    refusals.part(bucket, askBucketAcl(s3, asked)),
  ]);
  return {
    bucket,
    provider: 'aws',
    ...account,
    region,
    created: listed.CreationDate?.getTime() ?? null,
    tags: tags ?? {},
    versioning: versioningOf(versioning),
    ...bucketEncryption(encryption, s3.account.settings.s3.isCompatible),
    publicAccess: publicAccessOf({ block: bothBlocks(block, reading.block), policy, acl }),
    defaultClass: 'STANDARD',
    bytes: null,
    objects: null,
    measuredAt: null,
    details: versioning?.MFADelete === 'Enabled' ? { 'MFA delete': 'enabled' } : {},
  };
}

async function sizesOf(
  reading: Reading,
  region: string,
  reader: SizeReader | null,
): Promise<{ sizes: Map<string, BucketSize>; spent: number }> {
  const none = { sizes: new Map<string, BucketSize>(), spent: 0 };
  if (!reader || !region) return none;
  try {
    return await reader(region, reading.signal);
  } catch (cause) {
    if (!(cause instanceof AppFailure) || isFailure(cause, 'auth_required')) throw cause;
    // Nicer to have: buckets are shown without their size.
    reading.refusals.add(region, cause.error);
    return none;
  }
}

async function accountOf({ account }: S3, owner: string, signal: AbortSignal): Promise<Reading['account']> {
  if (account.settings.s3.only) return { account: owner, accountName: owner };
  const [id, alias] = await Promise.all([account.id(signal), account.alias(signal)]);
  return { account: id, accountName: alias || id };
}

/** Buckets of one page, each with what it says of itself. */
async function pageOf(reading: Reading, listed: S3Bucket[], reader: SizeReader | null): Promise<Page<Bucket[]>> {
  const { regions, s3: place } = reading.s3.account.settings;
  const isWanted = (region: string) => place.isCompatible || regions.length === 0 || region === '' || regions.includes(region);
  const placed = await inParallel(listed, parallel, async (one) => ({ one, region: await regionOf(reading, one) }));
  const wanted = placed.filter(({ region }) => isWanted(region));
  const items = await inParallel(wanted, parallel, ({ one, region }) => describe(reading, one, region));
  const inRegions = await inParallel([...new Set(wanted.map(({ region }) => region))], parallel, (region) =>
    sizesOf(reading, region, reader),
  );
  for (const item of items) Object.assign(item, inRegions.map(({ sizes }) => sizes.get(item.bucket)).find((size) => size) ?? {});
  const amount = inRegions.reduce((sum, { spent }) => sum + spent, 0);
  const warnings = reading.refusals.warnings();
  return {
    items,
    cursor: null,
    progress: null,
    ...(amount > 0 ? { spent: { amount, currency: 'USD' } } : {}),
    ...(warnings.length > 0 ? { warnings } : {}),
  };
}

async function* read(s3: S3, reader: SizeReader | null, { signal, cursor }: ReadOptions): AsyncIterable<Page<Bucket[]>> {
  let from = cursor;
  do {
    signal.throwIfAborted();
    const { buckets, owner, next } = await listBuckets(s3.account, { signal, from });
    const refusals = new Refusals();
    const block = await refusals.part('', askAccountBlock(s3));
    const reading = { s3, account: await accountOf(s3, owner, signal), signal, refusals, block };
    yield { ...(await pageOf(reading, buckets, reader)), cursor: next };
    from = next;
  } while (from);
  signal.throwIfAborted();
}

/** Buckets of the account with what each says of itself; sizes as CloudWatch measured them. */
export function bucketSource(s3: S3): Source<Bucket[]> {
  const { settings } = s3.account;
  const reader = settings.bucketSizes && !settings.s3.only ? sizeReader(s3.account) : null;
  return {
    maxAgeMs: 30 * minute,
    scopes: async () => [{ id: '', label: 'All buckets' }],
    read: (options) => read(s3, reader, { ...options, signal: AbortSignal.any([s3.account.context.signal, options.signal]) }),
  };
}
