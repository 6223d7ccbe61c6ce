import type { Session } from '#connectors/sdk.ts';
import type { Manifest } from '#shared/model/connection.ts';
import type { DataSet } from '#shared/model/freshness.ts';
import type { Source } from '../capabilities/source.ts';
import { backgroundSource } from '../metrics/background-source.ts';
import type { Clock } from '../ports.ts';
import type { CacheAccess } from '../services/cache-access.ts';

/** Data sets the scheduler can read, by the capability that brings them. */
const capabilityOf = { costs: 'costs', machines: 'compute', buckets: 'objects', metrics: 'metrics' } as const;
export type SyncedSet = keyof typeof capabilityOf;

/** What a connector brings into the cache. */
export function dataSetsOf(manifest: Manifest): SyncedSet[] {
  return (Object.keys(capabilityOf) as SyncedSet[]).filter((dataSet) => manifest.capabilities.includes(capabilityOf[dataSet]));
}

export function isSynced(dataSet: DataSet): dataSet is SyncedSet {
  return dataSet in capabilityOf;
}

interface SourceRequest {
  session: Session;
  dataSet: SyncedSet;
  connectionId: string;
}

/** The session's source of a data set; undefined where its settings leave it out. Metrics are read of the machines in the cache. */
export async function sourceOf(
  { cache, clock }: { cache: CacheAccess; clock: Clock },
  { session, dataSet, connectionId }: SourceRequest,
): Promise<Source<unknown> | undefined> {
  if (dataSet === 'buckets') return session.objects?.buckets;
  if (dataSet !== 'metrics') return session[capabilityOf[dataSet]];
  return session.metrics && backgroundSource({ api: await cache.api(), connectionId, source: session.metrics, clock });
}

/** Whether it reads this machine only, so that being offline does not matter. */
export function isLocal(manifest: Manifest): boolean {
  return manifest.local === true || manifest.opensFiles.length > 0;
}

/** Whether the source is a file that changes only by importing it again. */
export function opensFiles(manifest: Manifest): boolean {
  return manifest.opensFiles.length > 0;
}
