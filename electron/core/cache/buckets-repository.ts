import { type EnvironmentRule, environmentOf } from '#shared/model/environment.ts';
import type { Bucket } from '#shared/model/storage.ts';
import type { CacheApi, StoredBucket } from './cache-api.ts';
import type { SetsRepository } from './sets-repository.ts';
import type { Sqlite } from './sqlite.ts';

type BucketsApi = CacheApi['buckets'];

/** Buckets of all connections: some thousand rows at most, each as one document. */
export interface BucketsRepository extends BucketsApi {
  /** Removes the buckets of a scope, or of the whole connection; returns how many. */
  remove(options: { connectionId: string; scope?: string }): number;
}

interface BucketRow {
  connection_id: string;
  environment: string;
  row: string;
}

function toStored({ connection_id, environment, row }: BucketRow): StoredBucket {
  return { ...(JSON.parse(row) as Bucket), connectionId: connection_id, environment };
}

/** A bucket as rules for environments see it. */
function judged(bucket: Bucket, rules: readonly EnvironmentRule[]): string {
  return environmentOf({ ...bucket, name: bucket.bucket }, rules);
}

function prepare(db: Sqlite) {
  return {
    put: db.prepare(`INSERT INTO buckets (connection_id, bucket, scope, run, environment, row)
      VALUES (@connectionId, @bucket, @scope, @run, @environment, @row)
      ON CONFLICT DO UPDATE SET scope = @scope, run = @run, environment = @environment, row = @row`),
    sweep: db.prepare('DELETE FROM buckets WHERE connection_id = @connectionId AND scope = @scope AND run <> @run'),
    count: db.prepare('SELECT count(*) FROM buckets WHERE connection_id = @connectionId AND scope = @scope').pluck(),
    list: db.prepare('SELECT connection_id, environment, row FROM buckets ORDER BY connection_id, bucket'),
    get: db.prepare('SELECT connection_id, environment, row FROM buckets WHERE connection_id = @connectionId AND bucket = @bucket'),
    relabel: db.prepare('UPDATE buckets SET environment = @environment WHERE connection_id = @connectionId AND bucket = @bucket'),
    remove: db.prepare('DELETE FROM buckets WHERE connection_id = @connectionId AND scope = coalesce(@scope, scope)'),
  };
}

export function createBucketsRepository(db: Sqlite, sets: SetsRepository): BucketsRepository {
  const sql = prepare(db);
  const list = () => (sql.list.all() as BucketRow[]).map(toStored);
  const put = db.transaction(({ connectionId, scope, run, buckets, rules, cursor }: Parameters<BucketsApi['put']>[0]) => {
    for (const bucket of buckets) {
      sql.put.run({ connectionId, scope, run, bucket: bucket.bucket, environment: judged(bucket, rules), row: JSON.stringify(bucket) });
    }
    sets.setCursor({ connectionId, dataSet: 'buckets', scope }, run, cursor);
  });
  const finish = db.transaction(({ connectionId, scope, run, ...outcome }: Parameters<BucketsApi['finish']>[0]) => {
    const removed = sql.sweep.run({ connectionId, scope, run }).changes;
    sets.succeeded({ connectionId, dataSet: 'buckets', scope, ...outcome, rows: sql.count.get({ connectionId, scope }) as number });
    return { removed };
  });
  const relabel = db.transaction(({ rules }: Parameters<BucketsApi['relabel']>[0]) => {
    const changed = list().filter((bucket) => judged(bucket, rules) !== bucket.environment);
    for (const bucket of changed) sql.relabel.run({ ...bucket, environment: judged(bucket, rules) });
    return changed.length;
  });
  return {
    put: (options) => put.immediate(options),
    finish: (options) => finish.immediate(options),
    list: () => ({ buckets: list(), sets: sets.list({ dataSet: 'buckets' }) }),
    get: (key) => {
      const row = sql.get.get(key) as BucketRow | undefined;
      return row ? toStored(row) : null;
    },
    relabel: (options) => relabel.immediate(options),
    remove: ({ connectionId, scope }) => sql.remove.run({ connectionId, scope: scope ?? null }).changes,
  };
}
