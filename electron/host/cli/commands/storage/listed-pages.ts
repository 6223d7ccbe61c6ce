import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { objectColumns, objectRows } from '#core/capabilities/object-columns.ts';
import type { ObjectPage } from '#core/capabilities/objects.ts';
import { failure } from '#shared/errors/app-error.ts';
import type { OpenedCore } from '../../open-core.ts';
import { asPrefix, type Place } from './address.ts';

interface Asked {
  recursive: boolean;
  signal: AbortSignal;
}
interface At {
  connectionId: string | null;
  bucket: string;
  key: string;
}

/** A file of this machine is an object of the folder that it lies in. */
async function atOf(place: Place): Promise<At> {
  if (place.kind === 'bucket') return place;
  const found = await stat(place.path).catch(() => null);
  const isFile = found !== null && !found.isDirectory();
  const [bucket, key] = isFile ? [dirname(place.path), basename(place.path)] : [place.path, ''];
  return { connectionId: null, bucket, key };
}

/** The page with the one object of this key; a store lists it before all that its name begins. */
async function objectPage({ core }: OpenedCore, { connectionId, bucket, key }: At, signal: AbortSignal): Promise<ObjectPage | null> {
  for await (const page of core.listObjects({ connectionId, bucket, prefix: key, delimiter: '/', signal })) {
    const row = page.objects.count > 0 ? [...objectRows(page.objects)].find((one) => one.key === key) : undefined;
    if (row) return { ...page, objects: objectColumns([row]), prefixes: [] };
    if (page.objects.count > 0 || page.prefixes.length > 0) break;
  }
  return null;
}

/**
 * What a word lists: the folder of that name, or else the object. Throws `not_found` when there is neither; a bucket, or a
 * word with a slash at its end, may be empty.
 */
export async function* listedPages(opened: OpenedCore, place: Place, { recursive, signal }: Asked): AsyncGenerator<ObjectPage> {
  const at = await atOf(place);
  const { connectionId, bucket, key } = at;
  const folder = { connectionId, bucket, prefix: asPrefix(key), delimiter: recursive ? null : ('/' as const), signal };
  let something = false;
  for await (const page of opened.core.listObjects(folder)) {
    something ||= page.objects.count > 0 || page.prefixes.length > 0 || (page.warnings ?? []).length > 0;
    yield page;
  }
  if (something || key === '' || key.endsWith('/')) return;
  const object = await objectPage(opened, at, signal);
  if (object === null) {
    throw failure('not_found', `There is no object and no folder ${place.given}.`, { hint: 'Check the name; list the folder above it.' });
  }
  yield object;
}
