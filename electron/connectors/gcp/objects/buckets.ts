import type { AppError, Bucket, Page, ReadOptions, Source } from '../../sdk.ts';
import type { GcpAccount } from '../account.ts';
import { type KnownProjects, readProjects } from '../projects.ts';
import { hasCode } from '../send.ts';
import { type BucketRecord, bucketFields, bucketOf } from './bucket-record.ts';
import { bucketSizes, type Size } from './bucket-sizes.ts';

const quarterHourMs = 15 * 60_000;

/** How large they are is worth having, but no reason to have no buckets. */
async function sizesOf(
  account: GcpAccount,
  project: string,
  signal: AbortSignal,
): Promise<{ sizes: Map<string, Size>; warnings: AppError[] }> {
  try {
    return { sizes: await bucketSizes(account, project, signal), warnings: [] };
  } catch (cause) {
    if (!hasCode(cause, 'forbidden', 'not_found', 'invalid_input')) throw cause;
    return { sizes: new Map(), warnings: [cause.error] };
  }
}

/** Buckets by project. Source: https://cloud.google.com/storage/docs/json_api/v1/buckets/list */
export function bucketSource(account: GcpAccount, known: KnownProjects): Source<Bucket[]> {
  return {
    maxAgeMs: quarterHourMs,
    async scopes(signal) {
      const projects = await readProjects(account, signal);
      known.remember(projects);
      return projects.map(({ id, name }) => ({ id, label: name }));
    },
    async *read({ scope, signal, cursor }: ReadOptions): AsyncGenerator<Page<Bucket[]>> {
      const project = await known.of(scope.id, signal);
      const { sizes, warnings } = await sizesOf(account, scope.id, signal);
      let pageToken = cursor ?? undefined;
      do {
        signal.throwIfAborted();
        const { items = [], nextPageToken } = await account.call<{ items: BucketRecord[]; nextPageToken: string }>({
          service: 'storage',
          path: 'b',
          query: { project: scope.id, maxResults: '1000', pageToken, fields: `items(${bucketFields}),nextPageToken` },
          operation: 'storage.buckets.list',
          scope: scope.id,
          signal,
        });
        pageToken = nextPageToken || undefined;
        const page = items.map((record) => ({ ...bucketOf(record, project), ...sizes.get(record.name ?? '') }));
        yield { items: page, cursor: pageToken ?? null, progress: null, ...(warnings.length > 0 ? { warnings } : {}) };
        signal.throwIfAborted();
      } while (pageToken);
    },
  };
}
