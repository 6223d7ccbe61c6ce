import { mkdirSync } from 'node:fs';
import { createActionEngine } from './actions/create-action-engine.ts';
import { createAuditLog } from './audit/audit-log.ts';
import { openCacheThread } from './cache/cache-thread.ts';
import type { ListRequest, ObjectPage } from './capabilities/objects.ts';
import { type ConnectionStore, openConnectionStore } from './config/connection-store.ts';
import { type HomeLock, openHomeLock } from './config/home-lock.ts';
import { openSettingsStore, type SettingsStore } from './config/settings-store.ts';
import type { Core, CoreOptions } from './core.ts';
import { createOperationsAccess, type OperationsThread } from './operations/operations-access.ts';
import { openOperationsThread } from './operations/operations-thread.ts';
import type { Keyring } from './ports.ts';
import { createScheduleStore } from './schedules/schedule-store.ts';
import { createSchedules } from './schedules/schedules.ts';
import { type CacheAccess, type CacheThread, createCacheAccess } from './services/cache-access.ts';
import { createEventHub, type EventHub } from './services/event-hub.ts';
import { createFileGrants } from './services/file-grants.ts';
import { notingVault } from './services/noting-vault.ts';
import type { ServiceContext } from './services/service-context.ts';
import { createServices } from './services/services.ts';
import { createSessions } from './services/sessions.ts';
import { createStorage } from './storage/create-storage.ts';
import type { ObjectIndexThread } from './storage/index/object-index-access.ts';
import { openObjectIndexThread } from './storage/index/object-index-thread.ts';
import type { Stores } from './storage/stores.ts';
import { createBreakers } from './sync/breakers.ts';
import { type InterruptedJobs, interruptedJobs } from './sync/interrupted-jobs.ts';
import { createJobTracker } from './sync/job-tracker.ts';
import { createMaintenance } from './sync/maintenance.ts';
import { createScheduler } from './sync/scheduler.ts';
import type { SyncContext } from './sync/sync-context.ts';
import { createSyncEngine } from './sync/sync-engine.ts';
import type { TransfersThread } from './transfers/store/transfers-access.ts';
import { openTransfersThread } from './transfers/store/transfers-thread.ts';
import { systemKeychain } from './vault/keychain-keyring.ts';
import { openVault } from './vault/open-vault.ts';
import type { Vault } from './vault/vault.ts';

/** Parts of the core that tests replace. */
export interface CoreParts {
  keychain: Keyring;
  /** For jitter: 0 ≤ x < 1. */
  random(): number;
  openCacheThread(): CacheThread;
  openOperationsThread(): OperationsThread;
  openIndexThread(): ObjectIndexThread;
  openTransfersThread(): TransfersThread;
}

/** A refresh by itself has time; the command line answers a person who waits. */
const patient = { attempts: 4, firstDelayMs: 1_000, maxDelayMs: 30_000 };
const prompt = { attempts: 2, firstDelayMs: 500, maxDelayMs: 5_000 };

/** What everything else stands on. */
interface Ground {
  options: CoreOptions;
  parts: Partial<CoreParts>;
  events: EventHub;
  vault: Vault;
  connections: ConnectionStore;
  settings: SettingsStore;
  lock: HomeLock;
  left: InterruptedJobs;
}

function badFileReporter({ logger }: CoreOptions, events: EventHub) {
  return (setAside: string, reason: string) => {
    logger.error('settings file set aside', { setAside, reason });
    events.emit({ type: 'notice', level: 'error', message: `A settings file could not be read (${reason}). It was kept as ${setAside}` });
  };
}

/** The first start of a home with a person in front of it shows the demo organisation, until they remove it. */
function seedDemo({ options: { shell, connectors, clock }, connections }: Ground): void {
  const demo = connectors.find((one) => one.manifest.kind === 'demo');
  if (shell.kind === 'cli' || !demo || !connections.untouched()) return;
  const never = { account: null, lastCheckAt: null, lastCheckError: null };
  connections.add({ kind: 'demo', name: 'Demo organisation', settings: {}, createdAt: clock.now(), ...never });
}

async function layGround(options: CoreOptions, parts: Partial<CoreParts>): Promise<Ground> {
  const { home, clock, logger, vaultBackend, passphrase, secretsSeen } = options;
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const events = createEventHub((cause) => logger.error('event listener failed', { cause }));
  const keychain = parts.keychain ?? systemKeychain();
  const vault = await openVault({ home, requested: vaultBackend, passphrase, keychain, logger, clock });
  const onBad = badFileReporter(options, events);
  const connections = openConnectionStore({ home, onBad });
  const settings = openSettingsStore({ home, onBad });
  const lock = openHomeLock(home);
  const left = interruptedJobs({ lock, clock, resume: options.schedule });
  return { options, parts, events, vault: secretsSeen ? notingVault(vault, secretsSeen) : vault, connections, settings, lock, left };
}

function openCache({ options, parts, vault, settings, left, events }: Ground): CacheAccess {
  return createCacheAccess({
    home: options.home,
    key: () => vault.cacheKey(),
    maxBytes: () => settings.get().cache.maxMegabytes * 1_048_576,
    openThread: parts.openCacheThread ?? (() => openCacheThread({ logger: options.logger })),
    async onOpen(api, { recovery }) {
      await left.onOpen(api);
      if (recovery) events.emit({ type: 'notice', level: 'warning', message: recovery });
    },
  });
}

function build(ground: Ground): ServiceContext {
  const { options, parts, events, vault, connections, settings, lock, left } = ground;
  const { clock, logger, connectivity } = options;
  const random = parts.random ?? Math.random;
  const cache = openCache(ground);
  const jobs = createJobTracker({ cache, clock, events });
  const sessions = createSessions(options);
  const maintenance = createMaintenance({ cache, clock, events, jobs, logger, settings: settings.get });
  const context: SyncContext = {
    cache,
    clock,
    connectivity,
    logger,
    events,
    jobs,
    sessions,
    breakers: createBreakers(clock),
    retry: options.schedule ? patient : prompt,
    random,
    secretsOf: (connectionId) => (key) => vault.secrets.get(connectionId, key),
    environmentRules: () => settings.get().environments.rules,
    afterCosts: async () => void (await maintenance.evict()),
  };
  const engine = createSyncEngine(context);
  const enabled = () => settings.get().autoSync;
  const scheduler = createScheduler({ context, connections, engine, maintenance, lock, enabled, takeInterrupted: left.take });
  const grants = createFileGrants();
  const openThread = parts.openOperationsThread ?? (() => openOperationsThread({ logger }));
  const operations = createOperationsAccess({ home: options.home, key: () => vault.cacheKey(), openThread });
  const audit = createAuditLog({ operations, clock, events, via: options.shell.kind });
  const actions = createActionEngine({
    clock,
    logger,
    random,
    cache,
    connections,
    sessions,
    vault,
    settings,
    events,
    jobs,
    operations,
    audit,
  });
  const store = createScheduleStore(operations);
  const schedules = createSchedules({ store, cache, settings, actions, audit, events, clock, connectivity, logger, lock });
  const storage = createStorage({
    home: options.home,
    clock,
    logger,
    random,
    connectivity,
    cache,
    connections,
    sessions,
    settings,
    vault,
    events,
    jobs,
    audit,
    openIndexThread: parts.openIndexThread ?? (() => openObjectIndexThread({ logger })),
    openTransfersThread: parts.openTransfersThread ?? (() => openTransfersThread({ logger })),
  });
  return {
    options,
    vault,
    cache,
    connections,
    settings,
    events,
    jobs,
    sessions,
    engine,
    scheduler,
    maintenance,
    grants,
    operations,
    audit,
    actions,
    schedules,
    storage,
  };
}

/** Pages of a listing as they arrive; the store is given back at the end, however it comes. */
async function* listed(stores: Stores, connectionId: string | null, request: ListRequest): AsyncIterable<ObjectPage> {
  const { store, release } = await stores.open(connectionId);
  try {
    yield* store.list(request);
  } finally {
    release();
  }
}

/**
 * Wires the console of one home: vault, configuration, cache thread, scheduler and services. It starts with a locked
 * vault too: what needs the cache then fails with `auth_required` and fix `choose_vault` until it is unlocked.
 */
export async function createCore(options: CoreOptions, parts: Partial<CoreParts> = {}): Promise<Core> {
  const ground = await layGround(options, parts);
  const context = build(ground);
  const { events, cache, scheduler, jobs, engine, vault, grants, operations, actions, schedules, storage } = context;
  seedDemo(ground);
  void cache.api().catch((cause: unknown) => options.logger.warn('cache not open yet', { cause }));
  if (options.schedule) {
    scheduler.start();
    schedules.start();
    void actions.resumeAll().catch((cause: unknown) => options.logger.warn('unfinished runs not resumed', { cause }));
    void storage.queue.resumeAll().catch((cause: unknown) => options.logger.warn('unfinished transfers not resumed', { cause }));
  }
  const unfollow = options.connectivity.onChange(() => events.emit({ type: 'connectivity', online: options.connectivity.online() }));
  return {
    services: createServices(context),
    grants,
    onEvent: events.on,
    listObjects: ({ connectionId, ...request }) => listed(storage.stores, connectionId, request),
    async close() {
      unfollow();
      await scheduler.stop();
      await schedules.stop();
      jobs.interrupt();
      await storage.close();
      await actions.stop();
      await engine.idle();
      await operations.close();
      await cache.close();
      vault.close();
      ground.lock.release();
    },
  };
}
