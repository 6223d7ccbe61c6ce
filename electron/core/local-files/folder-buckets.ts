import { stat, statfs } from 'node:fs/promises';
import { hostname } from 'node:os';
import { type AppError, toAppError } from '#shared/errors/app-error.ts';
import type { Bucket } from '#shared/model/storage.ts';
import type { Page, ReadOptions, Source } from '../capabilities/source.ts';
import { withFileFailures } from './file-failure.ts';

/** A folder that is offered as a bucket. */
export interface NamedFolder {
  bucket: string;
  /** Absolute. */
  path: string;
}

const hourMs = 3_600_000;

async function bucketOf({ bucket, path }: NamedFolder): Promise<Bucket> {
  return withFileFailures(path, async () => {
    const facts = await stat(path);
    const disk = await statfs(path, { bigint: true });
    return {
      bucket,
      provider: 'other',
      account: hostname(),
      accountName: 'This computer',
      region: '',
      created: facts.birthtimeMs > 0 ? Math.floor(facts.birthtimeMs) : null,
      tags: {},
      versioning: 'off',
      encrypted: null,
      encryption: '',
      publicAccess: 'unknown',
      defaultClass: '',
      bytes: null,
      objects: null,
      measuredAt: null,
      details: { Path: path, 'Free bytes': String(disk.bavail * disk.bsize) },
    };
  });
}

/** The folders as buckets; those that are not there are warnings. */
export function folderBuckets(folders: readonly NamedFolder[]): Source<Bucket[]> {
  return {
    maxAgeMs: hourMs,
    scopes: async () => [{ id: '', label: 'Folders' }],
    async *read({ signal }: ReadOptions): AsyncGenerator<Page<Bucket[]>> {
      signal.throwIfAborted();
      const found = await Promise.allSettled(folders.map(bucketOf));
      signal.throwIfAborted();
      const warnings: AppError[] = found.flatMap((one) => (one.status === 'rejected' ? [toAppError(one.reason)] : []));
      const items = found.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      yield { items, cursor: null, progress: 1, ...(warnings.length > 0 ? { warnings } : {}) };
      signal.throwIfAborted();
    },
  };
}
