import { z } from 'zod';
import type { AppInfo, CacheStatus } from '../model/app-info.ts';
import { type CheckResult, type Connection, connectionSchema, type Manifest, settingsSchema } from '../model/connection.ts';
import {
  type BadRow,
  type ConformanceReport,
  type CostInventory,
  type CostResult,
  type CostRowsResult,
  costDimensionSchema,
  costQuerySchema,
  costRangeSchema,
  costRowsQuerySchema,
} from '../model/cost.ts';
import { dataSets, type Freshness, type Problem } from '../model/freshness.ts';
import type { Job } from '../model/job.ts';
import { type CachedMachine, type MachineFacets, type MachineQueryResult, machineQuerySchema } from '../model/machine.ts';
import type { Overview } from '../model/overview.ts';
import { type SettingsModel, settingsPatchSchema } from '../model/settings.ts';
import { type VaultStatus, vaultBackends } from '../model/vault.ts';
import { type Client, type Handlers, method } from './method.ts';

const nothing = z.strictObject({});
const id = z.string().min(1).max(100);
const connectionId = z.strictObject({ connectionId: id });
/** A file the person chose (dialog, drop or upload): the renderer holds the token, never the path. */
const fileToken = z.string().min(8).max(100);
const minute = 60_000;

/** Everything a renderer may ask for. Nothing else crosses the boundary. */
export const contract = {
  calls: {
    /** Cancels a running call of this port by its id; false when it is not running any more. */
    cancel: method<boolean>()(z.strictObject({ id })),
  },
  app: {
    info: method<AppInfo>()(nothing),
    cacheStatus: method<CacheStatus>()(nothing),
    /** Writes a diagnostics bundle (no secrets, no cached rows) to a granted file. */
    diagnostics: method<{ bytes: number }>()(z.strictObject({ target: fileToken }), minute),
    /** Runs eviction now and returns what was removed. */
    evict: method<{ removedMonths: string[]; removedRows: number }>()(nothing, 5 * minute),
  },
  files: {
    /** Asks the person for files to open; `null` tokens are never returned. In a browser the client uploads instead and this replies `unsupported`. */
    chooseOpen: method<{ token: string; name: string; bytes: number }[]>()(
      z.strictObject({ extensions: z.array(z.string()).max(20), multiple: z.boolean().default(false) }),
      60 * minute,
    ),
    /** Asks where to save. In a browser the file is made by the host and `downloadPath` is where to fetch it afterwards. Null: the person cancelled. */
    chooseSave: method<{ token: string; name: string; downloadPath: string | null } | null>()(
      z.strictObject({ suggestedName: z.string().min(1).max(120) }),
      60 * minute,
    ),
  },
  connections: {
    kinds: method<Manifest[]>()(nothing),
    list: method<Connection[]>()(nothing),
    /** Saves a connection; secrets go to the vault. Fails with `auth_required` and fix `choose_vault` when no vault is open for them. */
    add: method<Connection>()(
      z.strictObject({
        kind: z.string(),
        name: connectionSchema.shape.name,
        settings: settingsSchema,
        secrets: z.record(z.string(), z.string()).default({}),
      }),
    ),
    /** Secrets left out keep their value; an empty string removes one. */
    update: method<Connection>()(
      z.strictObject({
        connectionId: id,
        name: connectionSchema.shape.name.optional(),
        settings: settingsSchema.optional(),
        secrets: z.record(z.string(), z.string()).default({}),
      }),
    ),
    /** Checks a saved connection, or a draft before it is saved. */
    check: method<CheckResult>()(
      z.union([
        connectionId,
        z.strictObject({ kind: z.string(), settings: settingsSchema, secrets: z.record(z.string(), z.string()).default({}) }),
      ]),
      2 * minute,
    ),
    /** Removes the connection and its secrets; with `forgetData` its cached rows too, else they stay reviewable. */
    remove: method<{ removedRows: number }>()(z.strictObject({ connectionId: id, forgetData: z.boolean() }), 5 * minute),
  },
  sync: {
    /** Starts a refresh of everything, one connection or one data set; returns the jobs. With `force` even what is fresh (billed calls included). */
    run: method<Job[]>()(
      z.strictObject({ connectionId: id.optional(), dataSet: z.enum(dataSets).optional(), force: z.boolean().default(false) }),
    ),
    freshness: method<{ sets: Freshness[]; problems: Problem[]; online: boolean }>()(nothing),
    /** What a forced refresh would cost at the provider, before it is started. */
    price: method<{ calls: number; amount: number; currency: string; note: string } | null>()(
      z.strictObject({ connectionId: id, dataSet: z.enum(dataSets) }),
      minute,
    ),
  },
  jobs: {
    list: method<Job[]>()(z.strictObject({ limit: z.number().int().positive().max(500).default(100) })),
    cancel: method<boolean>()(z.strictObject({ jobId: id })),
  },
  imports: {
    /** Opens a cost file: makes (or finds, by path) its connection and starts the import. Re-import replaces. */
    open: method<{ connection: Connection; job: Job }>()(z.strictObject({ token: fileToken, name: z.string().max(80).optional() })),
    report: method<ConformanceReport | null>()(connectionId),
    /** Writes the bad rows as CSV to a granted file. */
    exportBadRows: method<{ rows: number }>()(z.strictObject({ connectionId: id, target: fileToken }), 5 * minute),
    badRows: method<{ rows: BadRow[]; total: number }>()(
      z.strictObject({
        connectionId: id,
        offset: z.number().int().nonnegative().default(0),
        limit: z.number().int().positive().max(1000).default(100),
      }),
    ),
  },
  costs: {
    inventory: method<CostInventory>()(nothing),
    query: method<CostResult>()(costQuerySchema, minute),
    rows: method<CostRowsResult>()(costRowsQuerySchema, minute),
    /** Distinct values of a dimension with their share, largest first, for filter pickers. */
    values: method<{ value: string | null; total: number }[]>()(
      z.strictObject({
        dimension: costDimensionSchema,
        search: z.string().max(200).default(''),
        range: costRangeSchema.default({ start: null, end: null }),
        limit: z.number().int().positive().max(1000).default(100),
      }),
      minute,
    ),
    /** Writes the grouped result or the rows behind it to a granted file. */
    export: method<Job>()(
      z.strictObject({
        target: fileToken,
        format: z.enum(['csv', 'parquet']),
        what: z.union([z.strictObject({ query: costQuerySchema }), z.strictObject({ rows: costRowsQuerySchema })]),
      }),
    ),
  },
  compute: {
    query: method<MachineQueryResult>()(machineQuerySchema),
    facets: method<MachineFacets>()(machineQuerySchema),
    /** One machine with its cost of the last 30 days of cached cost data. */
    get: method<{ machine: CachedMachine; cost: { currency: string; value: number; from: string; to: string }[]; asOf: number | null }>()(
      z.strictObject({ connectionId: id, machineId: z.string().max(2000) }),
    ),
    /** Writes the machines matching a query (all pages) as CSV to a granted file. */
    export: method<{ rows: number }>()(
      z.strictObject({ query: machineQuerySchema, columns: z.array(z.string()).min(1).max(60), target: fileToken }),
      5 * minute,
    ),
  },
  overview: {
    get: method<Overview>()(nothing, minute),
  },
  settings: {
    get: method<SettingsModel>()(nothing),
    /** Merges top-level keys given. */
    set: method<SettingsModel>()(settingsPatchSchema),
  },
  vault: {
    status: method<VaultStatus>()(nothing),
    /** Chooses the backend of a home that has none, explicitly. */
    choose: method<VaultStatus>()(
      z.strictObject({ backend: z.enum(vaultBackends), passphrase: z.string().min(8).max(1000).optional() }),
      minute,
    ),
    /** Opens a locked passphrase vault, or asks the keychain again. */
    unlock: method<VaultStatus>()(z.strictObject({ passphrase: z.string().max(1000).optional() }), minute),
  },
};

export type Contract = typeof contract;
export type Services = Handlers<Contract>;
export type ServicesClient = Client<Contract>;
