import type { BucketKey } from '#shared/model/storage.ts';
import type { StorageRequest, TransferSource } from '#shared/model/transfer.ts';
import type { Endpoint } from '../transfers-api.ts';

type Side = Omit<Endpoint, 'versionId'>;

function sourceSides({ objects, prefixes, files }: TransferSource): Side[] {
  return [
    ...objects,
    ...prefixes.map(({ prefix, ...place }) => ({ ...place, key: prefix })),
    ...files.paths.map((path) => ({ connectionId: null, bucket: path, key: '' })),
  ];
}

type Target = Extract<StorageRequest, { verb: 'copy' | 'move' }>['target'];

function targetSide(target: Target): Side {
  if (target.kind === 'bucket') return { connectionId: target.connectionId, bucket: target.bucket, key: target.key ?? target.prefix };
  return { connectionId: null, bucket: target.path ?? 'chosen folder', key: '' };
}

/** What a request names on its two sides. */
export function sidesOf(request: StorageRequest): { from: Side[]; to: Side | null } {
  switch (request.verb) {
    case 'copy':
    case 'move':
      return { from: sourceSides(request.source), to: targetSide(request.target) };
    case 'sync':
      return { from: [targetSide(request.from)], to: targetSide(request.to) };
    case 'restore_version':
      return { from: request.objects, to: null };
    case 'create_folder':
      return { from: [], to: { ...request, key: request.prefix } };
    case 'undelete':
      return { from: [{ ...request, key: request.prefix }], to: null };
    case 'abort_uploads':
      return { from: request.uploads.map(({ key }) => ({ ...request, key })), to: null };
    case 'lifecycle':
      return { from: [{ ...request, key: '' }], to: null };
    default:
      return { from: sourceSides(request.source), to: null };
  }
}

function buckets(sides: readonly Side[]): BucketKey[] {
  const named = sides.flatMap(({ connectionId, bucket }) => (connectionId === null ? [] : [{ connectionId, bucket }]));
  return [...new Map(named.map((one) => [JSON.stringify([one.connectionId, one.bucket]), one])).values()];
}

/** Buckets that a request names. */
export function namedBuckets(request: StorageRequest): BucketKey[] {
  const { from, to } = sidesOf(request);
  return buckets(to ? [...from, to] : from);
}

/** Buckets that a request writes to: where it only reads, nothing guards them. */
export function writtenBuckets(request: StorageRequest): BucketKey[] {
  const { from, to } = sidesOf(request);
  const reads = request.verb === 'copy' || request.verb === 'sync';
  return buckets([...(reads ? [] : from), ...(to ? [to] : [])]);
}
