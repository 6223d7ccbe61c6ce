import type { CliIo, Outcome } from '../../io.ts';
import type { OpenedCore } from '../../open-core.ts';
import { UsageError } from '../../usage-error.ts';
import { asPrefix, isObject, parseBucketPlace } from './address.ts';
import { type ChangeOptions, change } from './change.ts';

export interface RemoveOptions extends ChangeOptions {
  places: string[];
  recursive?: boolean;
  versions?: boolean;
}

/** Deletes objects, or with `--recursive` whole folders. */
export async function remove(io: CliIo, opened: OpenedCore, options: RemoveOptions): Promise<Outcome> {
  const objects: { connectionId: string; bucket: string; key: string }[] = [];
  const prefixes: { connectionId: string; bucket: string; prefix: string }[] = [];
  for (const given of options.places) {
    const place = await parseBucketPlace(io, opened, given);
    const { connectionId, bucket, key } = place;
    if (options.recursive && !(await isObject(opened, place))) prefixes.push({ connectionId, bucket, prefix: asPrefix(key) });
    else if (key === '') throw new UsageError(`${given} is a whole bucket`, 'Delete what is in it with --recursive.');
    else objects.push({ connectionId, bucket, key });
  }
  return change(io, opened, { request: { verb: 'delete', source: { objects, prefixes }, versions: options.versions === true }, options });
}
