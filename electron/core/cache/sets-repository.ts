import type { AppError } from '#shared/errors/app-error.ts';
import type { DataSet, Freshness } from '#shared/model/freshness.ts';
import type { SetKey, SetOutcome } from './cache-api.ts';
import type { Sqlite } from './sqlite.ts';

interface SetRow {
  connection_id: string;
  data_set: DataSet;
  scope: string;
  as_of: number | null;
  complete: number;
  rows: number;
  stale_after: number | null;
  last_error: string | null;
  last_error_at: number | null;
  next_refresh: number | null;
}

/** Freshness of every data set, and how far an interrupted read came. */
export interface SetsRepository {
  list(options?: { connectionId?: string | undefined; dataSet?: DataSet | undefined }): Freshness[];
  /** A complete read ended: clears the error and the cursor. */
  succeeded(outcome: SetKey & SetOutcome & { rows: number }): void;
  /** A read failed: what the set shows stays, the error stands beside it, the cursor stays for the next try. */
  failed(options: SetKey & { error: AppError; at: number; nextRefresh: number | null }): void;
  /** Remembers how far the read `run` came. Call it in the transaction that stores the page. */
  setCursor(key: SetKey, run: string, cursor: string | null): void;
  /** Where an interrupted read can go on; null when it cannot. */
  cursor(key: SetKey): { cursor: string; run: string } | null;
  /** Rows of an unfinished read are being shown. */
  partial(options: SetKey & { rows: number }): void;
  scopes(options: { connectionId: string; dataSet: DataSet }): string[];
  remove(key: SetKey): void;
  forget(connectionId: string): void;
}

function toFreshness(row: SetRow): Freshness {
  return {
    connectionId: row.connection_id,
    dataSet: row.data_set,
    scope: row.scope,
    asOf: row.as_of,
    complete: row.complete === 1,
    rows: row.rows,
    staleAfter: row.stale_after,
    lastError: row.last_error === null ? null : (JSON.parse(row.last_error) as AppError),
    lastErrorAt: row.last_error_at,
    nextRefresh: row.next_refresh,
  };
}

function prepare(db: Sqlite) {
  const key = 'connection_id = @connectionId AND data_set = @dataSet AND scope = @scope';
  const upsert = (columns: string, values: string, update: string) =>
    db.prepare(`INSERT INTO sets (connection_id, data_set, scope, ${columns}) VALUES (@connectionId, @dataSet, @scope, ${values})
      ON CONFLICT DO UPDATE SET ${update}`);
  return {
    list: db.prepare(`SELECT * FROM sets WHERE connection_id = coalesce(@connectionId, connection_id)
      AND data_set = coalesce(@dataSet, data_set) ORDER BY connection_id, data_set, scope`),
    succeeded: upsert(
      'as_of, complete, rows, stale_after, next_refresh',
      '@at, 1, @rows, @staleAfter, @nextRefresh',
      `as_of = @at, complete = 1, rows = @rows, stale_after = @staleAfter, next_refresh = @nextRefresh,
       last_error = NULL, last_error_at = NULL, run = NULL, cursor = NULL`,
    ),
    failed: upsert(
      'last_error, last_error_at, next_refresh',
      '@error, @at, @nextRefresh',
      'last_error = @error, last_error_at = @at, next_refresh = @nextRefresh',
    ),
    setCursor: upsert('run, cursor', '@run, @cursor', 'run = @run, cursor = @cursor'),
    partial: upsert('complete, rows', '0, @rows', 'complete = 0, rows = @rows'),
    cursor: db.prepare(`SELECT cursor, run FROM sets WHERE ${key} AND cursor IS NOT NULL`),
    scopes: db.prepare('SELECT scope FROM sets WHERE connection_id = @connectionId AND data_set = @dataSet').pluck(),
    remove: db.prepare(`DELETE FROM sets WHERE ${key}`),
    forget: db.prepare('DELETE FROM sets WHERE connection_id = ?'),
  };
}

export function createSetsRepository(db: Sqlite): SetsRepository {
  const sql = prepare(db);
  return {
    list: (options = {}) =>
      (sql.list.all({ connectionId: options.connectionId ?? null, dataSet: options.dataSet ?? null }) as SetRow[]).map(toFreshness),
    succeeded: (outcome) => void sql.succeeded.run(outcome),
    failed: ({ error, ...rest }) => void sql.failed.run({ ...rest, error: JSON.stringify(error) }),
    setCursor: (key, run, cursor) => void sql.setCursor.run({ ...key, run, cursor }),
    cursor: (key) => (sql.cursor.get(key) as { cursor: string; run: string } | undefined) ?? null,
    partial: (options) => void sql.partial.run(options),
    scopes: (options) => sql.scopes.all(options) as string[],
    remove: (key) => void sql.remove.run(key),
    forget: (connectionId) => void sql.forget.run(connectionId),
  };
}
