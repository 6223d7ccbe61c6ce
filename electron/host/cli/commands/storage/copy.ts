import { stat } from 'node:fs/promises';
import type { z } from 'zod';
import type { ConflictRule, Priority, sourceSchema, targetSchema } from '#shared/model/transfer.ts';
import type { CliIo, Outcome } from '../../io.ts';
import type { OpenedCore } from '../../open-core.ts';
import { UsageError } from '../../usage-error.ts';
import { asPrefix, isObject, type Place, parsePlace } from './address.ts';
import { type ChangeOptions, change } from './change.ts';

export interface CopyOptions extends ChangeOptions {
  from: string;
  to: string;
  recursive?: boolean;
  conflict: ConflictRule;
  storageClass?: string;
  contentType?: string;
  priority: Priority;
}

type Source = z.input<typeof sourceSchema>;
type Target = z.input<typeof targetSchema>;

/** Whether a source is one object; a folder needs `--recursive`, as with `cp`. */
async function isSingle(opened: OpenedCore, from: Place): Promise<boolean> {
  if (from.kind === 'bucket') return isObject(opened, from);
  const found = await stat(from.path).catch(() => null);
  if (!found) throw new UsageError(`There is no file ${from.given}`, 'Check the path.');
  return found.isFile();
}

function sourceOf(from: Place, single: boolean): Source {
  if (from.kind === 'file') return { files: { paths: [from.path] } };
  const { connectionId, bucket, key } = from;
  return single ? { objects: [{ connectionId, bucket, key }] } : { prefixes: [{ connectionId, bucket, prefix: asPrefix(key) }] };
}

/** Of one object: a word that ends with a slash, or names a folder that is there, is a folder; any other is the new name. */
async function targetOf(to: Place, single: boolean): Promise<Target> {
  if (to.kind === 'file') return { kind: 'file', path: to.trailing && single ? `${to.path}/` : to.path };
  const { connectionId, bucket, key } = to;
  if (bucket === '') throw new UsageError(`${to.given} names no bucket`, 'Write CONNECTION:BUCKET/KEY.');
  if (single && key !== '' && !key.endsWith('/')) return { kind: 'bucket', connectionId, bucket, prefix: '', key };
  return { kind: 'bucket', connectionId, bucket, prefix: asPrefix(key) };
}

function notSingle(from: Place): UsageError {
  const folder = from.kind === 'file' || from.key === '' || from.key.endsWith('/');
  if (folder) return new UsageError(`${from.given} is a folder`, 'Copy what is in it with --recursive.');
  return new UsageError(`There is no object ${from.given}`, 'Check the name; if it is a folder, copy what is in it with --recursive.');
}

/** `cp` and `mv` between this machine and any store, or between stores. */
export async function copy(io: CliIo, opened: OpenedCore, { verb, ...options }: CopyOptions & { verb: 'copy' | 'move' }): Promise<Outcome> {
  const from = await parsePlace(io, opened, options.from);
  const to = await parsePlace(io, opened, options.to);
  const single = await isSingle(opened, from);
  if (!single && !options.recursive) throw notSingle(from);
  const request = {
    verb,
    source: sourceOf(from, single),
    target: await targetOf(to, single),
    conflict: options.conflict,
    priority: options.priority,
    ...(options.storageClass !== undefined && { storageClass: options.storageClass }),
    ...(options.contentType !== undefined && { properties: { contentType: options.contentType } }),
  };
  return change(io, opened, { request, options });
}

export interface SyncOptions extends ChangeOptions {
  from: string;
  to: string;
  delete?: boolean;
  compare: 'size_time' | 'size' | 'checksum';
  priority: Priority;
}

/** Makes one folder like another. */
export async function sync(io: CliIo, opened: OpenedCore, options: SyncOptions): Promise<Outcome> {
  const from = await parsePlace(io, opened, options.from);
  const to = await parsePlace(io, opened, options.to);
  const side =
    from.kind === 'file'
      ? { kind: 'file' as const, path: from.path }
      : { kind: 'bucket' as const, connectionId: from.connectionId, bucket: from.bucket, prefix: asPrefix(from.key) };
  const request = {
    verb: 'sync' as const,
    from: side,
    to: await targetOf(to, false),
    deleteExtra: options.delete === true,
    compare: options.compare,
    priority: options.priority,
  };
  return change(io, opened, { request, options });
}
