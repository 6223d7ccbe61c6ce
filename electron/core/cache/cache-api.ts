import type { AppError } from '#shared/errors/app-error.ts';
import type { CacheStatus } from '#shared/model/app-info.ts';
import type {
  BadRow,
  ConformanceReport,
  CostFilter,
  CostInventory,
  CostQuery,
  CostRange,
  CostResult,
  CostRowsQuery,
  CostRowsResult,
  ExchangeRate,
} from '#shared/model/cost.ts';
import type { EnvironmentRule, RulesEffect } from '#shared/model/environment.ts';
import type { DataSet, Dated, Freshness } from '#shared/model/freshness.ts';
import type { Job } from '#shared/model/job.ts';
import type {
  CachedMachine,
  FacetColumn,
  Machine,
  MachineFacets,
  MachineGroup,
  MachineKey,
  MachineQuery,
  MachineQueryResult,
  MachineSelection,
} from '#shared/model/machine.ts';
import type { MachineSeries, MetricName, MetricStats, Series } from '#shared/model/metric.ts';
import type { Overview } from '#shared/model/overview.ts';
import type { Bucket } from '#shared/model/storage.ts';
import type { CostBatch } from '../capabilities/cost-batch.ts';

/** One data set of one connection and scope. */
export interface SetKey {
  connectionId: string;
  dataSet: DataSet;
  scope: string;
}

/** A bucket as the cache keeps it: the index of names is kept elsewhere. */
export interface StoredBucket extends Bucket {
  connectionId: string;
  environment: string;
}

/** How a read ended; recorded as freshness. Times are epoch ms UTC. */
export interface SetOutcome {
  at: number;
  staleAfter: number;
  nextRefresh: number | null;
}

/** Results without `stale` and `problems`: the services add those, because they depend on the clock and on connection names. */
export type Undated<T extends Dated> = Omit<T, keyof Dated> & { sets: Freshness[] };

export interface OpenOptions {
  /** Folder of the cache database and its backups; made when missing. */
  folder: string;
  /** 32-byte key in hex. */
  key: string;
  maxBytes: number;
}

/** What opening found. `recovery` says in a sentence what was lost or restored; null when all was well. */
export interface OpenReport {
  recovery: string | null;
  schemaVersion: number;
  sqliteVersion: string;
}

/** Everything the cache thread offers: the only code that touches the cache database. Each mutation is one transaction. */
export interface CacheApi {
  store: {
    /** Throws `AppFailure` `conflict` when the schema is newer than the program, `auth_required` when the key is wrong. */
    open(options: OpenOptions): Promise<OpenReport>;
    status(): CacheStatus;
    setMaxBytes(options: { maxBytes: number }): void;
    /** Online backup beside the database; keeps the newest two. */
    backup(options: { now: number }): Promise<{ path: string; bytes: number }>;
    /** Drops cost months older than `keepCostMonths` (from the newest month of each connection, which stays), then the oldest months while over the size limit. */
    evict(options: { now: number; keepCostMonths: number }): { removedMonths: string[]; removedRows: number };
    /** Deletes all rows, reports and freshness of a connection. */
    forget(options: { connectionId: string }): { removedRows: number };
    close(): void;
  };
  sets: {
    /** Freshness records, of one connection or all. */
    list(options: { connectionId?: string }): Freshness[];
    /** Records a failed read: the old rows stay. */
    failed(options: SetKey & { error: AppError; at: number; nextRefresh: number | null }): void;
    /** Removes scopes that the provider no longer has, with their rows. */
    keepScopes(options: { connectionId: string; dataSet: DataSet; scopes: string[] }): void;
    /** Cursor of an interrupted read of this scope that can go on; null when there is none. */
    cursor(options: SetKey): { cursor: string; run: string } | null;
  };
  machines: {
    /** Stores one page (one transaction) of the read `run`; visible at once. */
    put(options: { connectionId: string; scope: string; run: string; machines: Machine[]; cursor: string | null }): void;
    /** Ends a read: machines of the scope that `run` did not see are removed. */
    finish(options: { connectionId: string; scope: string; run: string } & SetOutcome): { removed: number };
    query(query: MachineQuery): Undated<MachineQueryResult>;
    facets(query: MachineQuery): MachineFacets;
    groups(query: MachineSelection & { groupBy: FacetColumn }): MachineGroup[];
    /** Gives every machine its environment anew after the rules changed; returns how many got another one. */
    relabel(options: { rules: EnvironmentRule[] }): number;
    /** What rules would decide; changes nothing. */
    judge(options: { rules: EnvironmentRule[] }): RulesEffect;
    /** Single machines by state and provider, for the overview: answered without reading all machines first, as `facets` must. */
    totals(): Overview['machines'];
    get(options: { connectionId: string; machineId: string }): CachedMachine | null;
    /** Those of the named machines that are cached, in the order asked. */
    find(options: { keys: MachineKey[] }): CachedMachine[];
    /** Brings single rows up to date that are cached: no row is added, scope and freshness stay, `gone` are removed. */
    patch(options: { connectionId: string; machines: Machine[]; gone: string[] }): { changed: number };
  };
  buckets: {
    /** Stores one page of the read `run`; visible at once. */
    put(options: {
      connectionId: string;
      scope: string;
      run: string;
      buckets: Bucket[];
      rules: EnvironmentRule[];
      cursor: string | null;
    }): void;
    /** Ends a read: buckets of the scope that `run` did not see are removed. */
    finish(options: { connectionId: string; scope: string; run: string } & SetOutcome): { removed: number };
    list(): { buckets: StoredBucket[]; sets: Freshness[] };
    get(options: { connectionId: string; bucket: string }): StoredBucket | null;
    /** Gives every bucket its environment anew after the rules changed; returns how many got another one. */
    relabel(options: { rules: EnvironmentRule[] }): number;
  };
  metrics: {
    /**
     * Stores values of many series in one transaction, later ones over earlier ones; the machines' latest CPU and memory
     * follow. What is too old for the resolution that it came in is folded into a coarser one.
     */
    put(options: { connectionId: string; now: number; series: (Series & { machineId: string; metric: MetricName })[] }): void;
    /** Records a complete read of a scope. `rows`: series read. */
    finish(options: { connectionId: string; scope: string; rows: number } & SetOutcome): void;
    /** End of the newest value among these metrics, by machine in the order asked, epoch ms UTC; 0: none. */
    until(options: { connectionId: string; machineIds: string[]; metrics: MetricName[] }): number[];
    /** Each at the finest resolution kept for the time asked; series without a value in it are left out. */
    series(options: { machines: MachineKey[]; metrics: MetricName[]; from: number; to: number }): {
      series: MachineSeries[];
      /** Oldest end among the series; null when there is none. */
      asOf: number | null;
    };
    /** 24 hourly means, the last of the hour that `now` is in. Machines without any are left out. */
    sparks(options: { machines: MachineKey[]; metric: MetricName; now: number }): (MachineKey & Series)[];
    /** Summary of one metric of every machine that has values in this time. */
    stats(options: { metric: MetricName; from: number; to: number; connectionId?: string }): (MachineKey & MetricStats)[];
    /** Makes values coarser that are past the age of their resolution, drops the oldest and those of machines that are gone. */
    age(options: { now: number }): { removed: number };
  };
  costs: {
    /** Starts (or with `resume` continues) a replacing read of a scope; its rows stay invisible until `commit`. */
    begin(options: { connectionId: string; scope: string; run: string; resume: boolean }): void;
    /** Stores one page in one transaction. The batch's buffers are moved. */
    append(options: { run: string; batch: CostBatch; cursor: string | null }): void;
    /** Replaces what the scope showed by the rows of `run`, with rollups and report, in one transaction. */
    commit(options: { run: string; report: ConformanceReport | null; rates: ExchangeRate[] } & SetOutcome): { rows: number };
    /** Drops the rows of an unfinished read; what the scope showed before stays. */
    abort(options: { run: string }): void;
    inventory(): Undated<CostInventory>;
    /** `rates`: converts by the newest rate of each pair, the person's own first. */
    query(options: { query: CostQuery; rates: ExchangeRate[] }): Undated<CostResult> & { currenciesWithoutRate: string[] };
    rows(query: CostRowsQuery): Undated<CostRowsResult>;
    /** Distinct values with the charge rows that have them (sums of two currencies would not compare), most first. */
    values(options: { dimension: string; search: string; range: CostRange; limit: number }): { value: string | null; total: number }[];
    /** Sums per currency of a set of filters; for the cost of one machine. */
    total(options: { filters: CostFilter[]; range: CostRange; metric: CostQuery['metric'] }): { currency: string; value: number }[];
    /** Cost half of the overview, from rollups only. */
    overview(options: {
      currency: string | null;
      rates: ExchangeRate[];
    }): Pick<Overview, 'cost' | 'topServices' | 'ratesUsed'> & { sets: Freshness[] };
    /** Writes the grouped result, or all charge rows that match in file order, to a file that appears when complete; returns their count. */
    export(options: {
      path: string;
      format: 'csv' | 'parquet';
      what: { query: CostQuery; rates: ExchangeRate[] } | { rows: CostRowsQuery };
    }): Promise<{ rows: number; bytes: number }>;
    report(options: { connectionId: string }): ConformanceReport | null;
    badRows(options: { connectionId: string; offset: number; limit: number }): { rows: BadRow[]; total: number };
  };
  jobs: {
    put(job: Job): void;
    list(options: { limit: number }): Job[];
    /** At start: jobs that a killed process left running become `interrupted`. */
    interruptRunning(options: { now: number }): Job[];
  };
}
