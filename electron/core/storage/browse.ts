import { appError } from '#shared/errors/app-error.ts';
import type { Problem } from '#shared/model/freshness.ts';
import type { BrowseQuery, BrowseResult } from '#shared/model/storage.ts';
import type { Clock, Connectivity } from '../ports.ts';
import type { FolderListings } from './folder-listings.ts';
import type { Storage } from './storage.ts';

/** Age in ms from which a folder that somebody opens is listed again. */
const freshMs = 60_000;

interface Parts {
  storage: Pick<Storage, 'index' | 'listings'>;
  clock: Clock;
  connectivity: Connectivity;
  /** Whether the connection still stands; a removed one shows what was read of it. */
  connectionName: (connectionId: string) => string | null;
}

interface Request extends BrowseQuery {
  cached: boolean;
  refresh: boolean;
}

function problemOf({ connectionName, clock }: Parts, { connectionId, bucket, prefix }: BrowseQuery, listings: FolderListings): Problem[] {
  const name = connectionName(connectionId);
  const about = { connectionId, connectionName: name, dataSet: null, scope: `${bucket}/${prefix}` };
  const failed = listings.problem({ connectionId, bucket, prefix });
  if (failed) return [{ ...about, ...failed }];
  if (name !== null) return [];
  const error = appError('not_found', 'The connection was removed: this is what was read before');
  return [{ ...about, error, at: clock.now() }];
}

/** One folder from the cache; where it is old, its provider is asked, and the answer comes by `changed` and the next read. */
export async function browse(parts: Parts, { cached, refresh, ...query }: Request): Promise<BrowseResult> {
  const { storage, clock, connectivity, connectionName } = parts;
  const { connectionId, bucket, prefix } = query;
  const folder = { connectionId, bucket, prefix };
  const api = await storage.index();
  const ask = !cached && connectivity.online() && connectionName(connectionId) !== null;
  let found = await api.query.browse(query);
  const listedAt = await api.levels.asOf(folder);
  const old = listedAt === null || clock.now() - listedAt > freshMs;
  // Other windows of a folder that is being shown do not ask again: the first one did.
  if (ask && (refresh || (old && storage.listings.problem(folder) === null) || (old && query.offset === 0))) {
    const listing = storage.listings.begin(folder);
    if (found.source === 'none') {
      await listing.firstPage;
      found = await api.query.browse(query);
    }
  }
  const { source, complete, ...shown } = found;
  const listing = storage.listings.running(folder) !== undefined;
  const problems = problemOf(parts, query, storage.listings);
  const stale = !complete || problems.length > 0 || (shown.asOf !== null && clock.now() - shown.asOf > freshMs);
  return { ...shown, stale, problems, listing, cached: source === 'index' || !ask };
}
