import type { ActionInput, Actor, ApplyResult, Plan, Run } from '#shared/model/action.ts';
import type { MachineKey } from '#shared/model/machine.ts';

export interface PlanRequest {
  action: string;
  targets: readonly MachineKey[];
  input: ActionInput;
  /** Inputs of single targets, in the order of `targets`, where they differ. */
  inputs?: readonly ActionInput[];
  origin?: Plan['origin'];
}

export interface ApplyRequest {
  planId: string;
  /** What the person typed; `approved`: a schedule whose confirmation was given when it was saved. Read-only environments refuse both. */
  confirm: string | { approved: true };
  actor: Actor;
}

/** Plan → review → confirm → run → audit, for every change of every provider. See `docs/ARCHITECTURE.md`. */
export interface ActionEngine {
  /** Reads the targets from their providers; changes nothing. */
  plan(request: PlanRequest, signal: AbortSignal): Promise<Plan>;
  /** Starts the run of a plan; returns when it is journalled. */
  apply(request: ApplyRequest, signal: AbortSignal): Promise<ApplyResult>;
  /** A plan as it was made, with its state as of now. Throws `not_found`. */
  getPlan(planId: string): Promise<Plan>;
  /** What has not begun is not begun any more; false when the run has ended. Throws `conflict` when another process works on it. */
  cancel(runId: string): Promise<boolean>;
  resume(runId: string): Promise<Run>;
  /** At start of a console: goes on with every run whose process is gone. */
  resumeAll(): Promise<void>;
  /** Whether this process works on the run. */
  active(runId: string): boolean;
  /** The run when it has ended. Rejects with the signal's reason. */
  ended(runId: string, signal: AbortSignal): Promise<Run>;
  /** Begins nothing new and resolves when no call is under way; unfinished runs stay for the next start. */
  stop(): Promise<void>;
}
