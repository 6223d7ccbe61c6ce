import { AppFailure } from '#shared/errors/app-error.ts';
import type { ObjectRow } from '#shared/model/storage.ts';
import { objectRows } from '../../capabilities/object-columns.ts';
import type { Endpoint } from '../transfers-api.ts';
import { isNotFound, type Planning } from './planning.ts';

/** A folder of a bucket, or of this machine. */
export interface Folder {
  connectionId: string | null;
  bucket: string;
  prefix: string;
}

interface Options {
  delimiter?: '/' | null;
  /** Entries that the store could not list. */
  onWarnings?(count: number, first: string): void;
}

/** Objects of a folder in the byte order of their keys, page by page. */
export async function* listPages(planning: Planning, folder: Folder, options: Options = {}): AsyncGenerator<ObjectRow[]> {
  const { connectionId, bucket, prefix } = folder;
  const store = await planning.storeOf(connectionId);
  for await (const page of store.list({ bucket, prefix, delimiter: options.delimiter ?? null, signal: planning.signal })) {
    const [first] = page.warnings ?? [];
    if (first) options.onWarnings?.(page.warnings!.length, first.message);
    yield [...objectRows(page.objects)];
    planning.signal.throwIfAborted();
  }
}

/** The same one by one. */
export async function* listFolder(planning: Planning, folder: Folder, options: Options = {}): AsyncGenerator<ObjectRow> {
  for await (const rows of listPages(planning, folder, options)) yield* rows;
}

/** Pages of a target: a folder that is not there yet is empty. */
export async function* listTarget(planning: Planning, folder: Folder): AsyncGenerator<ObjectRow[]> {
  try {
    yield* listPages(planning, folder);
  } catch (cause) {
    if (folder.connectionId !== null || !isNotFound(cause)) throw cause;
  }
}

/** A listing with what could not be listed among the plan's warnings. */
export function listNoting(planning: Planning, folder: Folder): AsyncGenerator<ObjectRow> {
  return listFolder(planning, folder, {
    onWarnings: (count, first) => planning.warn(`${count} entries of ${folder.bucket} could not be listed: ${first}`),
  });
}

/** Size and time of what stands under a key; null: nothing does, or nothing can. */
export async function statOf(planning: Planning, { connectionId, bucket, key }: Pick<Endpoint, 'connectionId' | 'bucket' | 'key'>) {
  const store = await planning.storeOf(connectionId);
  try {
    return await store.stat({ bucket, key }, planning.signal);
  } catch (cause) {
    if (isNotFound(cause) || (cause instanceof AppFailure && cause.error.code === 'invalid_input')) return null;
    throw cause;
  }
}
