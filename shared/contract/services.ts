import { z } from 'zod';
import {
  type ApplyResult,
  actionInputSchema,
  type ConnectSnippet,
  type Inspection,
  type OfferedAction,
  type Plan,
  type Run,
  type RunTarget,
} from '../model/action.ts';
import type { AppInfo, CacheStatus } from '../model/app-info.ts';
import { type AuditLine, type AuditRecord, type AuditVerdict, auditQuerySchema } from '../model/audit.ts';
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
import { environmentRuleSchema, type RulesEffect } from '../model/environment.ts';
import { dataSets, type Freshness, type Problem } from '../model/freshness.ts';
import type { Job } from '../model/job.ts';
import {
  type CachedMachine,
  facetColumnSchema,
  type MachineFacets,
  type MachineGroup,
  type MachineKey,
  type MachineQueryResult,
  machineKeySchema,
  machineQuerySchema,
  machineSelectionSchema,
} from '../model/machine.ts';
import { type MetricsResult, metricNames, metricsQuerySchema, type Series } from '../model/metric.ts';
import type { Overview } from '../model/overview.ts';
import { type RecommendationResult, recommendationQuerySchema } from '../model/recommendation.ts';
import {
  type Hold,
  type ScheduledMachine,
  type ScheduleExport,
  type ScheduleRun,
  type ScheduleView,
  scheduleInputSchema,
  scheduleTargetsSchema,
} from '../model/schedule.ts';
import { type SettingsModel, settingsPatchSchema } from '../model/settings.ts';
import { isRelativeName } from '../model/transfer.ts';
import { type VaultStatus, vaultBackends } from '../model/vault.ts';
import { type Client, type Handlers, method } from './method.ts';
import { storageContract, transfersContract } from './storage-services.ts';

const nothing = z.strictObject({});
/** Name of one file or folder: it leads nowhere else. */
const plainName = z
  .string()
  .min(1)
  .max(120)
  .refine((name) => isRelativeName(name) && !/[/\\]/.test(name), 'The name of one file, without folders');
const id = z.string().min(1).max(100);
const connectionId = z.strictObject({ connectionId: id });
/** A file the person chose (dialog, drop or upload): the renderer holds the token, never the path. */
const fileToken = z.string().min(8).max(100);
const minute = 60_000;
/** Targets of one plan: named one by one, or all machines that match. At most 2,000 either way. */
const planTargets = z.union([
  z.strictObject({ machines: z.array(machineKeySchema).min(1).max(2000) }),
  z.strictObject({ selection: machineSelectionSchema }),
]);
const page = { offset: z.number().int().nonnegative().default(0), limit: z.number().int().positive().max(2000).default(100) };

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
      z.strictObject({
        extensions: z.array(z.string()).max(20),
        multiple: z.boolean().default(false),
        /** Whole folders instead of files: `bytes` is 0 then. No system offers both in one dialog everywhere. */
        folders: z.boolean().default(false),
      }),
      60 * minute,
    ),
    /** Asks where to save. In a browser the file is made by the host and `downloadPath` is where to fetch it afterwards. Null: the person cancelled. */
    chooseSave: method<{ token: string; name: string; downloadPath: string | null } | null>()(
      z.strictObject({
        suggestedName: plainName,
        /** A folder to write to: the one that is chosen, or one of the suggested name in it. In a browser it is fetched as a ZIP archive. */
        folder: z.enum(['chosen', 'named']).optional(),
      }),
      60 * minute,
    ),
    /** A fresh folder for what is to be dragged out of the window, or one of this name in it: `DesktopBridge.dragOut` takes the token. It is removed when the console ends. Throws `unsupported` in a browser. */
    dragFolder: method<{ token: string }>()(z.strictObject({ name: plainName.nullable() })),
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
    /** The groups of a query with `groupBy`, in the order of its rows. */
    groups: method<MachineGroup[]>()(z.strictObject({ ...machineSelectionSchema.shape, groupBy: facetColumnSchema })),
    /** Keys of all machines that match, for a selection; at most 2,000 (`invalid_input` beyond). */
    keys: method<MachineKey[]>()(machineSelectionSchema),
    /** What the provider says of a machine right now: its raw record, what depends on it, its events. Needs the provider. */
    inspect: method<Inspection>()(machineKeySchema, minute),
    /** Commands that connect to a machine (SSM, SSH, Bastion, IAP), made from what is cached. */
    connect: method<ConnectSnippet[]>()(machineKeySchema),
    /** What rules for environments would do to the cached machines, before they are saved. */
    environments: method<RulesEffect>()(z.strictObject({ rules: z.array(environmentRuleSchema).max(200) })),
    /** Writes the machines matching a query (all pages) as CSV to a granted file. */
    export: method<{ rows: number }>()(
      z.strictObject({ query: machineQuerySchema, columns: z.array(z.string()).min(1).max(60), target: fileToken }),
      5 * minute,
    ),
  },
  actions: {
    /** What can be done to some of these machines. */
    offered: method<OfferedAction[]>()(z.strictObject({ targets: planTargets })),
    /** Reads the targets from their providers and says what would be done. Changes nothing. `forbidden` when every target refuses. */
    plan: method<Plan>()(
      z.strictObject({ action: z.string().max(60), targets: planTargets, input: actionInputSchema.default({}) }),
      5 * minute,
    ),
    /** A plan by id, as it was made. */
    getPlan: method<Plan>()(z.strictObject({ planId: id })),
    /**
     * Carries a plan out; returns when the run has begun. `confirm` is the text that the plan asks for, `''` for a click.
     * `invalid_input` for another text, `conflict` for an expired or applied plan.
     */
    apply: method<ApplyResult>()(z.strictObject({ planId: id, confirm: z.string().max(200).default('') }), 5 * minute),
    /** Newest first; of one machine where one is named. */
    runs: method<{ runs: Run[]; total: number }>()(z.strictObject({ ...page, machine: machineKeySchema.optional() })),
    /** A run with a window of its targets: those in doubt and failed first, then in order. */
    run: method<{ run: Run; targets: RunTarget[]; total: number }>()(z.strictObject({ runId: id, ...page })),
    /** What has not begun is not begun any more; what has goes on. False when the run has ended. */
    cancel: method<boolean>()(z.strictObject({ runId: id })),
    /** A plan for the targets of a run that failed, were cancelled or are in doubt; `conflict` while it runs. */
    retry: method<Plan>()(z.strictObject({ runId: id }), 5 * minute),
    /** A plan that undoes what a run did, on the targets where it succeeded; `unsupported` where nothing undoes it. */
    undo: method<Plan>()(z.strictObject({ runId: id }), 5 * minute),
    /** Goes on with a run that a killed process left: doubtful calls are reconciled first. */
    resume: method<Run>()(z.strictObject({ runId: id }), minute),
  },
  storage: storageContract,
  transfers: transfersContract,
  audit: {
    list: method<{ records: AuditLine[]; total: number }>()(auditQuerySchema),
    get: method<AuditRecord>()(z.strictObject({ seq: z.number().int().positive() })),
    /** Checks every record and the chain. */
    verify: method<AuditVerdict>()(nothing, 5 * minute),
    /** Writes records as JSON Lines, oldest first, to a granted file. */
    export: method<{ records: number }>()(z.strictObject({ query: auditQuerySchema, target: fileToken }), 5 * minute),
  },
  metrics: {
    /** Series from the cache, at the finest resolution kept for the time asked. */
    series: method<MetricsResult>()(metricsQuerySchema),
    /** Reads what the cache lacks of these machines from their providers, then returns the series. */
    refresh: method<MetricsResult>()(metricsQuerySchema, minute),
    /** The last 24 h of one metric for the rows on screen, 24 values each, from the cache alone. Machines without values are left out. */
    sparks: method<(MachineKey & Series)[]>()(
      z.strictObject({ machines: z.array(machineKeySchema).max(500), metric: z.enum(metricNames) }),
    ),
  },
  schedules: {
    list: method<ScheduleView[]>()(nothing),
    /** Saves a schedule. `confirm`: the name of each guarded environment that it reaches, where one is `typed`. `invalid_input` names the wrong field. */
    save: method<ScheduleView>()(z.strictObject({ schedule: scheduleInputSchema, confirm: z.string().max(200).default('') })),
    remove: method<boolean>()(z.strictObject({ scheduleId: id })),
    /** The next times of a schedule before it is saved, epoch ms UTC, with what would be skipped of each: a holiday, held machines. */
    preview: method<{ at: number; action: 'start' | 'stop'; skipped: string | null }[]>()(
      z.strictObject({ schedule: scheduleInputSchema, count: z.number().int().positive().max(100).default(14) }),
    ),
    history: method<{ runs: ScheduleRun[]; total: number }>()(z.strictObject({ ...page, scheduleId: id.optional() })),
    /** The machines that a schedule reaches now, held ones first. */
    machines: method<{ machines: ScheduledMachine[]; total: number }>()(z.strictObject({ scheduleId: id, ...page })),
    holds: method<Hold[]>()(nothing),
    addHold: method<Hold>()(
      z.strictObject({ targets: scheduleTargetsSchema, reason: z.string().trim().min(1).max(300), until: z.number() }),
    ),
    removeHold: method<boolean>()(z.strictObject({ holdId: id })),
    /** The schedule as each provider's own scheduler definition, for the machines it reaches now. */
    export: method<ScheduleExport[]>()(z.strictObject({ scheduleId: id })),
    /** Writes one of these definitions to a granted file. */
    saveExport: method<{ bytes: number }>()(z.strictObject({ scheduleId: id, fileName: z.string().max(300), target: fileToken }), minute),
  },
  recommendations: {
    list: method<RecommendationResult>()(recommendationQuerySchema, minute),
    dismiss: method<boolean>()(z.strictObject({ id: z.string().max(3000), reason: z.string().trim().min(1).max(300) })),
    restore: method<boolean>()(z.strictObject({ id: z.string().max(3000) })),
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
