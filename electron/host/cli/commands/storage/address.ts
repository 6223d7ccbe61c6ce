import { AppFailure } from '#shared/errors/app-error.ts';
import type { StorageFeatures } from '#shared/model/storage.ts';
import type { CliIo } from '../../io.ts';
import type { OpenedCore } from '../../open-core.ts';
import { resolvePath } from '../../paths.ts';
import { UsageError } from '../../usage-error.ts';

/** What a word of the command line names: a path of this machine, or a place in a bucket. */
export type Place =
  | { kind: 'file'; path: string; trailing: boolean; given: string }
  | {
      kind: 'bucket';
      connectionId: string;
      bucket: string /** Key or prefix; `''`: the bucket itself. */;
      key: string;
      features: StorageFeatures;
      given: string;
    };

type BucketPlace = Extract<Place, { kind: 'bucket' }>;

/** `connection:rest`; a single letter before the colon is a Windows drive, a slash before it makes it a path. */
const remote = /^([^/\\:]{2,}):(.*)$/s;

/** Buckets of Azure are named by account and container. */
const bucketSegments: Partial<Record<StorageFeatures['scheme'], number>> = { az: 2 };

type Listed = Awaited<ReturnType<OpenedCore['client']['storage']['features']>>[number];

function split(rest: string, segments: number): { bucket: string; key: string } {
  const parts = rest.split('/');
  return { bucket: parts.slice(0, segments).join('/'), key: parts.slice(segments).join('/') };
}

/** By id, by name, or, where only one is of that kind, by scheme: `s3:`, `az:`, `gs:`. */
function connectionOf(wanted: string, known: readonly Listed[]): Listed {
  const lower = wanted.toLowerCase();
  const named = known.find(({ connectionId }) => connectionId === wanted) ?? known.find(({ name }) => name.toLowerCase() === lower);
  if (named) return named;
  const same = known.filter(({ features, kind }) => features.scheme === lower || kind === lower);
  if (same.length === 1) return same[0]!;
  const names = known.map(({ name }) => name).join(', ') || 'none';
  if (same.length > 1)
    throw new UsageError(
      `${same.length} connections are of kind ${wanted}`,
      `Name one of them: ${same.map(({ name }) => name).join(', ')}.`,
    );
  throw new UsageError(
    `There is no connection ${wanted} with storage`,
    `Connections with storage: ${names}. A path of this machine is written ./${wanted}:…`,
  );
}

/** Throws `UsageError` for a connection that there is not, and for an address without a bucket. */
export async function parsePlace(io: CliIo, { client }: OpenedCore, given: string): Promise<Place> {
  const match = remote.exec(given);
  if (!match) return { kind: 'file', path: resolvePath(io, given), trailing: /[/\\]$/.test(given), given };
  const { connectionId, features } = connectionOf(match[1]!, await client.storage.features({}));
  const place = split(match[2]!, bucketSegments[features.scheme] ?? 1);
  return { kind: 'bucket', connectionId, ...place, features, given };
}

/** A place in a bucket; throws `UsageError` for a path and for an address without a bucket. */
export async function parseBucketPlace(io: CliIo, opened: OpenedCore, given: string): Promise<BucketPlace> {
  const place = await parsePlace(io, opened, given);
  if (place.kind === 'file') throw new UsageError(`${given} is a path of this machine`, 'Write CONNECTION:BUCKET/KEY.');
  if (place.bucket === '')
    throw new UsageError(`${given} names no bucket`, 'Write CONNECTION:BUCKET/KEY; `storage ls CONNECTION:` lists the buckets.');
  return place;
}

/** A key as a folder: with a slash at its end, `''` for the bucket. */
export function asPrefix(key: string): string {
  return key === '' || key.endsWith('/') ? key : `${key}/`;
}

/** Whether there is exactly one object under this key. */
export async function isObject({ client }: OpenedCore, { connectionId, bucket, key }: BucketPlace): Promise<boolean> {
  if (key === '' || key.endsWith('/')) return false;
  try {
    await client.storage.head({ connectionId, bucket, key });
    return true;
  } catch (cause) {
    if (cause instanceof AppFailure && cause.error.code === 'not_found') return false;
    throw cause;
  }
}
