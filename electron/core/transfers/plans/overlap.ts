import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { failure } from '#shared/errors/app-error.ts';
import type { Folder } from './listing.ts';
import { diskPath, type Planning } from './planning.ts';

/** A connection's bucket may be known to another connection too: the same account or, where no account is known, the same name. */
async function sameBucket(planning: Planning, one: Folder, other: Folder): Promise<boolean> {
  if (one.connectionId === other.connectionId) return one.bucket === other.bucket;
  if (one.connectionId === null || other.connectionId === null || one.bucket !== other.bucket) return false;
  const schemes = [one, other].map(({ connectionId }) => planning.features(connectionId).scheme);
  if (schemes[0] !== schemes[1]) return false;
  const [left, right] = await Promise.all([planning.bucketOf(one), planning.bucketOf(other)]);
  return left!.account === right!.account;
}

/** Prefix from the root of the disk, so that folders of this machine compare whatever they were named by. */
async function absolute(planning: Planning, folder: Folder): Promise<Folder> {
  const root = await diskPath(planning, folder);
  if (root === null) return folder;
  const path = join(await realpath(root).catch(() => root), folder.prefix).replaceAll('\\', '/');
  return { connectionId: null, bucket: '', prefix: path.endsWith('/') ? path : `${path}/` };
}

/** Whether one of two folders holds the other. */
export async function overlaps(planning: Planning, one: Folder, other: Folder): Promise<'inside' | 'around' | null> {
  const [source, target] = await Promise.all([absolute(planning, one), absolute(planning, other)]);
  if (!(await sameBucket(planning, source, target))) return null;
  if (target.prefix.startsWith(source.prefix)) return 'inside';
  return source.prefix.startsWith(target.prefix) ? 'around' : null;
}

/** A folder is not copied into itself. */
export async function refuseOverlap(planning: Planning, source: Folder, target: Folder): Promise<void> {
  if ((await overlaps(planning, source, target)) === 'inside')
    throw failure('invalid_input', 'The target lies inside the folder that is copied', { hint: 'Choose a target outside of it.' });
}
