import type { AppError } from '#shared/errors/app-error.ts';
import type { ActionInput, Outcome, Plan, PlanTarget, Run, RunTarget } from '#shared/model/action.ts';
import type { Machine } from '#shared/model/machine.ts';
import type { ActionSource } from '../capabilities/actions.ts';
import type { JournalMark } from '../operations/operations-api.ts';
import type { JobHandle } from '../sync/job-tracker.ts';
import type { ActionContext } from './action-context.ts';
import type { Lane, Lanes } from './lanes.ts';
import type { RunJournal } from './run-journal.ts';
import type { RunNotes } from './run-notes.ts';
import type { Watch } from './watch.ts';

/** A target that a run works on. */
export interface WorkTarget {
  /** As it is shown and stored. */
  target: RunTarget;
  plan: PlanTarget;
  input: ActionInput;
  /** As last read. */
  machine: Machine;
  /** When it was read, epoch ms; null when that was before this process took the run up. */
  readAt: number | null;
  /** The last read did not find it. */
  gone: boolean;
  mark: JournalMark | null;
  /** A former process began the run: the target is looked at again before anything is sent. */
  resumed: boolean;
}

/** A run in this process. */
export interface RunWork {
  context: ActionContext;
  lanes: Lanes;
  run: Run;
  plan: Plan;
  targets: WorkTarget[];
  journal: RunJournal;
  notes: RunNotes;
  handle: JobHandle;
  /** Fires when nothing may begin any more: the console closes, another process has the run, the journal cannot be written. */
  stopping: AbortController;
  /** Fires when even calls under way are not waited for any more. */
  abandoned: AbortController;
}

/** One connection's part of a run, while its session is open. */
export interface ConnectionWork {
  work: RunWork;
  connectionId: string;
  actions: ActionSource;
  targets: WorkTarget[];
  /** Set when the provider does not let us in any more: what comes after fails the same without another call. */
  shut: AppError | null;
  watchOf: (lane: Lane) => Watch;
}

/** Thrown to leave a target as the journal has it, for the next start. */
export class Left extends Error {}

/** Thrown to end a target. */
export class TargetEnd extends Error {
  readonly outcome: Outcome;
  readonly error: AppError | null;
  constructor(outcome: Outcome, error: AppError | null) {
    super(outcome);
    this.outcome = outcome;
    this.error = error;
  }
}

export function laneOf({ work, connectionId, actions }: ConnectionWork, { machine }: WorkTarget): Lane {
  return work.lanes.of(connectionId, machine, actions.limits);
}
