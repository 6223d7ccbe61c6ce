import type { Services } from '#shared/contract/services.ts';
import { failure } from '#shared/errors/app-error.ts';
import type { CachedBucket, ObjectVersion, PendingUpload } from '#shared/model/storage.ts';
import type { ObjectStore } from '../capabilities/objects.ts';
import { browse } from '../storage/browse.ts';
import { readBytes } from '../storage/read-bytes.ts';
import { tablePreview } from '../storage/table-preview.ts';
import type { Dating } from './dated.ts';
import type { ServiceContext } from './service-context.ts';

type Service = Services['storage'];

/** A method that a store may lack; `unsupported` where it does. */
function offered<T>(method: T | undefined, what: string): T {
  if (method === undefined) throw failure('unsupported', `This store has no ${what}`);
  return method;
}

function known({ connections, sessions }: ServiceContext) {
  return connections.list().flatMap(({ id, name, kind }) => {
    const features = sessions.manifests().find((one) => one.kind === kind)?.storage;
    return features ? [{ connectionId: id, name, kind, features }] : [];
  });
}

/** Cached buckets with what the index of names knows of them. */
async function buckets({ cache, storage }: ServiceContext) {
  const stored = await (await cache.api()).buckets.list();
  const indexed = new Map(
    (await (await storage.index()).query.buckets()).map((one) => [JSON.stringify([one.connectionId, one.bucket]), one]),
  );
  const withIndex = stored.buckets.map((bucket): CachedBucket => {
    const index = indexed.get(JSON.stringify([bucket.connectionId, bucket.bucket]));
    return { ...bucket, index: index ? { asOf: index.asOf, complete: index.complete, objects: index.objects, bytes: index.bytes } : null };
  });
  return { buckets: withIndex, sets: stored.sets };
}

/** Pages until there are enough. */
async function first<T>(pages: AsyncIterable<T[]>, limit: number): Promise<{ rows: T[]; more: boolean }> {
  const rows: T[] = [];
  for await (const page of pages) {
    rows.push(...page);
    if (rows.length > limit) return { rows: rows.slice(0, limit), more: true };
  }
  return { rows, more: false };
}

/** Names of connections in `connection:` terms are replaced by their ids: the index knows no names. */
function withIds({ connections }: ServiceContext, query: string): string {
  const ids = new Map(connections.list().map(({ id, name }) => [name.toLowerCase(), id]));
  return query.replace(/\bconnection:(?:"([^"]*)"|(\S+))/gi, (term, quoted: string | undefined, word: string | undefined) => {
    const id = ids.get((quoted ?? word ?? '').toLowerCase());
    return id ? `connection:${id}` : term;
  });
}

/** Most pending uploads that one answer names. */
const mostUploads = 1_000;

function reads(
  context: ServiceContext,
): Pick<Service, 'head' | 'versions' | 'presign' | 'preview' | 'table' | 'bucketFacts' | 'pendingUploads' | 'lifecycle'> {
  const { storage } = context;
  const inStore = <T>(connectionId: string, work: (store: ObjectStore) => Promise<T>) => storage.stores.use(connectionId, work);
  return {
    head: ({ connectionId, ...address }, { signal }) => inStore(connectionId, (store) => store.head(address, signal)),
    versions: ({ connectionId, bucket, prefix, limit }, { signal }) =>
      inStore(connectionId, async (store) => {
        const list = offered(store.versions?.bind(store), 'versions');
        const { rows, more } = await first<ObjectVersion>(list({ bucket, prefix, signal }), limit);
        return { versions: rows, more };
      }),
    async presign({ connectionId, method, expiresInSeconds, download, ...address }, { signal }) {
      const { maxPresignSeconds } = storage.stores.features(connectionId);
      if (expiresInSeconds > maxPresignSeconds && maxPresignSeconds > 0) {
        throw failure('invalid_input', `A link here lives ${maxPresignSeconds} seconds at most`, { hint: 'Choose a shorter time.' });
      }
      const made = await inStore(connectionId, (store) =>
        offered(store.presign?.bind(store), 'links')(address, { method, expiresInSeconds, download }, signal),
      );
      await storage.auditor.linkMade({ connectionId, ...address }, { method, expiresAt: made.expiresAt });
      return made;
    },
    preview: ({ connectionId, offset, length, ...address }, { signal }) =>
      inStore(connectionId, async (store) => {
        const { size, properties } = await store.head(address, signal);
        if (offset >= size) return { base64: '', offset, size, contentType: properties.contentType ?? '', etag: null };
        const { bytes, stat } = await readBytes(store, { ...address, offset, length: Math.min(length, size - offset) }, signal);
        const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
        return { base64, offset, size: stat.size, contentType: properties.contentType ?? '', etag: stat.etag || null };
      }),
    table: ({ connectionId, rows, ...address }, { signal }) =>
      inStore(connectionId, (store) => tablePreview(store, { ...address, rows, signal })),
    bucketFacts: ({ connectionId, bucket }, { signal }) =>
      inStore(connectionId, (store) => offered(store.bucketFacts?.bind(store), 'security facts')(bucket, signal)),
    pendingUploads: ({ connectionId, bucket, prefix }, { signal }) =>
      inStore(connectionId, async (store) => {
        const list = offered(store.pendingUploads?.bind(store), 'unfinished uploads');
        const { rows, more } = await first<PendingUpload>(list({ bucket, prefix, signal }), mostUploads);
        return { uploads: rows, monthly: await storage.insights.pendingCost({ connectionId, bucket, uploads: rows }), more };
      }),
    lifecycle: ({ connectionId, bucket }, { signal }) =>
      inStore(connectionId, (store) => offered(store.lifecycle, 'lifecycle rules').get(bucket, signal)),
  };
}

export function storageService(context: ServiceContext, dating: Dating): Service {
  const { storage, options, connections } = context;
  const { clock, connectivity } = options;
  const connectionName = (id: string) => connections.list().find((one) => one.id === id)?.name ?? null;
  return {
    ...reads(context),
    features: () => known(context),
    async buckets() {
      return dating.date(await buckets(context), { wanted: ['buckets'] });
    },
    browse: (request) => browse({ storage, clock, connectivity, connectionName }, request),
    index: (folder) => {
      storage.stores.features(folder.connectionId);
      return storage.names.begin(folder);
    },
    async find(query) {
      return (await storage.index()).query.find({ query: { ...query, query: withIds(context, query.query) }, now: clock.now() });
    },
    usage: (folder) => storage.insights.usage(folder),
    simulateLifecycle: (request) => storage.insights.simulateLifecycle(request),
    insight: (request, { signal }) => storage.insights.insight({ ...request, signal }),
    sampleContent: (request, { signal }) => storage.insights.sampleContent({ ...request, signal }),
  };
}
