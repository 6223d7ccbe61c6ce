import type { Plan, Run, RunTarget } from '#shared/model/action.ts';
import type { AuditEntry, AuditLine, AuditQuery, AuditRecord, AuditVerdict } from '#shared/model/audit.ts';
import type { CachedMachine, Machine, MachineKey } from '#shared/model/machine.ts';

/** Collections of small documents that belong to this home and are not a copy of anything. */
export type Collection = 'schedules' | 'holds' | 'schedule-runs' | 'dismissals';

/** A run as it is kept, with what a later process needs to go on. */
export interface StoredRun {
  run: Run;
  /** Process that works on it. */
  pid: number;
}

/** A run with what tells whether its process can still be the one that took it. */
export interface UnfinishedRun extends StoredRun {
  /** When the process took it, epoch ms of the machine's own clock. */
  since: number;
}

/** A target's place in the journal: written before a call is sent, and again when its answer is known. */
export interface JournalMark {
  runId: string;
  index: number;
  /** Id of the step, and which try of it. */
  step: string;
  attempt: number;
  /** `sending`: the call may have left this machine. `accepted`: the provider has it. `done`: its effect was seen. `failed`: it had none. */
  mark: 'sending' | 'accepted' | 'done' | 'failed';
  /** Address of a long-running operation, from the answer. */
  operation: string | null;
  requestId: string | null;
  /** The target as it was before the step, for a process that has to find out what became of it. */
  before: Machine;
  at: number;
}

/** A target's state and, where it moved, its journal mark. */
export interface RunRecord {
  target: RunTarget;
  mark?: JournalMark;
}

/**
 * The thread that keeps what must not be lost: plans, runs and their journal, schedules and the audit log. Two databases,
 * `operations.db` and `audit.db`, encrypted like the cache but never evicted or rebuilt; every write is on the disk before
 * its call returns (`synchronous=FULL`). Several processes may work on one home.
 */
export interface OperationsApi {
  store: {
    /** `folder` is made when missing. Throws `auth_required` for a wrong key, `conflict` for a newer schema or a damaged file. */
    open(options: { folder: string; key: string }): void;
    close(): void;
  };
  documents: {
    put(options: { collection: Collection; id: string; document: unknown }): void;
    get(options: { collection: Collection; id: string }): unknown;
    /** In order of their first `put`. */
    list(options: { collection: Collection }): unknown[];
    remove(options: { collection: Collection; id: string }): boolean;
  };
  plans: {
    /** `machines`: the targets as they were read, for those that were found. */
    put(options: { plan: Plan; machines: CachedMachine[] }): void;
    get(options: { planId: string }): Plan | null;
    machines(options: { planId: string }): CachedMachine[];
    /** Removes open plans that expired before `before`. */
    prune(options: { before: number }): number;
  };
  runs: {
    /** Stores the run with all its targets and marks the plan as applied, in one transaction; false when the plan was applied already. */
    begin(options: { stored: StoredRun; targets: RunTarget[] }): boolean;
    /** False when another process has taken the run over: then nothing is stored. */
    update(options: StoredRun): boolean;
    /**
     * Stores targets' states together with their journal marks, in one transaction. False when `pid` is not the run's
     * process any more: then nothing is stored, and nothing may be sent.
     */
    record(options: { runId: string; pid: number; records: RunRecord[] }): boolean;
    get(options: { runId: string }): UnfinishedRun | null;
    list(options: { offset: number; limit: number; machine?: MachineKey }): { runs: Run[]; total: number };
    /** `order: 'trouble'`: in doubt and failed first. */
    targets(options: { runId: string; offset: number; limit: number; order: 'index' | 'trouble' }): { targets: RunTarget[]; total: number };
    /** The last mark of every target of a run that has one. */
    journal(options: { runId: string }): JournalMark[];
    /** Runs that have not ended, with their process. */
    unfinished(): UnfinishedRun[];
    /** Makes `pid` the process of a run, unless another one took it since: then false. */
    claim(options: { runId: string; from: number; pid: number }): boolean;
  };
  audit: {
    /** Adds records in order, chained, in one transaction. */
    append(options: { entries: AuditEntry[]; at: number }): AuditRecord[];
    list(query: AuditQuery): { records: AuditLine[]; total: number };
    get(options: { seq: number }): AuditRecord | null;
    verify(): AuditVerdict;
    /** Writes all matching records (whatever `offset` and `limit` say) as JSON Lines, oldest first, to a new file. */
    export(options: { query: AuditQuery; path: string }): { records: number };
  };
}
