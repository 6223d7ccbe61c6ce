import type { Plan, Run, RunTarget } from '#shared/model/action.ts';
import type { AuditEntry, AuditLine, AuditQuery, AuditRecord, AuditVerdict } from '#shared/model/audit.ts';
import type { MachineKey } from '#shared/model/machine.ts';

/** Collections of small documents that belong to this home and are not a copy of anything. */
export type Collection = 'schedules' | 'holds' | 'schedule-runs' | 'dismissals';

/** A run as it is kept, with what a later process needs to go on. */
export interface StoredRun {
  run: Run;
  /** Process that works on it. */
  pid: number;
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
  at: number;
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
    put(plan: Plan): void;
    get(options: { planId: string }): Plan | null;
    /** Removes open plans that expired before `before`. */
    prune(options: { before: number }): number;
  };
  runs: {
    /** Stores the run with all its targets and marks the plan as applied, in one transaction; false when the plan was applied already. */
    begin(options: { stored: StoredRun; targets: RunTarget[] }): boolean;
    update(options: StoredRun): void;
    /** Stores a target's state together with its journal mark, in one transaction. */
    target(options: { target: RunTarget & { runId: string }; mark?: JournalMark }): void;
    get(options: { runId: string }): StoredRun | null;
    list(options: { offset: number; limit: number; machine?: MachineKey }): { runs: Run[]; total: number };
    /** `order: 'trouble'`: in doubt and failed first. */
    targets(options: { runId: string; offset: number; limit: number; order: 'index' | 'trouble' }): { targets: RunTarget[]; total: number };
    /** The last mark of every target of a run that has one. */
    journal(options: { runId: string }): JournalMark[];
    /** Runs that have not ended, with their process. */
    unfinished(): StoredRun[];
    /** Makes `pid` the process of a run, unless another one took it since: then false. */
    claim(options: { runId: string; from: number; pid: number }): boolean;
  };
  audit: {
    /** Adds records in order, chained, in one transaction. */
    append(options: { entries: AuditEntry[]; at: number }): AuditRecord[];
    list(query: AuditQuery): { records: AuditLine[]; total: number };
    get(options: { seq: number }): AuditRecord | null;
    verify(): AuditVerdict;
    /** Writes matching records as JSON Lines, oldest first; the file appears when complete. */
    export(options: { query: AuditQuery; path: string }): { records: number };
  };
}
