import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { z } from 'zod';
import { createAuditLog } from '#core/audit/audit-log.ts';
import type { ObjectStore } from '#core/capabilities/objects.ts';
import { createFolderStore } from '#core/local-files/create-folder-store.ts';
import { nameProblem, nameRulesOf } from '#core/local-files/key-path.ts';
import type { FileSystemRules } from '#core/transfers/plans/file-system-rules.ts';
import type { PlannerParts } from '#core/transfers/plans/planner-parts.ts';
import { createStoragePlanner } from '#core/transfers/plans/storage-planner.ts';
import type { WorkItem } from '#core/transfers/transfers-api.ts';
import { failure } from '#shared/errors/app-error.ts';
import { environmentsSchema } from '#shared/model/environment.ts';
import type { Bucket, StorageFeatures } from '#shared/model/storage.ts';
import { storageVerbs } from '#shared/model/storage.ts';
import { storageRequestSchema } from '#shared/model/transfer.ts';
import { type FakeClock, fakeClock } from './fake-clock.ts';
import { createMemoryStore, type MemoryStore } from './memory-store.ts';
import { operationsHere } from './operations.ts';
import { tempFolder } from './temp-folder.ts';
import { transfersHere } from './transfers.ts';

const features: StorageFeatures = {
  bucketWord: 'Bucket',
  scheme: 's3',
  verbs: [...storageVerbs],
  classes: [
    { id: 'STANDARD', title: 'Standard', archive: false, minimumDays: 0 },
    { id: 'STANDARD_IA', title: 'Infrequent access', archive: false, minimumDays: 30 },
    { id: 'GLACIER', title: 'Archive', archive: true, minimumDays: 90 },
  ],
  checksums: ['CRC32'],
  maxObjectBytes: 5 * 1024 ** 4,
  maxKeyBytes: 1024,
  maxPresignSeconds: 604_800,
  restoreTiers: [
    { id: 'Expedited', title: 'Expedited', wait: '1 to 5 minutes' },
    { id: 'Standard', title: 'Standard', wait: '3 to 5 hours' },
  ],
};

const folderFeatures: StorageFeatures = {
  ...features,
  bucketWord: 'Folder',
  scheme: 'file',
  verbs: [],
  classes: [],
  restoreTiers: [],
  maxObjectBytes: Number.MAX_SAFE_INTEGER,
  maxKeyBytes: 4096,
};

interface Options {
  /** By connection id; absent: `c1` with a bucket `bucket`. */
  stores?: Record<string, MemoryStore>;
  /** Facts of buckets that differ from what the store lists. */
  buckets?: Record<string, Partial<Bucket>>;
  features?: Partial<StorageFeatures>;
  environments?: z.input<typeof environmentsSchema>;
  fileSystem?: FileSystemRules;
  prices?: PlannerParts['prices'];
}

async function listedBucket(store: ObjectStore, wanted: string): Promise<Bucket | null> {
  for await (const { items } of store.buckets.read({ scope: { id: '', label: '' }, signal: new AbortController().signal, cursor: null })) {
    const found = items.find(({ bucket }) => bucket === wanted);
    if (found) return found;
  }
  return null;
}

/** A planner over stores in memory and real folders, with a real store of transfers and a real audit log. */
export function storageWorld(options: Options = {}) {
  const home = tempFolder();
  const stores = options.stores ?? { c1: createMemoryStore() };
  const local = createFolderStore({ rootOf: (folder) => folder });
  const clock: FakeClock = fakeClock();
  const transfers = transfersHere(join(home, 'transfers'));
  const operations = operationsHere(join(home, 'operations'));
  const changed: string[] = [];
  const events = {
    emit: () => undefined,
    changed: (...tables: string[]) => void changed.push(...tables),
    on: () => () => undefined,
    watch: () => undefined,
  };
  const audit = createAuditLog({ operations: { api: async () => operations, close: async () => undefined }, clock, events, via: 'cli' });
  let environments = environmentsSchema.parse(options.environments ?? {});
  let open = 0;
  const enqueued: string[] = [];
  const rules = nameRulesOf('linux');
  const parts: PlannerParts = {
    stores: {
      async open(connectionId) {
        const store = connectionId === null ? local : stores[connectionId];
        if (!store) throw failure('not_found', `There is no connection ${connectionId}`);
        open += 1;
        return { store, release: () => void (open -= 1) };
      },
      features: (connectionId) => (connectionId === null ? folderFeatures : { ...features, ...options.features }),
    },
    transfers: { api: async () => transfers },
    settings: { get: () => ({ environments }) },
    async bucketOf({ connectionId, bucket }) {
      const facts = stores[connectionId] && (await listedBucket(stores[connectionId], bucket));
      return facts ? { ...facts, ...options.buckets?.[bucket], connectionId, environment: '', index: null } : null;
    },
    nameProblem: (key) => nameProblem(key, rules),
    fileSystem: async () => options.fileSystem ?? { caseSensitive: true, normalises: false },
    ...(options.prices && { prices: options.prices }),
    audit,
    clock,
    events,
    async enqueue(transferId) {
      enqueued.push(transferId);
      return (await transfers.transfers.get({ transferId }))!.transfer;
    },
  };
  const planner = createStoragePlanner(parts);
  const signal = new AbortController().signal;
  return {
    parts,
    planner,
    transfers,
    operations,
    clock,
    stores,
    local,
    enqueued,
    signal,
    /** Stores that are open and were not given back. */
    open: () => open,
    setEnvironments: (next: z.input<typeof environmentsSchema>) => void (environments = environmentsSchema.parse(next)),
    plan: (request: z.input<typeof storageRequestSchema>) => planner.plan(storageRequestSchema.parse(request), signal),
    apply: (planId: string, confirm = '') => planner.apply({ planId, confirm }, signal),
    /** All items of a plan as they are stored. */
    items: async (planId: string): Promise<WorkItem[]> => (await transfers.plans.items({ planId, offset: 0, limit: 100_000 })).items,
    records: async () =>
      (
        await operations.audit.list({
          text: '',
          events: [],
          outcome: null,
          runId: null,
          machine: null,
          from: null,
          to: null,
          offset: 0,
          limit: 1000,
        })
      ).records,
  };
}

/** Writes files below a new folder; returns its path. */
export function folderWith(files: Record<string, string>): string {
  const folder = tempFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}
