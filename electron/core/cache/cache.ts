import { failure } from '#shared/errors/app-error.ts';
import type { CacheApi, OpenOptions, OpenReport } from './cache-api.ts';
import { backupPath, fileBytes, listBackups, pruneBackups } from './cache-files.ts';
import { evictMetrics, evictMonths, shrink } from './eviction.ts';
import { withMaintenance } from './maintenance.ts';
import { schemaVersion } from './migrate.ts';
import { type CacheParts, openSession, type Session } from './session.ts';
import { isDamage } from './sqlite.ts';
import { sqliteFailure } from './sqlite-failures.ts';

/** `CacheApi` as it runs inside its thread: every method may be asynchronous, because callers wait for a message anyway. */
export type CacheGroups = {
  [G in keyof CacheApi]: {
    [M in keyof CacheApi[G]]: CacheApi[G][M] extends (...args: infer A) => infer R ? (...args: A) => R | Promise<Awaited<R>> : never;
  };
};

const keepBackups = 2;

/** The cache: one open database at a time, repaired when it turns out to be damaged while in use. */
export function createCache(parts: CacheParts): CacheGroups {
  let session: Session | null = null;

  const current = (): Session => {
    if (!session) throw failure('conflict', 'The cache is not open.', { hint: 'Unlock the vault, or start the console again.' });
    return session;
  };

  /** Replaces a damaged database under the running program. */
  const repair = (damaged: Session, damage: string): string => {
    damaged.close();
    session = null;
    session = openSession(parts, { folder: damaged.files.folder, key: damaged.key, maxBytes: damaged.maxBytes, damage });
    return session.recovery ?? damage;
  };

  /** Repairs what the call met, unless another call did so before; the call itself has failed. */
  const repaired = (used: Session, damage: string) => {
    const message = used === session ? repair(used, damage) : 'The cache was damaged and has been replaced.';
    return failure('conflict', message, { hint: 'Refresh to see what is there now.' });
  };

  const explain = (used: Session, cause: unknown): unknown => {
    if (!isDamage(cause)) return sqliteFailure(cause) ?? cause;
    return repaired(used, cause.message);
  };

  const guarded = <A extends unknown[], R>(work: (used: Session, ...args: A) => R) => {
    return (...args: A): R => {
      const used = current();
      try {
        const result = work(used, ...args);
        if (!(result instanceof Promise)) return result;
        return result.catch((cause: unknown) => {
          throw explain(used, cause);
        }) as R;
      } catch (cause) {
        throw explain(used, cause);
      }
    };
  };

  /** A group whose methods go to the open session's part of the same name. */
  const delegate = <G extends object>(part: (used: Session) => G): G =>
    new Proxy({} as G, {
      get: (_, name) =>
        guarded((used, ...args: unknown[]) => (part(used) as Record<string | symbol, (...args: unknown[]) => unknown>)[name]!(...args)),
    });

  const checkInBackground = async (used: Session) => {
    const damage = await withMaintenance((api) => api.check.damage({ database: used.files.database, key: used.key }));
    if (used !== session) return;
    if (damage === null) used.sound();
    else repair(used, damage);
  };

  const open = (options: OpenOptions): OpenReport => {
    session?.close();
    session = null;
    try {
      session = openSession(parts, options);
    } catch (cause) {
      throw sqliteFailure(cause) ?? cause;
    }
    if (session.unchecked) checkInBackground(session).catch((cause: unknown) => parts.report(cause));
    const sqliteVersion = session.db.prepare('SELECT sqlite_version()').pluck().get() as string;
    return { recovery: session.recovery, schemaVersion: schemaVersion(session.db), sqliteVersion };
  };

  return {
    store: {
      open: async (options) => open(options),
      status: guarded((used) => ({
        bytes: fileBytes(used.files.database) + fileBytes(`${used.files.database}-wal`),
        maxBytes: used.maxBytes,
        schemaVersion: schemaVersion(used.db),
        encrypted: true,
        costRows: used.costs.rowCount(),
        machines: used.machines.count(),
        lastBackupAt: listBackups(used.files)[0]?.at ?? null,
        recovery: used.recovery,
        evictions: used.evictions.list(),
      })),
      setMaxBytes: guarded((used, { maxBytes }) => void (used.maxBytes = maxBytes)),
      backup: guarded(async (used, { now }) => {
        const path = backupPath(used.files, now);
        const copy = await withMaintenance((api) => api.copy.backup({ database: used.files.database, key: used.key, target: path }));
        if ('damage' in copy) throw repaired(used, copy.damage);
        pruneBackups(used.files, keepBackups);
        return { path, bytes: copy.bytes };
      }),
      evict: guarded(async (used, options) => {
        const freed = await evictMetrics(used, options.now);
        const removed = await evictMonths(used, options);
        if (freed + removed.removedRows > 0) await shrink(used.db);
        return removed;
      }),
      forget: guarded((used, { connectionId }) => forget(used, connectionId)),
      close: () => {
        session?.close();
        session = null;
      },
    },
    sets: {
      list: guarded((used, options) => used.sets.list(options)),
      failed: guarded((used, options) => used.sets.failed(options)),
      keepScopes: guarded((used, options) => keepScopes(used, options)),
      cursor: guarded((used, options) => used.sets.cursor(options)),
    },
    machines: delegate((used) => used.machines),
    buckets: delegate((used) => used.buckets),
    metrics: delegate((used) => used.metrics),
    costs: delegate((used) => used.costs),
    jobs: delegate((used) => used.jobs),
  };
}

function forget({ db, sets, machines, buckets, metrics, costs }: Session, connectionId: string): { removedRows: number } {
  const remove = db.transaction(() => {
    const removedRows = machines.remove({ connectionId }) + buckets.remove({ connectionId }) + costs.forget(connectionId);
    metrics.forget(connectionId);
    sets.forget(connectionId);
    return { removedRows };
  });
  return remove.immediate();
}

function keepScopes(
  { db, sets, machines, buckets, costs }: Session,
  { connectionId, dataSet, scopes }: Parameters<CacheApi['sets']['keepScopes']>[0],
) {
  const kept = new Set(scopes);
  const gone = sets.scopes({ connectionId, dataSet }).filter((scope) => !kept.has(scope));
  const remove = db.transaction((scope: string) => {
    if (dataSet === 'machines') machines.remove({ connectionId, scope });
    if (dataSet === 'buckets') buckets.remove({ connectionId, scope });
    if (dataSet === 'costs') costs.dropScope(connectionId, scope);
    sets.remove({ connectionId, dataSet, scope });
  });
  for (const scope of gone) remove.immediate(scope);
}
