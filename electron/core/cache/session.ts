import { type BucketsRepository, createBucketsRepository } from './buckets-repository.ts';
import type { CacheApi } from './cache-api.ts';
import { type CacheFiles, cacheFiles } from './cache-files.ts';
import type { CostStore } from './costs/cost-store.ts';
import { createEvictionLog, type EvictionLog } from './evictions.ts';
import { createJobsRepository } from './jobs-repository.ts';
import { createMachinesRepository, type MachinesRepository } from './machines-repository.ts';
import { createMetricsRepository, type MetricsRepository } from './metrics/metrics-repository.ts';
import type { Migration } from './migrate.ts';
import { openDatabase } from './open-database.ts';
import { createSetsRepository, type SetsRepository } from './sets-repository.ts';
import type { Sqlite } from './sqlite.ts';

/** What the cache is made of; tests give their own. */
export interface CacheParts {
  migrations: readonly Migration[];
  createCosts(db: Sqlite, sets: SetsRepository): CostStore;
  /** Bytes up to which a database is checked before it is used; 64 MB by default. */
  checkAtOnceBelow?: number;
  /** Logs a fault that no caller waits for. */
  report(cause: unknown): void;
}

/** The open database and everything that works on it. */
export interface Session {
  db: Sqlite;
  files: CacheFiles;
  key: string;
  maxBytes: number;
  recovery: string | null;
  unchecked: boolean;
  sets: SetsRepository;
  machines: MachinesRepository;
  buckets: BucketsRepository;
  metrics: MetricsRepository;
  costs: CostStore;
  jobs: CacheApi['jobs'];
  evictions: EvictionLog;
  /** The file was found sound: what unclean ends left behind is forgotten. */
  sound(): void;
  close(): void;
}

interface SessionOptions {
  folder: string;
  key: string;
  maxBytes: number;
  /** Damage met by the session before: the database is replaced. */
  damage?: string;
}

export function openSession(parts: CacheParts, { folder, key, maxBytes, ...damage }: SessionOptions): Session {
  const files = cacheFiles(folder);
  const { migrations, checkAtOnceBelow } = parts;
  const { db, markers, recovery, unchecked } = openDatabase({ files, key, migrations, checkAtOnceBelow, now: Date.now(), ...damage });
  const close = () => {
    markers.remove();
    db.close();
  };
  try {
    const sets = createSetsRepository(db);
    const machines = createMachinesRepository(db, sets);
    const buckets = createBucketsRepository(db, sets);
    const metrics = createMetricsRepository(db, sets, machines);
    const costs = parts.createCosts(db, sets);
    // Rows of a read that was killed; those of another living process are still being read.
    if (!markers.shared) costs.discardUnfinished();
    const repositories = { sets, machines, buckets, metrics, costs, jobs: createJobsRepository(db), evictions: createEvictionLog(db) };
    return { db, files, key, maxBytes, recovery, unchecked, ...repositories, sound: () => markers.clearDead(), close };
  } catch (cause) {
    close();
    throw cause;
  }
}
