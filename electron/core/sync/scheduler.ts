import type { ErrorCode } from '#shared/errors/codes.ts';
import type { Freshness } from '#shared/model/freshness.ts';
import type { Job } from '#shared/model/job.ts';
import type { ConnectionStore, StoredConnection } from '../config/connection-store.ts';
import type { HomeLock } from '../config/home-lock.ts';
import { dataSetsOf, isLocal, isSynced, type SyncedSet } from './capabilities.ts';
import { isDue, nextDue } from './due.ts';
import type { Maintenance } from './maintenance.ts';
import type { SyncContext } from './sync-context.ts';
import type { SyncEngine } from './sync-engine.ts';

/** Refreshes what is past its age limit, while there is a network and the machine is awake. */
export interface Scheduler {
  start(): void;
  /** Looks again now: the vault was opened, the settings changed. What failed by `mended` is tried at once. */
  wake(mended?: readonly ErrorCode[]): void;
  stop(): Promise<void>;
}

export interface SchedulerParts {
  context: SyncContext;
  connections: ConnectionStore;
  engine: SyncEngine;
  maintenance: Maintenance;
  lock: HomeLock;
  /** Whether the person wants refreshes by themselves. */
  enabled: () => boolean;
  /** Jobs that a killed process left; asked once. */
  takeInterrupted: () => Promise<Job[]>;
}

const longestNapMs = 60_000;
const shortestNapMs = 1_000;
/** A start with something to show first shows it: refreshes and backups compete with the first screen for the processor. */
const settleMs = 3_000;

interface Look extends SchedulerParts {
  /** True once for each data set and settings: a connection that offers no rows of it is not asked every minute. */
  firstTry: (connection: StoredConnection, dataSet: SyncedSet) => boolean;
}

function onceEach(): Look['firstTry'] {
  const tried = new Set<string>();
  return ({ id, settings }, dataSet) => {
    const name = JSON.stringify([id, dataSet, settings]);
    return !tried.has(name) && tried.add(name) !== undefined;
  };
}

function dueSets(
  parts: Look,
  connection: StoredConnection,
  { sets, mended }: { sets: Freshness[]; mended: readonly ErrorCode[] },
): SyncedSet[] {
  const { context, engine, firstTry } = parts;
  const manifest = context.sessions.manifests().find((one) => one.kind === connection.kind);
  if (!manifest) return [];
  const paused = !context.connectivity.online() || context.connectivity.suspended();
  if (paused && !isLocal(manifest)) return [];
  const now = context.clock.now();
  const mineOf = (dataSet: SyncedSet) => sets.filter((set) => set.connectionId === connection.id && set.dataSet === dataSet);
  const isWanted = (dataSet: SyncedSet, wanted: readonly SyncedSet[]) => {
    if (engine.isRunning(connection.id, dataSet)) return false;
    const mine = mineOf(dataSet);
    if (mine.length > 0) return mine.some((set) => isDue(set, { now, mended }));
    // Metrics are of machines: they come with the first read of those, however often that has to be tried.
    if (dataSet === 'metrics' && mineOf('machines').every(({ asOf }) => asOf === null)) return wanted.includes('machines');
    return firstTry(connection, dataSet);
  };
  return dataSetsOf(manifest).reduce<SyncedSet[]>((wanted, dataSet) => (isWanted(dataSet, wanted) ? [...wanted, dataSet] : wanted), []);
}

/** Takes up what a killed process was reading, whatever its age says. */
async function resumeInterrupted({ connections, engine, takeInterrupted }: SchedulerParts): Promise<void> {
  const known = new Map(connections.list().map((connection) => [connection.id, connection]));
  for (const { connectionId, dataSet } of await takeInterrupted()) {
    const connection = connectionId === null ? undefined : known.get(connectionId);
    if (connection && dataSet && isSynced(dataSet)) engine.start({ connection, dataSets: [dataSet], force: true });
  }
}

/** One look at all connections; returns when to look again, epoch ms. */
async function look(parts: Look, mended: readonly ErrorCode[]): Promise<number> {
  const { context, connections, engine, maintenance } = parts;
  if (!parts.lock.claim()) return Number.POSITIVE_INFINITY;
  const api = await context.cache.api();
  await resumeInterrupted(parts);
  await maintenance.backupWhenOld();
  if (!parts.enabled()) return Number.POSITIVE_INFINITY;
  const sets = await api.sets.list({});
  for (const connection of connections.list()) {
    const dataSets = dueSets(parts, connection, { sets, mended });
    if (dataSets.length > 0) engine.start({ connection, dataSets, force: false, due: { mended } });
  }
  return nextDue(sets);
}

export function createScheduler(parts: SchedulerParts): Scheduler {
  const { clock, connectivity, logger, breakers } = parts.context;
  const stopped = new AbortController();
  let nap = new AbortController();
  let mended: readonly ErrorCode[] = [];
  let loop: Promise<void> = Promise.resolve();
  const wake = (gone: readonly ErrorCode[] = []) => {
    mended = [...mended, ...gone];
    nap.abort();
  };
  const sleepUntil = async (next: number) => {
    if (nap.signal.aborted) return;
    const ms = Math.min(longestNapMs, Math.max(shortestNapMs, next - clock.now()));
    await clock.sleep(ms, nap.signal).catch(() => undefined);
  };
  const lookOnce = async () => {
    nap = new AbortController();
    const gone = mended;
    mended = [];
    try {
      return await look(looked, gone);
    } catch (cause) {
      // A locked vault or a cache that does not open: the next wake-up or nap tries again.
      logger.info('scheduler waits', { cause });
      return Number.POSITIVE_INFINITY;
    }
  };
  const settle = async () => {
    const sets = await parts.context.cache.api().then(
      (api) => api.sets.list({}),
      () => [],
    );
    if (sets.length > 0 && !nap.signal.aborted) await clock.sleep(settleMs, nap.signal).catch(() => undefined);
  };
  const run = async () => {
    await settle();
    while (!stopped.signal.aborted) await sleepUntil(await lookOnce());
  };
  const looked = { ...parts, firstTry: onceEach() };
  let stopListening = () => {};
  return {
    start() {
      stopListening = connectivity.onChange(() => {
        if (!connectivity.online() || connectivity.suspended()) return;
        breakers.reset();
        wake(['offline', 'timeout']);
      });
      loop = run();
    },
    wake,
    async stop() {
      stopListening();
      stopped.abort();
      wake();
      await loop;
    },
  };
}
